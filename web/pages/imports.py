"""Imports: upload, one page that shows what the import is doing, and the deeds that belong to it."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.imports import confirming, outlook, repeats, reporting, second_tries, tallies, undoing, uploads
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.progress import progress
from onboarding.imports.reading import Limits
from onboarding.imports.refusal import FileRefused
from onboarding.preferences.retention import retention
from onboarding.wording import Problem
from web import formats, guard, uploading
from web.files import csv_file
from web.pages import (
    import_columns,
    import_groups,
    import_keeping,
    import_progress,
    import_rows,
    import_template,
    import_undo,
    import_usernames,
)
from web.security import takes_uploads
from web.translating import _, language, ngettext, sentence

SHOWN = 25
ROWS_A_PAGE = 100
STAYS_SHOWN = 100
STATES_ASKED = {
    "open": ("uploaded", "checking", "ready"),
    "running": ("applying", "undoing"),
    "errors": ("completed_with_errors", "failed"),
    "completed": ("completed",),
    "over": ("cancelled", "undone"),
}
"""What the history can be narrowed to, and the states which that is."""
FILTERS = ("create", "update", "comes_back", "unchanged", "skipped", "invalid")

blueprint = Blueprint("imports", __name__)
blueprint.app_context_processor(import_progress.words)
import_groups.register(blueprint)
import_columns.register(blueprint)
import_keeping.register(blueprint)
import_template.register(blueprint)
import_undo.register(blueprint)
import_usernames.register(blueprint)


@blueprint.get("/imports")
@guard.editors
def list_imports() -> ResponseReturnValue:
    return _list()


@blueprint.post("/imports")
@guard.editors
@takes_uploads
def upload() -> ResponseReturnValue:
    """Store the file and go to its page, where the check is shown."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list(_("Choose a file first: the sheet that your HR system exports, as CSV or Excel workbook.")), 422
    uploading.count(str(guard.me().id))
    session = db.session()
    try:
        import_ = uploads.receive(
            session,
            file.stream,  # type: ignore[arg-type]
            file.filename,
            actor=guard.actor(),
            limits=Limits.of(current_app.config["ONBOARD"]),
        )
    except FileRefused as refused:
        session.rollback()
        return _list(sentence(refused.problem)), 422
    session.commit()
    return redirect(f"/imports/{import_.id}", 303)


@blueprint.get("/imports/<uuid:import_id>")
@guard.editors
def show(import_id: uuid.UUID) -> ResponseReturnValue:
    """The page of an import, whatever it is doing: reading, waiting for a word, applying, done, over."""
    return _show(_find(import_id))


@blueprint.get("/imports/<uuid:import_id>/progress")
@guard.editors
def follow(import_id: uuid.UUID) -> dict[str, Any]:
    """What the page shows of the progress, as texts and bars to put in place."""
    return import_progress.live(db.session(), _find(import_id))


@blueprint.get("/imports/<uuid:import_id>/errors.csv")
@guard.editors
def errors_csv(import_id: uuid.UUID) -> ResponseReturnValue:
    """The rows to fix, in the uploader's own columns, to be corrected and uploaded as it is."""
    import_ = _find(import_id)
    speaks = language()
    return csv_file(lambda session: reporting.errors_csv(session, import_, speaks), "rows-to-fix.csv")


@blueprint.post("/imports/<uuid:import_id>/confirm")
@guard.editors
def confirm(import_id: uuid.UUID) -> ResponseReturnValue:
    """A person's word: let the good rows in."""
    session = db.session()
    begin_writing(session)
    import_ = _find(import_id)
    invite, mistake = _invite_choice()
    if mistake:
        return _show(import_, step="confirm", mistake=mistake), 422
    try:
        confirming.confirm(
            session, import_, actor=guard.actor(), on_error=request.form.get("on_error", "skip"), invite=invite
        )
    except ValueError:
        abort(400)
    except confirming.WrongState as refused:
        session.rollback()
        return _show(_find(import_id), step="confirm", mistake=sentence(refused.problem)), 409
    session.commit()
    return redirect(f"/imports/{import_id}", 303)


@blueprint.post("/imports/<uuid:import_id>/cancel")
@guard.editors
def cancel(import_id: uuid.UUID) -> ResponseReturnValue:
    """Stop after the chunk in hand; what is in stays."""
    session = db.session()
    begin_writing(session)
    try:
        confirming.cancel(session, _find(import_id), actor=guard.actor())
    except confirming.WrongState as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
    return redirect(f"/imports/{import_id}", 303)


@blueprint.post("/imports/<uuid:import_id>/retry")
@guard.editors
def retry(import_id: uuid.UUID) -> ResponseReturnValue:
    """Try again now what did not work."""
    session = db.session()
    begin_writing(session)
    tried = second_tries.again(session, _find(import_id), actor=guard.actor())
    session.commit()
    flash(ngettext("%(num)s step is tried again now.", "%(num)s steps are tried again now.", tried))
    return redirect(f"/imports/{import_id}", 303)


def _find(import_id: uuid.UUID) -> Import:
    return db.session().get(Import, import_id) or abort(404)


def _list(refused: str | None = None) -> str:
    chosen = request.args.get("state", "")
    chosen = chosen if chosen in STATES_ASKED else ""
    found = reporting.listed(
        db.session(), SHOWN + 1, states=STATES_ASKED.get(chosen, ()), before=request.args.get("before", type=uuid.UUID)
    )
    return render_template(
        "imports/list.html",
        imports=found[:SHOWN],
        next_before=found[SHOWN - 1].import_.id if len(found) > SHOWN else None,
        paged="before" in request.args,
        chosen=chosen,
        kept_days=retention(db.session()).upload_days,
        refused=refused,
        max_mib=guard.settings().import_max_mib,
    )


def _invite_choice() -> tuple[str, str | None]:
    """The choice of when invitations go out, and what is wrong with it."""
    choice = request.form.get("invite", "none")
    if choice != "at":
        return choice, None
    try:
        return import_progress.local_moment(request.form.get("invite_at", "")), None
    except ValueError:
        return "none", _("Say when the invitations go out: a day and a time that are still to come.")


def _show(import_: Import, step: str | None = None, mistake: str | None = None) -> str:
    session = db.session()
    done = progress(session, import_)
    look = import_progress.look(import_, done)
    shared: dict[str, Any] = {
        "import_": import_,
        "counts": tallies.counts(session, import_.id),
        "progress": done,
        "look": look,
        "mistake": mistake,
        "kept": import_keeping.kept(session, import_),
        "can_undo": undoing.why_not(session, import_) is None,
        **import_columns.facts(import_),
    }
    if look == "check":
        shared["repeated"] = repeats.warning(session, import_)
        if (step or request.args.get("step")) == "confirm":
            ahead = outlook.outlook(session, import_, formats.today())
            zone = formats.city(guard.settings().timezone)
            return render_template("imports/confirm.html", form=request.form, ahead=ahead, time_zone=zone, **shared)
    if look in ("reading", "progress", "undoing"):
        live = import_progress.live(session, import_)
        return render_template(f"imports/{look}.html", live=live, **shared)
    if look == "check":
        shared |= import_groups.offer(import_)
    if look == "over":
        shared["stays"] = reporting.rows(session, import_.id, kept_only=True, limit=STAYS_SHOWN)
    return render_template(f"imports/{look}.html", **shared, **_rows(import_))


def _rows(import_: Import) -> dict[str, Any]:
    """A page of rows by what the address asks for: one verdict or all, after a row."""
    chosen = request.args.get("rows", "")
    chosen = chosen if chosen in FILTERS else ""
    after = max(request.args.get("after", 0, type=int), 0)
    found = reporting.rows(
        db.session(),
        import_.id,
        verdict=None if chosen == "invalid" else chosen or None,
        errors_only=chosen == "invalid",
        after=after,
        limit=ROWS_A_PAGE + 1,
    )
    shown = found[:ROWS_A_PAGE]
    there = _there(shown)
    return {
        "chosen": chosen,
        "after": after,
        "columns": import_rows.columns(import_),
        "file_notes": [sentence(Problem.restored(kept)) for kept in import_.warnings],
        "rows": [import_rows.present(import_, row, there.get(row.agent_id)) for row in shown],
        "next_after": found[ROWS_A_PAGE - 1].row if len(found) > ROWS_A_PAGE else None,
    }


def _there(rows: Sequence[ImportRow]) -> dict[uuid.UUID | None, Agent]:
    """The agents whom these rows are about already, by their ids."""
    ids = [row.agent_id for row in rows if row.agent_id]
    return {agent.id: agent for agent in db.session().scalars(select(Agent).where(Agent.id.in_(ids)))}
