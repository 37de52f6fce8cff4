"""Who did what to whom: append-only, written in the transaction of the deed itself."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Uuid, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from onboarding.database import Base, Document, Moment, among, batches, new_id, now, write_rows


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person's account, an API token's name, or the service itself."""

    name: str
    account_id: uuid.UUID | None = None
    role: str = "admin"


SERVICE = Actor("the service")
ERASED = Actor("somebody who was erased")


class AuditEntry(Base):
    """One deed. `detail` holds old and new values by field, never a secret."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    actor: Mapped[str] = mapped_column(String(255))
    actor_account_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    deed: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


_COLUMNS = ("id", "at", "actor", "actor_account_id", "deed", "subject_kind", "subject_id", "detail")


def note(
    session: Session, actor: Actor, deed: str, subject_kind: str, subject_id: uuid.UUID | None, **detail: Any
) -> None:
    """Write one deed down."""
    note_many(session, actor, deed, subject_kind, [(subject_id, detail)])


def note_many(
    session: Session,
    actor: Actor,
    deed: str,
    subject_kind: str,
    subjects: Iterable[tuple[uuid.UUID | None, dict[str, Any]]],
) -> None:
    """Write the same deed down for many subjects, each with its own detail."""
    at = now()
    write_rows(
        session,
        AuditEntry,
        _COLUMNS,
        [
            (new_id(), at, actor.name, actor.account_id, deed, subject_kind, subject, detail)
            for subject, detail in subjects
        ],
    )


def depersonalise(session: Session, subject_ids: Sequence[uuid.UUID], account_ids: Sequence[uuid.UUID]) -> None:
    """Of these subjects stays what was done and when; the values go, and the names of those accounts' owners."""
    for part in batches([*subject_ids, *account_ids], 1000):
        theirs = update(AuditEntry).where(among(session, AuditEntry.subject_id, part))
        session.execute(theirs.values(detail={}), execution_options=_FAST)
        own = theirs.where(among(session, AuditEntry.actor_account_id, account_ids))
        session.execute(own.values(actor=ERASED.name), execution_options=_FAST)


_FAST = {"synchronize_session": False}
