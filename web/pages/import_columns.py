"""The columns of a file, matched with our fields by hand."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.fields import FIELDS
from onboarding.database import begin_writing, db
from onboarding.imports import confirming, matching, matching_by_hand
from onboarding.imports.models import Import
from onboarding.wording import Problem
from web import guard
from web.pages.import_rows import WORDS
from web.translating import _, later, sentence

WHYS = {
    "own": later("Its own name"),
    "synonym": later("A heading that we know"),
    "values": later("By what stands beside or below it"),
    "hand": later("Matched by hand"),
}
"""By what a column was matched, as the page says it; a source is named."""


def register(blueprint: Blueprint) -> None:
    blueprint.get("/imports/<uuid:import_id>/columns")(show_columns)
    blueprint.post("/imports/<uuid:import_id>/columns")(match_columns)
    blueprint.post("/imports/<uuid:import_id>/columns/forget")(forget_columns)


def facts(import_: Import) -> dict[str, Any]:
    """What the other pages of an import say of its columns."""
    return {"can_match": matching_by_hand.can_match(import_), "matched": matching.matched(import_)}


@guard.editors
def show_columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Each column with its first values and the field it is taken for."""
    import_ = _find(import_id)
    if not matching_by_hand.can_match(import_):
        return redirect(f"/imports/{import_id}", 303)
    return _page(import_, [field for _, field, _ in import_.columns])


@guard.editors
def match_columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Remember what was chosen, and check the file again with it."""
    session = db.session()
    begin_writing(session)
    import_ = _find(import_id)
    if not matching_by_hand.can_match(import_):
        return redirect(f"/imports/{import_id}", 303)
    fields = _chosen(import_)
    if problems := matching_by_hand.problems(import_, fields):
        session.rollback()
        return _page(_find(import_id), fields, problems), 422
    return _deed(import_id, lambda: matching_by_hand.match(session, import_, fields, actor=guard.actor()))


@guard.editors
def forget_columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Go back to what the headings say."""
    session = db.session()
    begin_writing(session)
    import_ = _find(import_id)
    return _deed(import_id, lambda: matching_by_hand.forget(session, import_, actor=guard.actor()))


def _deed(import_id: uuid.UUID, deed: Callable[[], None]) -> ResponseReturnValue:
    session = db.session()
    try:
        deed()
    except confirming.WrongState as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
    else:
        session.commit()
        flash(_("The file is checked again."))
    return redirect(f"/imports/{import_id}", 303)


def _find(import_id: uuid.UUID) -> Import:
    return db.session().get(Import, import_id) or abort(404)


def _chosen(import_: Import) -> list[str | None]:
    """What the form says of each column; one that it does not speak of stays as it is."""
    chosen: list[str | None] = []
    for place, (_heading, field, kept) in enumerate(import_.columns):
        said = request.form.get(f"column-{place}", field or "") if kept else ""
        if said and said not in FIELDS:
            abort(400)
        chosen.append(said or None)
    return chosen


def _page(import_: Import, fields: Sequence[str | None], problems: Sequence[Problem] = ()) -> str:
    columns = matching_by_hand.look(db.session(), current_app.config["ONBOARD"], import_)
    source = matching.source(import_)
    return render_template(
        "imports/columns.html",
        import_=import_,
        columns=columns,
        chosen=fields,
        twice={problem.column for problem in problems if problem.code == "duplicate_column"},
        problems=[sentence(problem) for problem in problems],
        whys={**WHYS, "source": _("As %(source)s means it", source=source)},
        choices=[(field, WORDS[field]) for field in FIELDS],
        words=WORDS,
        matched=matching.matched(import_),
    )
