"""An invitation is a row; its links are tokens that point at it."""

import uuid
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Moment, new_id, now

STATES = ("planned", "sent", "accepted", "expired", "revoked", "bounced", "failed")
"""Planned: its time has not come, or its message is queued. Bounced: no such address; failed: it could not be sent."""

IN_VAIN = ("expired", "bounced", "failed")
"""How an invitation ends that nobody answers."""

_SENT = text("state = 'sent'")
_REMINDED = text("remind_at IS NOT NULL")
_IN_VAIN = text("state IN ('expired', 'bounced', 'failed')")
_OF_MANY = text("bulk_invite_id IS NOT NULL")


class Invitation(Base):
    """Somebody is asked to join: due at a time, valid until another; `first_seen_at` may be a mail scanner's visit.

    `invited_by`: the person who asked, if it was one. `follows_start_date`: it waits for the start date, and moves
    with it. `remind_at`: when the next reminder is due, of at most `reminders`, one every `remind_every_days`;
    `reminded` have been given.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index("ix_invitations_agent", "agent_id", "created_at", "id"),
        # Of many invitations few run out or need a reminder at any time.
        Index("ix_invitations_expiring", "expires_at", postgresql_where=_SENT, sqlite_where=_SENT),
        Index("ix_invitations_remind_at", "remind_at", postgresql_where=_REMINDED, sqlite_where=_REMINDED),
        Index("ix_invitations_in_vain", "state", "agent_id", postgresql_where=_IN_VAIN, sqlite_where=_IN_VAIN),
        # Nobody is invited twice by one bulk invite, whoever works on it.
        Index(
            "uq_invitations_bulk_invite",
            "bulk_invite_id",
            "agent_id",
            unique=True,
            postgresql_where=_OF_MANY,
            sqlite_where=_OF_MANY,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    agent_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("agents.id", ondelete="CASCADE"))
    import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    bulk_invite_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(12), default="planned")
    invited_by: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    due_at: Mapped[datetime] = mapped_column(Moment)
    follows_start_date: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    first_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    remind_at: Mapped[datetime | None] = mapped_column(Moment)
    remind_every_days: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    reminders: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    reminded: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
