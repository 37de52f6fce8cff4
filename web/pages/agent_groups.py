"""What one agent belongs to, on a tab on which it is changed."""

import uuid
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents.names import fold
from onboarding.database import begin_writing, db
from onboarding.groups import groups, members
from onboarding.groups.members import MOST_PENALTY
from web import guard
from web.pages.agent_belongings import KindLine, card
from web.pages.agent_page import find, frame
from web.pages.group_members import id_of, penalty_of
from web.translating import _, say

MANY = 20
"""With more groups to choose from, there is a search for them."""
TO_ADD = "to_add"
"""Stands for the queue that is about to be added."""

blueprint = Blueprint("agent_groups", __name__)


@blueprint.get("/agents/<uuid:agent_id>/groups")
@guard.staff
def show(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _page(agent_id)


@blueprint.post("/agents/<uuid:agent_id>/groups")
@guard.editors
def join(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Put the agent into the group that was chosen; the penalty counts where it is a queue."""
    penalty = penalty_of(request.form.get("penalty", ""))
    if penalty is None:
        return _page(agent_id, wrong_penalty=TO_ADD), 422
    session = db.session()
    begin_writing(session)
    agent, group = find(agent_id).agent, groups.one(session, _chosen())
    if group is None:
        flash(_("Choose a group first. It may have been deleted meanwhile."), "bad")
        return _back(agent_id)
    if members.add(session, guard.actor(), group, [agent.id], penalty=penalty, paused=_paused()):
        flash(_("%(name)s is in %(group)s now", name=agent.full_name, group=group.name))
    session.commit()
    return _back(agent_id)


@blueprint.post("/agents/<uuid:agent_id>/groups/seat")
@guard.editors
def change_seat(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Another penalty in a queue, or whether the agent begins paused there."""
    penalty = penalty_of(request.form.get("penalty", ""))
    if penalty is None:
        return _page(agent_id, wrong_penalty=request.form.get("group", "")), 422
    session = db.session()
    begin_writing(session)
    agent, group = find(agent_id).agent, groups.one(session, _chosen())
    actor, paused = guard.actor(), _paused()
    if group is not None and members.change(session, actor, group, [agent.id], penalty=penalty, paused=paused):
        flash(_("The place of %(name)s in %(group)s is changed", name=agent.full_name, group=group.name))
    session.commit()
    return _back(agent_id)


@blueprint.post("/agents/<uuid:agent_id>/groups/leave")
@guard.editors
def leave(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Take the agent out of a group."""
    session = db.session()
    begin_writing(session)
    agent, group = find(agent_id).agent, groups.one(session, _chosen())
    if group is not None and members.remove(session, guard.actor(), group, [agent.id]):
        flash(_("%(name)s is no longer in %(group)s", name=agent.full_name, group=group.name))
    session.commit()
    return _back(agent_id)


def _page(agent_id: uuid.UUID, wrong_penalty: str = "") -> str:
    """The tab. `wrong_penalty`: the id of the group whose penalty was mistyped, or TO_ADD."""
    listed = find(agent_id)
    around, q = frame(listed), request.args.get("q", "").strip()
    lines = [_line(each, q) if around["edits"] else each for each in card(listed.agent)]
    return render_template(
        "agents/groups.html",
        **around,
        lines=lines,
        q=q,
        search=q or any(len(line.others) > MANY for line in lines),
        wrong_penalty=wrong_penalty,
        penalty_sentence=say("penalty_not_digits", {"most": MOST_PENALTY}),
        typed=request.form,
    )


def _line(line: KindLine, q: str) -> KindLine:
    """The same with the groups that it could be, of which the name has what was searched for."""
    there = {each.group_id for each in line.belongs}
    named = groups.named(db.session(), line.kind)
    others = [(id_, name) for id_, name in named if id_ not in there and fold(q) in fold(name)]
    return replace(line, others=others)


def _paused() -> bool:
    return request.form.get("paused") == "yes"


def _chosen() -> uuid.UUID:
    text = request.form.get("group", "")
    return id_of(text) or (abort(400) if text else uuid.UUID(int=0))


def _back(agent_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(f"/agents/{agent_id}/groups", 303)
