"""What is done to one agent by a button: inviting, a link, a new password or PIN, disabling, deleting, erasing."""

import uuid
from collections.abc import Callable, Iterable

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts, resets, staff
from onboarding.accounts.accounts import AccountRefused
from onboarding.agents.models import Agent
from onboarding.database import begin_writing, db
from onboarding.directory.search import one
from onboarding.invitations import inviting
from onboarding.invitations.inviting import NotInvited
from onboarding.staffing import erasing, leaving
from onboarding.staffing.leaving import Done
from onboarding.telephony import mailboxes, provisioning
from onboarding.telephony.mailboxes import MailboxRefused
from onboarding.wording import Problem
from web import guard
from web.pages.agent_page import find, page
from web.pages.signing_in import is_local
from web.telling import BAD
from web.translating import _, later, sentence


def register(blueprint: Blueprint) -> None:
    deeds: dict[str, Callable[[uuid.UUID], ResponseReturnValue]] = {
        "invitation": send_invitation,
        "invitation-link": copy_link,
        "password-reset": send_password_reset,
        "voicemail-pin": reset_voicemail_pin,
        "disable": disable,
        "enable": enable,
        "unlock": unlock,
        "phone/again": set_up_again,
        "delete": delete,
        "restore": restore,
        "erase": erase,
    }
    for name, deed in deeds.items():
        blueprint.post(f"/agents/<uuid:agent_id>/{name}")(deed)


@guard.editors
def send_invitation(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Send one invitation, again where there was one: earlier links end."""

    def deed(session: Session, agent: Agent) -> None:
        inviting.invite(session, guard.settings(), [agent], actor=guard.actor())

    return _unless_refused(deed, agent_id, later("Invitation to %(name)s is on its way"))


@guard.editors
def copy_link(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Show a link to hand over: in the answer itself, so that it is in no address and no history."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    try:
        link, until = inviting.copy_link(session, guard.settings(), agent, actor=guard.actor())
    except NotInvited as refused:
        return _refused(agent_id, refused.problem)
    session.commit()
    return page(agent_id, link, until)


@guard.editors
def send_password_reset(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Send the message with which somebody who has joined chooses a new password."""

    def deed(session: Session, agent: Agent) -> None:
        resets.send(session, guard.settings(), guard.actor(), agent)

    return _unless_refused(deed, agent_id, later("A link to a new password is on its way to %(name)s"))


@guard.editors
def reset_voicemail_pin(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Give the mailbox a new PIN, which its owner sees and nobody else."""

    def deed(session: Session, agent: Agent) -> None:
        mailboxes.reset_pin(session, agent, guard.actor())

    said = later("%(name)s has a new PIN: it is on their own page, and nobody else sees it")
    return _unless_refused(deed, agent_id, said)


@guard.editors
def disable(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.disable, agent_id, later("%(name)s is disabled"))


@guard.editors
def enable(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.enable, agent_id, later("%(name)s is enabled, and the phone is being set up"))


@guard.editors
def delete(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.delete, agent_id, later("%(name)s is deleted"))


@guard.editors
def restore(agent_id: uuid.UUID) -> ResponseReturnValue:
    return _do(leaving.restore, agent_id, later("%(name)s is back with extension %(extension)s"))


@guard.editors
def erase(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Erase somebody who is deleted for good; of two clicks the second finds nobody, and has nothing to add."""
    session = db.session()
    begin_writing(session)
    listed = one(session, guard.actor(), agent_id)
    if listed is None:
        return redirect(where_from("/agents?deleted=1"), 303)
    name = listed.agent.full_name
    (done,) = erasing.erase(session, [agent_id], actor=guard.actor())
    if done.problem is not None:
        return _refused(agent_id, done.problem)
    session.commit()
    flash(_("%(name)s is erased for good", name=name))
    return redirect(where_from("/agents?deleted=1"), 303)


@guard.editors
def set_up_again(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Have the phone set up again: what differs on the switch is mended, what was given up is tried again."""

    def deed(session: Session, agent: Agent) -> None:
        provisioning.ask(session, [agent.id])
        audit.note(session, guard.actor(), "phone.set_up_again", "agent", agent.id)

    return _unless_refused(deed, agent_id, later("The phone of %(name)s is being set up again"))


@guard.allow("admin")
def unlock(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Open the account that wrong passwords have locked, before its time."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    unlocked = staff.unlock(session, guard.actor(), accounts.account_of(session, agent_id))
    session.commit()
    if unlocked:
        flash(_("%(name)s is unlocked, and can sign in", name=agent.full_name))
    else:
        flash(_("%(name)s is not locked", name=agent.full_name))
    return _back(agent_id)


def where_from(otherwise: str = "/agents") -> str:
    """The list from which this was asked, as it was; otherwise another page."""
    back = request.form.get("back", "")
    return back if back.startswith("/agents") and is_local(back) else otherwise


def flash_warnings(warnings: Iterable[Problem]) -> None:
    """Say what to know about what was done; it stays until it is closed."""
    for warning in warnings:
        flash(sentence(warning), BAD)


def _do(deed: Callable[..., list[Done]], agent_id: uuid.UUID, said: str) -> ResponseReturnValue:
    """Do it to this one agent as the page showed them, and say on the page what became of it."""
    session = db.session()
    begin_writing(session)
    agent, version = find(agent_id).agent, request.form.get("version", type=int)
    versions = None if version is None else {agent_id: version}
    (done,) = deed(session, guard.settings(), [agent_id], actor=guard.actor(), versions=versions)
    if done.problem is not None:
        return _refused(agent_id, done.problem)
    session.commit()
    flash(str(said) % {"name": agent.full_name, "extension": agent.extension})
    flash_warnings(done.warnings)
    return _back(agent_id)


def _unless_refused(deed: Callable[[Session, Agent], None], agent_id: uuid.UUID, said: str) -> ResponseReturnValue:
    """Do it to this one agent, whoever has changed them meanwhile, and say so; or why it was refused."""
    session = db.session()
    begin_writing(session)
    agent = find(agent_id).agent
    try:
        deed(session, agent)
    except (NotInvited, AccountRefused, MailboxRefused) as refused:
        return _refused(agent_id, refused.problem)
    session.commit()
    flash(str(said) % {"name": agent.full_name})
    return _back(agent_id)


def _refused(agent_id: uuid.UUID, problem: Problem) -> ResponseReturnValue:
    """Nothing was done, and why."""
    db.session().rollback()
    flash(sentence(problem), BAD)
    return _back(agent_id)


def _back(agent_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(where_from(f"/agents/{agent_id}"), 303)
