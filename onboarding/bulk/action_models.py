"""Actions: one deed for many agents, with a result for each."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now

STATES = ("running", "done", "stopped")
OUTCOMES = ("waiting", "done", "left_out")
UNDO = "undo"
"""The deed of an action that takes another one back."""


class BulkAction(Base):
    """One deed for a set of agents that was fixed when somebody confirmed it.

    `choices`: what the deed was asked to do. `confirmed`: how many the question named; `total`: how many there were
    then. `done` and `left_out` count results. `undoes`: the action that this one takes back.
    """

    __tablename__ = "bulk_actions"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    deed: Mapped[str] = mapped_column(String(12))
    choices: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    state: Mapped[str] = mapped_column(String(8), default="running")
    created_by: Mapped[str] = mapped_column(String(255))
    creator_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    left_out: Mapped[int] = mapped_column(Integer, default=0)
    undoes: Mapped[uuid.UUID | None] = mapped_column(Uuid, unique=True)

    @property
    def waiting(self) -> int:
        return self.total - self.done - self.left_out


class BulkActionResult(Base):
    """What became of one agent. `problem`: why nothing was done; `warnings`: what to know about what was done;
    `before`: what taking it back needs. No person's name or address is kept here, so it outlasts an erasure."""

    __tablename__ = "bulk_action_results"
    __table_args__ = (Index("ix_bulk_action_results_outcome", "action_id", "outcome", "agent_id"),)

    action_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("bulk_actions.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    outcome: Mapped[str] = mapped_column(String(8))
    problem: Mapped[dict[str, Any] | None] = mapped_column(Document)
    warnings: Mapped[list[Any] | None] = mapped_column(Document)
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
