"""What is done to agents by a button: inviting them, copying a link."""

import uuid

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.invitations import inviting
from onboarding.invitations.inviting import NotInvited
from web import formats, guard
from web.pages.agent_page import find, page

MOST_AT_ONCE = 200


def register(blueprint: Blueprint) -> None:
    blueprint.post("/agents/<uuid:agent_id>/invitation")(send_invitation)
    blueprint.post("/agents/<uuid:agent_id>/invitation-link")(copy_link)
    blueprint.post("/agents/invitations")(invite_selected)


@guard.editors
def send_invitation(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Send one invitation, again where there was one: earlier links end."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    try:
        inviting.invite(session, guard.settings(), [agent], actor=guard.actor())
    except NotInvited as refused:
        session.rollback()
        flash(refused.problem.sentence(), "bad")
    else:
        session.commit()
        flash(f"Invitation to {agent.full_name} is on its way")
    return redirect(f"/agents/{agent_id}", 303)


@guard.editors
def copy_link(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Show a link to hand over: in the answer itself, so that it is in no address and no history."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    try:
        link, until = inviting.copy_link(session, guard.settings(), agent, actor=guard.actor())
    except NotInvited as refused:
        session.rollback()
        flash(refused.problem.sentence(), "bad")
        return redirect(f"/agents/{agent_id}", 303)
    session.commit()
    return page(agent_id, link, until)


@guard.editors
def invite_selected() -> ResponseReturnValue:
    """Invite those whose boxes were ticked on one page of the list; if one cannot be invited, nobody is."""
    back = request.form.get("back", "")
    back = back if back.startswith("/agents") else "/agents"
    session = db.session()
    begin_writing(session)
    agents = session.scalars(select(Agent).where(Agent.id.in_(_selected()))).all()
    try:
        inviting.invite(session, guard.settings(), agents, actor=guard.actor())
    except NotInvited as refused:
        session.rollback()
        flash(f"{refused.problem.sentence()} Nobody was invited.", "bad")
        return redirect(back, 303)
    session.commit()
    flash(f"{formats.plural(len(agents), 'invitation', 'invitations')} on the way" if agents else "Nobody was selected")
    return redirect(back, 303)


def _selected() -> list[uuid.UUID]:
    chosen = []
    for text in request.form.getlist("agent")[:MOST_AT_ONCE]:
        try:
            chosen.append(uuid.UUID(text))
        except ValueError:
            continue
    return chosen
