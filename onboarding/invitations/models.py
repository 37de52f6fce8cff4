"""An invitation is a row; its links are tokens that point at it."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Moment, new_id, now

STATES = ("planned", "sent", "accepted", "expired", "revoked", "bounced", "failed")


class Invitation(Base):
    """Somebody is asked to join: due at a time, valid until another; `first_seen_at` may be a mail scanner's visit.

    `invited_by`: the person who asked, if it was one.
    """

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_agent", "agent_id", "created_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    agent_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("agents.id", ondelete="CASCADE"))
    import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(12), default="planned")
    invited_by: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    due_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    first_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
