"""A forgotten password: the request says nothing about who exists, a worker looks, a link by e-mail does the rest."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.accounts import choosing, limits
from onboarding.accounts.accounts import AccountRefused
from onboarding.accounts.limits import Limit
from onboarding.accounts.models import Account, ResetRequest
from onboarding.accounts.people import by_identifier, fold
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.wording import Problem

KIND = "reset"
MESSAGE, CHANGED_MESSAGE = "password_reset", "password_changed"

BY_IDENTIFIER = Limit("reset-as", 5, timedelta(hours=1))
BY_ADDRESS = Limit("reset-from", 100, timedelta(hours=1))


def ask_for_reset(session: Session, identifier: str, address: str) -> None:
    """Somebody at `address` says that they forgot their password.

    The same steps for every identifier, known or not: count, and leave the rest to a worker. Raises TooMany, for
    names that nobody has, too; the counts are to be committed all the same.
    """
    key = fold(identifier)
    limits.take(session, (BY_ADDRESS, limits.network(address)), (BY_IDENTIFIER, key))
    request = ResetRequest(identifier=key)
    session.add(request)
    session.flush()
    work.ask(session, KIND, [request.id], fresh=True)


def work_off(session: Session, settings: Settings, request_ids: Sequence[uuid.UUID]) -> None:
    """Look up who asked (at most 1,000 requests) and queue a message to each of them who has a password to forget."""
    asked = ResetRequest.id.in_(request_ids)
    keys = set(session.scalars(select(ResetRequest.identifier).where(asked)))
    owners = by_identifier(session, keys)
    ids = [owner.account.id for owner in owners if owner.may_enter and owner.account.password_hash]
    outbox.post(session, MESSAGE, ids, sender_domain=outbox.sender_domain(settings))
    session.execute(delete(ResetRequest).where(asked), execution_options={"synchronize_session": False})


def send(session: Session, settings: Settings, actor: Actor, agent: Agent) -> None:
    """Somebody of the staff sends an agent a link to a new password; one that is on its way is enough. Raises
    AccountRefused for whoever has no password to forget, or may not use one."""
    account = session.scalars(select(Account).where(Account.agent_id == agent.id).with_for_update()).one()
    reason = _not_sent_because(agent, account)
    if reason is not None:
        raise AccountRefused(Problem("not_now", reason, params={"name": agent.full_name}))
    on_its_way = exists().where(Message.kind == MESSAGE, Message.subject_id == account.id, Message.state == "queued")
    if session.scalar(select(on_its_way)):
        return
    outbox.post(session, MESSAGE, [account.id], sender_domain=outbox.sender_domain(settings))
    audit.note(session, actor, "agent.password_reset_sent", "agent", agent.id)


def _not_sent_because(agent: Agent, account: Account) -> str | None:
    if agent.deleted_at is not None:
        return "is_deleted"
    if agent.disabled_at is not None:
        return "reset_disabled"
    return "reset_not_joined" if account.password_hash is None else None


def open_reset(session: Session, settings: Settings, signed: str) -> Account:
    """Whose password a link may replace; changes nothing. Raises LinkRefused."""
    owner, _ = choosing.look(session, settings, "reset", signed)
    return owner.account


def reset_password(session: Session, settings: Settings, signed: str, password: str) -> Account:
    """Replace the password; all sessions end, and the owner is told by e-mail. Raises LinkRefused, PasswordRefused."""
    owner = choosing.choose(session, settings, "reset", signed, password)
    outbox.post(session, CHANGED_MESSAGE, [owner.account.id], sender_domain=outbox.sender_domain(settings))
    return owner.account
