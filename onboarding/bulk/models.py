"""Bulk invites, and the people chosen for one by hand."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now

STATES = ("scheduled", "sending", "paused", "completed", "cancelled")
GOING_ON = ("scheduled", "sending", "paused")
AUDIENCES = ("chosen", "filter", "import")


class BulkInvite(Base):
    """Many are invited by one word: whom (`audience`), when, and how many a minute over the whole service.

    `query`: the filter, which is asked anew whenever somebody is due. When: on a `day`, or `days_before` each start
    date, at `clock` (HH:MM) in `timezone` (None: each person's own); without both, now. `next_slot`: the first moment
    at which the pace lets another message go. Each of the people is reminded every `remind_every_days`, at most
    `reminders` times.
    """

    __tablename__ = "bulk_invites"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    state: Mapped[str] = mapped_column(String(12), default="scheduled")
    created_by: Mapped[str] = mapped_column(String(255))
    creator_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    audience: Mapped[str] = mapped_column(String(8))
    query: Mapped[dict[str, Any] | None] = mapped_column(Document)
    import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)

    day: Mapped[date | None] = mapped_column(Date)
    days_before: Mapped[int | None] = mapped_column(Integer)
    clock: Mapped[str | None] = mapped_column(String(5))
    timezone: Mapped[str | None] = mapped_column(String(60))

    per_minute: Mapped[int] = mapped_column(Integer)
    next_slot: Mapped[datetime | None] = mapped_column(Moment)
    remind_every_days: Mapped[int] = mapped_column(Integer)
    reminders: Mapped[int] = mapped_column(Integer)

    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class BulkInvitePerson(Base):
    """Somebody whom a bulk invite names."""

    __tablename__ = "bulk_invite_people"

    bulk_invite_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("bulk_invites.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
