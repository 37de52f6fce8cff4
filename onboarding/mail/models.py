"""The outbox."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now

STATES = ("queued", "sent", "failed", "bounced", "cancelled")


class Message(Base):
    """An e-mail to one person: what it is about, not its text, which is composed when it is sent.

    `message_id` is made when the row is written and stays the same on every try (RFC 5322 §3.6.4). `recipient` is
    filled in when it is sent: the address may change while the message waits. `problem`: why it failed or came back,
    or that it is delayed on its way.
    """

    __tablename__ = "messages"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="queued")
    recipient: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Document)
