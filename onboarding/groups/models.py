"""Groups of all kinds, who belongs to them, and who supervises them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now

KINDS = ("team", "queue", "profile", "ai_assistant", "list", "channel_account")
SINGLE_KINDS = ("profile", "ai_assistant")
"""Kinds of which an agent has at most one."""


class Group(Base):
    """A team, queue, profile, AI assistant, list or channel account.

    `name_key` is the folded name, unique within the kind among those not deleted. A queue's name is what the switch
    calls it. `switch_name`: under which name the switch has a queue row of ours, if any; `former_names`: under which
    the switch may still have members of ours, until they are taken away. A deleted queue stays until then.
    """

    __tablename__ = "groups"
    __table_args__ = (
        Index(
            "uq_groups_kind_name_key",
            "kind",
            "name_key",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
            sqlite_where=text("deleted_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))
    description: Mapped[str | None] = mapped_column(String(1000))
    channel: Mapped[str | None] = mapped_column(String(20))
    switch_name: Mapped[str | None] = mapped_column(String(128))
    former_names: Mapped[list[Any]] = mapped_column(Document, default=list)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """An agent belongs to a group. `penalty` and `paused` (paused from the moment of signing in) count in queues."""

    __tablename__ = "group_members"
    __table_args__ = (Index("ix_group_members_agent", "agent_id", "group_id"),)

    group_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True)
    penalty: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    paused: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Supervision(Base):
    """A supervisor sees the agents of this queue (or other group)."""

    __tablename__ = "group_supervisors"

    group_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
