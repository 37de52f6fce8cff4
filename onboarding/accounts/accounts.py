"""Accounts: opened for agents, created for staff, and what changes who may use them."""

import re
import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import passwords, tokens
from onboarding.accounts.links import link
from onboarding.accounts.models import STAFF_ROLES, Account
from onboarding.accounts.people import LONGEST_IDENTIFIER, Person, fold
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import batches, new_id, now, write_rows
from onboarding.mail import outbox
from onboarding.settings import Settings
from onboarding.wording import Problem

SIGN_UP_LASTS = timedelta(days=7)

_COLUMNS = ("id", "role", "agent_id", "security_version", "failed_sign_ins", "created_at")
_ADDRESS = re.compile(r"[^@\s<>(),:;\"\\\[\]]+@[^@\s<>(),:;\"\\\[\]]+")


class AccountRefused(Exception):
    """An account (or a program's token) that cannot be made; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def open_for_agents(session: Session, agent_ids: Sequence[uuid.UUID]) -> None:
    """Give new agents the account that they will choose a password for."""
    at = now()
    write_rows(session, Account, _COLUMNS, [(new_id(), "agent", agent_id, 1, 0, at) for agent_id in agent_ids])


def account_of(session: Session, agent_id: uuid.UUID) -> Account:
    """The account of an agent; each has one."""
    return session.scalars(select(Account).where(Account.agent_id == agent_id)).one()


def create_staff(session: Session, actor: Actor, email: str, role: str, full_name: str | None = None) -> Account:
    """An account for somebody of the staff, who chooses a password by a sign-up link. Raises AccountRefused."""
    must_be_staff_role(role)
    email, key = email.strip(), fold(email)
    if not key or not _ADDRESS.fullmatch(email):
        raise AccountRefused(Problem("invalid", "staff_address", "email", email[:LONGEST_IDENTIFIER]))
    if session.scalar(select(Account.id).where(Account.email_key == key)) is not None:
        raise AccountRefused(Problem("taken", "staff_taken", "email", email))
    account = Account(role=role, email=email, email_key=key, full_name=full_name)
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise AccountRefused(Problem("taken", "staff_taken", "email", email)) from None
    audit.note(session, actor, "account.created", "account", account.id, email=email, role=role)
    return account


def must_be_staff_role(role: str) -> None:
    """Raises AccountRefused for a role that only agents have, or nobody."""
    if role not in STAFF_ROLES:
        known = ", ".join(STAFF_ROLES)
        raise AccountRefused(Problem("unknown_value", "role_unknown", "role", role, {"known": known}))


def staff(session: Session) -> list[Account]:
    """All staff, in the order in which they came."""
    return list(
        session.scalars(select(Account).where(Account.agent_id.is_(None)).order_by(Account.created_at, Account.id))
    )


def has_admin(session: Session) -> bool:
    """Whether there is an administrator who can sign in."""
    ready = select(Account.id).where(
        Account.role == "admin", Account.password_hash.is_not(None), Account.disabled_at.is_(None)
    )
    return session.scalar(ready.limit(1)) is not None


def sign_up_link(session: Session, settings: Settings, account: Account, created_by: str) -> str:
    """A link by which somebody of the staff chooses their first password; ends no earlier one."""
    signed = tokens.mint(session, settings, "sign_up", account.id, account, now() + SIGN_UP_LASTS, created_by)
    return link(settings, f"/sign-up/{signed}")


def display_name(session: Session, account: Account) -> str:
    """How the account's owner is called."""
    agent = session.get(Agent, account.agent_id) if account.agent_id else None
    return Person(account, agent).name


def language_of(session: Session, account: Account) -> str | None:
    """The language that the account's owner has chosen; an agent's is the one in which we write to them."""
    agent = session.get(Agent, account.agent_id) if account.agent_id else None
    return agent.language if agent else account.language


def speak(session: Session, account_id: uuid.UUID, language: str) -> None:
    """Speak this language to the account's owner from now on, on pages and in messages."""
    account = session.get_one(Account, account_id)
    agent = session.get(Agent, account.agent_id) if account.agent_id else None
    if agent is not None:
        agent.language = language
    else:
        account.language = language


def set_password(
    session: Session, settings: Settings, account: Account, password: str, by: Actor | None = None
) -> None:
    """Keep a new password, which the caller has checked: all sessions and open links end, a lock is lifted.

    `by`: who chose it, where that was not its owner.
    """
    account.password_hash = passwords.hash_password(settings, password)
    account.password_changed_at = now()
    account.security_version = Account.security_version + 1
    account.failed_sign_ins = 0
    account.locked_until = None
    session.flush()
    session.refresh(account)
    for purpose in ("reset", "sign_up"):
        tokens.end_all(session, purpose, [account.id])
    actor = by or Actor(display_name(session, account), account.id, account.role)
    audit.note(session, actor, "account.password_set", "account", account.id)


def end_links_and_sessions(session: Session, agent_ids: Sequence[uuid.UUID]) -> None:
    """The e-mail, role or standing of these agents changed: every open link and every session of theirs ends."""
    for part in batches(agent_ids, 1000):
        session.execute(
            update(Account).where(Account.agent_id.in_(part)).values(security_version=Account.security_version + 1),
            execution_options={"synchronize_session": "fetch"},
        )


def cancel_messages(session: Session, agent_ids: Sequence[uuid.UUID]) -> None:
    """What is queued about the accounts of these agents does not go out any more."""
    for part in batches(agent_ids, 1000):
        outbox.cancel(session, session.scalars(select(Account.id).where(Account.agent_id.in_(part))).all())
