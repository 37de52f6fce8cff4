"""The entries of the audit about one agent, those about the agent's account among them."""

import uuid

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.audit import AuditEntry
from web.pages.agent_deed_words import CHANGES, TELLINGS


def about(session: Session, agent_id: uuid.UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions for what pages have words for."""
    account_id = session.scalar(select(Account.id).where(Account.agent_id == agent_id))
    subjects = [agent_id] if account_id is None else [agent_id, account_id]
    return AuditEntry.subject_id.in_(subjects), AuditEntry.deed.in_((*CHANGES, *TELLINGS))


def count(session: Session, agent_id: uuid.UUID) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*about(session, agent_id))) or 0
