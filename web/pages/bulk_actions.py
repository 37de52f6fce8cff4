"""Acting on many: the question with what it would do, the deed, how far it is, what became of each, the way back."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from onboarding.bulk import action_choices, action_outlook, action_results, actions
from onboarding.bulk.action_choices import ChoicesRefused, Typed
from onboarding.bulk.action_deeds import DEEDS
from onboarding.bulk.action_models import OUTCOMES, UNDO, BulkAction
from onboarding.bulk.actions import ActionRefused, Asked, Grown, NotAllowed
from onboarding.bulk.audience import Audience
from onboarding.database import begin_writing, db, new_id
from onboarding.directory.export import export_csv
from onboarding.directory.query import Query, QueryRefused
from onboarding.groups import groups
from onboarding.groups.models import SINGLE_KINDS, Group
from onboarding.preferences.retention import retention
from onboarding.wording import Problem
from web import formats, guard
from web.files import csv_file
from web.pages import agent_filters, bulk_action_words
from web.pages.agent_deeds import where_from
from web.pages.choosing import mistakes
from web.pages.group_members import id_of
from web.pages.group_words import WORDS
from web.telling import BAD, MESSAGE, tell
from web.translating import _, sentence

EXPORT = "export"
MOST_CHOSEN = 5000
A_PAGE = 50

blueprint = Blueprint("bulk_actions", __name__)


@blueprint.post("/agents/bulk")
@guard.staff
def ask() -> ResponseReturnValue:
    """Ask back before anything is done, naming how many it would be; a file of them comes at once."""
    deed = request.form.get("deed", "")
    try:
        if deed == EXPORT:
            return _export()
        if deed not in DEEDS:
            abort(400)
        if guard.me().role not in DEEDS[deed].roles:
            abort(403)
        return _asked_back(deed)
    except QueryRefused as refused:
        flash(sentence(refused.problem), BAD)
        return redirect(where_from(), 303)


@blueprint.post("/bulk-actions")
@guard.editors
def begin() -> ResponseReturnValue:
    """Somebody's word for it. What is done at once and to everybody is told in the list; else the action has a page."""
    deed, session = request.form.get("deed", ""), db.session()
    begin_writing(session)
    try:
        typed = Typed(_ids("group"), request.form)
        asked = Asked(
            id=_form_id(),
            deed=deed,
            audience=_audience(),
            confirmed=request.form.get("confirmed", default=0, type=int),
            choices=action_choices.read(session, deed, typed),
        )
        action = actions.begin(session, guard.settings(), asked, actor=guard.actor())
    except NotAllowed:
        session.rollback()
        abort(403)
    except ChoicesRefused as refused:
        session.rollback()
        return _asked_back(deed, 422, refused.problems)
    except Grown as grown:
        session.rollback()
        return _asked_back(deed, 409, grown=grown.now)
    except (ActionRefused, QueryRefused) as refused:
        session.rollback()
        flash(sentence(refused.problem), BAD)
        return redirect(where_from(), 303)
    session.commit()
    return _go_on(action)


@blueprint.get("/bulk-actions")
@guard.staff
def list_actions() -> ResponseReturnValue:
    """The newest first: what was done to how many, by whom and when."""
    before = request.args.get("before", type=uuid.UUID)
    found = action_results.recent(db.session(), A_PAGE + 1, before)
    return render_template(
        "bulk_actions/list.html",
        actions=found[:A_PAGE],
        before=found[A_PAGE - 1].id if len(found) > A_PAGE else None,
        begins=before is None,
        **_words(),
    )


@blueprint.get("/bulk-actions/<uuid:action_id>")
@guard.staff
def show(action_id: uuid.UUID) -> ResponseReturnValue:
    """How far it is, and what became of each; `outcome` shows some of them."""
    session, action = db.session(), _find(action_id)
    outcome = request.args.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    after = request.args.get("after", type=uuid.UUID)
    people = action_results.page(
        session,
        guard.actor(),
        action_id,
        outcome=outcome or None,
        after=after,
        limit=A_PAGE + 1,
        nobody=_("Somebody who was erased"),
    )
    undone_by = action_results.undoing(session, action_id)
    original = session.get(BulkAction, action.undoes) if action.undoes else None
    roles = DEEDS[original.deed if original else action.deed].roles if original or action.deed != UNDO else ()
    return render_template(
        "bulk_actions/one.html",
        action=action,
        live=bulk_action_words.live(action),
        people=people[:A_PAGE],
        next_after=people[A_PAGE - 1].agent_id if len(people) > A_PAGE else None,
        outcome=outcome,
        undone_by=undone_by,
        undoes=original,
        may_act=guard.me().role in roles,
        undoable=actions.is_undoable(action),
        chosen=_chosen_groups(action),
        **_words(),
    )


@blueprint.get("/bulk-actions/<uuid:action_id>/progress")
@guard.staff
def follow(action_id: uuid.UUID) -> dict[str, Any]:
    """What the page shows of the progress, as texts and bars to put in place."""
    return bulk_action_words.live(_find(action_id))


@blueprint.post("/bulk-actions/<uuid:action_id>/stop")
@guard.editors
def stop(action_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    stopped = actions.stop(session, action_id, actor=guard.actor())
    session.commit()
    flash(_("Stopped. What is done stays done.") if stopped else _("It was finished already."))
    return redirect(f"/bulk-actions/{action_id}", 303)


@blueprint.post("/bulk-actions/<uuid:action_id>/undo")
@guard.editors
def undo(action_id: uuid.UUID) -> ResponseReturnValue:
    """Take it back, which is an action of its own."""
    session = db.session()
    begin_writing(session)
    try:
        action = actions.undo(session, guard.settings(), action_id, actor=guard.actor())
    except NotAllowed:
        session.rollback()
        abort(403)
    except ActionRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), BAD)
        return redirect(f"/bulk-actions/{action_id}", 303)
    session.commit()
    return redirect(f"/bulk-actions/{action.id}", 303)


def _go_on(action: BulkAction) -> ResponseReturnValue:
    path, back = f"/bulk-actions/{action.id}", where_from("")
    if not back or action.state == "running" or action.left_out:
        return redirect(path, 303)
    tell(bulk_action_words.heading(action), MESSAGE, (_("See result"), path))
    return redirect(back, 303)


def _asked_back(
    deed: str, status: int = 200, problems: Sequence[Problem] = (), grown: int | None = None
) -> ResponseReturnValue:
    """The page that asks back; with `grown`, because more match by now than somebody has confirmed."""
    session, audience = db.session(), _audience()
    seen = action_outlook.look(session, guard.actor(), deed, audience)
    if seen.total == 0:
        flash(_("Nobody was selected"))
        return redirect(where_from(), 303)
    page = render_template(
        "bulk_actions/ask.html",
        deed=deed,
        form_id=new_id(),
        seen=seen,
        whom=bulk_action_words.whom(seen.first, seen.total),
        left_out=bulk_action_words.left_out(seen.left_out),
        question=bulk_action_words.question(deed, seen.total),
        button=bulk_action_words.button(deed, seen.total),
        busy=bulk_action_words.BUSY[deed],
        hurts=deed in bulk_action_words.HURTS,
        consequence=bulk_action_words.consequence(deed, retention(session).deleted_days),
        grown=grown,
        confirmed=request.form.get("confirmed", default=0, type=int),
        kept=_kept(audience),
        plan=_plan(audience),
        back=where_from(),
        form=request.form,
        groups=_groups() if deed == "add" else [],
        chosen_groups=set(request.form.getlist("group")),
        **mistakes(problems),
    )
    return page, status


def _audience() -> Audience:
    """Whom it is for: people by their ids, or whoever the list's question finds. Raises QueryRefused."""
    if request.form.get("everyone") == "1":
        return Audience(query=_query())
    return Audience(tuple(_ids("agent")))


def _query() -> Query:
    asked = MultiDict(parse_qsl(request.form.get("query", "").lstrip("?")))
    for name in ("cursor", "limit", "sort"):
        asked.pop(name, None)
    return agent_filters.query_of(asked)


def _kept(audience: Audience) -> list[tuple[str, str]]:
    """The fields that say whom it is for, to be sent along with the answer."""
    if audience.query is not None:
        return [("everyone", "1"), ("query", request.form.get("query", ""))]
    return [("agent", str(each)) for each in audience.agent_ids]


def _plan(audience: Audience) -> str | None:
    """Where invitations for a time of their own are planned; None where people were picked, whose form goes there."""
    if audience.query is None:
        return None
    asked = [(name, value) for name, value in parse_qsl(request.form.get("query", "")) if name != "who"]
    return "/bulk-invites/new?" + urlencode([("who", "filter"), *asked])


def _export() -> ResponseReturnValue:
    """Everybody who is meant as a file. Raises QueryRefused."""
    actor, audience = guard.actor(), _audience()
    if audience.query is None and not audience.agent_ids:
        flash(_("Nobody was selected"))
        return redirect(where_from(), 303)
    only = None if audience.query is not None else audience.agent_ids
    query = audience.query or Query(deleted=request.form.get("deleted") == "1")
    name = f"agents-{formats.today().isoformat()}.csv"
    return csv_file(lambda session: export_csv(session, actor, query, only), name)


def _ids(name: str) -> list[uuid.UUID]:
    texts = request.form.getlist(name)
    if len(texts) > MOST_CHOSEN:
        abort(413)
    return list(dict.fromkeys(id_ for text in texts if (id_ := id_of(text))))


def _form_id() -> uuid.UUID:
    return id_of(request.form.get("id", "")) or abort(400)


def _find(action_id: uuid.UUID) -> BulkAction:
    return db.session().get(BulkAction, action_id) or abort(404)


def _groups() -> list[tuple[str, Any, bool, Sequence[tuple[uuid.UUID, str]]]]:
    """Of each kind that has groups: its name, its words, whether an agent has one only, and (id, name) of each."""
    session = db.session()
    found = [(kind, word, kind in SINGLE_KINDS, groups.named(session, kind)) for kind, word in WORDS.items()]
    return [each for each in found if each[3]]


def _chosen_groups(action: BulkAction) -> list[Group]:
    ids = [uuid.UUID(each) for each in action.choices.get("groups", ())]
    return list(db.session().scalars(select(Group).where(Group.id.in_(ids)).order_by(Group.name_key))) if ids else []


def _words() -> dict[str, Callable[..., Any] | dict[str, str]]:
    return {"heading_of": bulk_action_words.heading, "icons": bulk_action_words.ICONS}
