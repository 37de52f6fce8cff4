"""The outbox: messages are rows, written in the transaction of what they tell, and sent later."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import batches, new_id, now, write_rows
from onboarding.mail.models import Message
from onboarding.settings import Settings

KIND = "mail"

_COLUMNS = ("id", "kind", "subject_id", "message_id", "state", "created_at")


def sender_domain(settings: Settings) -> str:
    """The domain of the address we send from: the right-hand side of each Message-ID."""
    return settings.mail_from.rpartition("@")[2]


def post(
    session: Session,
    kind: str,
    subject_ids: Sequence[uuid.UUID],
    *,
    due_at: datetime | Sequence[datetime] | None = None,
    cause_id: uuid.UUID | None = None,
    sender_domain: str,
) -> list[uuid.UUID]:
    """Queue one message of this kind about each subject, to go out from `due_at` (default: now; or one for each).

    Returns the messages' ids in the order of the subjects.
    """
    at = now()
    ids = [new_id() for _ in subject_ids]
    rows = [
        (id_, kind, subject_id, f"<{id_.hex}@{sender_domain}>", "queued", at)
        for id_, subject_id in zip(ids, subject_ids, strict=True)
    ]
    write_rows(session, Message, _COLUMNS, rows)
    due = dict(zip(ids, due_at, strict=True)) if isinstance(due_at, Sequence) else due_at
    work.ask(session, KIND, ids, due_at=due, cause_id=cause_id, fresh=True)
    return ids


def cancel(session: Session, subject_ids: Sequence[uuid.UUID]) -> None:
    """What is queued about these subjects does not go out any more."""
    for part in batches(subject_ids, 1000):
        cancelled = session.scalars(
            update(Message)
            .where(Message.subject_id.in_(part), Message.state == "queued")
            .values(state="cancelled")
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        ).all()
        work.forget(session, KIND, cancelled)


def erase(session: Session, subject_ids: Sequence[uuid.UUID]) -> None:
    """Whatever was or would be written about these subjects is forgotten, with the addresses it went to."""
    for part in batches(subject_ids, 1000):
        gone = delete(Message).where(Message.subject_id.in_(part)).returning(Message.id)
        work.forget(session, KIND, session.scalars(gone, execution_options={"synchronize_session": False}).all())
