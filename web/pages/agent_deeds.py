"""What is done to agents by a button: inviting them, copying a link, disabling, deleting, bringing them back."""

import uuid
from collections.abc import Callable, Iterable

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from onboarding import audit
from onboarding.accounts import accounts, staff
from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory.visible import visible_to
from onboarding.invitations import inviting
from onboarding.invitations.inviting import NotInvited
from onboarding.staffing import leaving
from onboarding.staffing.leaving import Done
from onboarding.telephony import provisioning
from onboarding.wording import Problem
from web import formats, guard
from web.pages.agent_page import find, page
from web.pages.signing_in import is_local
from web.translating import sentence

MOST_AT_ONCE = 200


def register(blueprint: Blueprint) -> None:
    blueprint.post("/agents/<uuid:agent_id>/invitation")(send_invitation)
    blueprint.post("/agents/<uuid:agent_id>/invitation-link")(copy_link)
    blueprint.post("/agents/invitations")(invite_selected)
    blueprint.post("/agents/<uuid:agent_id>/disable")(disable)
    blueprint.post("/agents/<uuid:agent_id>/enable")(enable)
    blueprint.post("/agents/<uuid:agent_id>/delete")(delete)
    blueprint.post("/agents/<uuid:agent_id>/restore")(restore)
    blueprint.post("/agents/restorations")(restore_selected)
    blueprint.post("/agents/<uuid:agent_id>/phone/again")(set_up_again)
    blueprint.post("/agents/<uuid:agent_id>/unlock")(unlock)


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
        flash(sentence(refused.problem), "bad")
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
        flash(sentence(refused.problem), "bad")
        return redirect(f"/agents/{agent_id}", 303)
    session.commit()
    return page(agent_id, link, until)


@guard.editors
def invite_selected() -> ResponseReturnValue:
    """Invite those whose boxes were ticked on one page of the list; if one cannot be invited, nobody is."""
    back = where_from()
    session = db.session()
    begin_writing(session)
    agents = session.scalars(select(Agent).where(Agent.id.in_(_selected()))).all()
    try:
        inviting.invite(session, guard.settings(), agents, actor=guard.actor())
    except NotInvited as refused:
        session.rollback()
        flash(f"{sentence(refused.problem)} Nobody was invited.", "bad")
        return redirect(back, 303)
    session.commit()
    flash(f"{formats.plural(len(agents), 'invitation', 'invitations')} on the way" if agents else "Nobody was selected")
    return redirect(back, 303)


@guard.editors
def disable(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.disable, agent_id, "{name} is disabled")


@guard.editors
def enable(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.enable, agent_id, "{name} is enabled, and the phone is being set up")


@guard.editors
def delete(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.delete, agent_id, "{name} is deleted")


@guard.editors
def restore(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.restore, agent_id, "{name} is back with extension {extension}")


def _do(deed: Callable[..., list[Done]], agent_id: uuid.UUID, said: str) -> ResponseReturnValue:
    """Do it to this one agent as the page showed them, and say on the page what became of it."""
    session = db.session()
    begin_writing(session)
    agent, version = find(agent_id).agent, request.form.get("version", type=int)
    versions = None if version is None else {agent_id: version}
    (done,) = deed(session, guard.settings(), [agent_id], actor=guard.actor(), versions=versions)
    if done.problem is not None:
        session.rollback()
        flash(sentence(done.problem), "bad")
    else:
        session.commit()
        flash(said.format(name=agent.full_name, extension=agent.extension))
        flash_warnings(done.warnings)
    return redirect(where_from(f"/agents/{agent_id}"), 303)


def where_from(otherwise: str = "/agents") -> str:
    """The list from which this was asked, as it was; otherwise another page."""
    back = request.form.get("back", "")
    return back if back.startswith("/agents") and is_local(back) else otherwise


@guard.editors
def restore_selected() -> ResponseReturnValue:
    """Bring those back whose boxes were ticked; who cannot be is named, and the others come back."""
    session = db.session()
    begin_writing(session)
    seen = visible_to(guard.actor())
    chosen = session.scalars(select(Agent.id).where(Agent.id.in_(_selected()), seen)).all()
    results = leaving.restore(session, guard.settings(), chosen, actor=guard.actor())
    session.commit()
    back = [done for done in results if done.ok]
    flash(f"{formats.plural(len(back), 'agent', 'agents')} restored" if results else "Nobody was selected")
    flash_warnings(problem for done in results for problem in (done.problem, *done.warnings) if problem)
    return redirect(where_from(), 303)


def flash_warnings(warnings: Iterable[Problem]) -> None:
    """Say what to know about what was done; it stays until it is closed."""
    for warning in warnings:
        flash(sentence(warning), "bad")


@guard.editors
def set_up_again(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Have the phone set up again: what differs on the switch is mended, what was given up is tried again."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    provisioning.ask(session, [agent_id])
    audit.note(session, guard.actor(), "phone.set_up_again", "agent", agent_id)
    session.commit()
    flash(f"The phone of {agent.full_name} is being set up again")
    return redirect(f"/agents/{agent_id}", 303)


@guard.allow("admin")
def unlock(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Open the account that wrong passwords have locked, before its time."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    unlocked = staff.unlock(session, guard.actor(), accounts.account_of(session, agent_id))
    session.commit()
    flash(f"{agent.full_name} is unlocked, and can sign in" if unlocked else f"{agent.full_name} is not locked")
    return redirect(f"/agents/{agent_id}", 303)


def _selected() -> list[uuid.UUID]:
    chosen = []
    for text in request.form.getlist("agent")[:MOST_AT_ONCE]:
        try:
            chosen.append(uuid.UUID(text))
        except ValueError:
            continue
    return chosen
