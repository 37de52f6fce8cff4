"""Invitations that have run out before anybody joined."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, literal_column, select, text, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import batches, now
from onboarding.invitations.models import IN_VAIN, Invitation


def expire(session: Session, at: datetime) -> int:
    """Mark what has run out, so that lists and counts find it; returns how many. One that has not gone out yet waits:
    its time begins when it does."""
    ended: Any = session.execute(
        update(Invitation)
        .where(Invitation.state == "sent", Invitation.expires_at <= at)
        .values(state="expired", remind_at=None),
        execution_options={"synchronize_session": False},
    )
    return int(ended.rowcount)


def latest_state(at: datetime) -> ColumnElement[str | None]:
    """The state of an agent's latest invitation, expired as soon as its time is over; null where there is none."""
    over = and_(Invitation.state == "sent", Invitation.expires_at <= at)
    return (
        select(case((over, "expired"), else_=Invitation.state))
        .where(Invitation.agent_id == Agent.id)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(1)
        .correlate(Agent)
        .scalar_subquery()
    )


def in_vain(at: datetime) -> CompoundSelect[uuid.UUID]:
    """Whose invitation, the latest or an earlier one, has run out or did not arrive."""
    # Written out, because an index of a part of the rows serves only who asks for that part in so many words.
    ended: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in IN_VAIN]
    over = select(Invitation.agent_id).where(text("invitations.state = 'sent'"), Invitation.expires_at <= at)
    return select(Invitation.agent_id).where(Invitation.state.in_(ended)).union_all(over)


def waits_in_vain(at: datetime) -> ColumnElement[bool]:
    """Whether an agent can be invited, and the latest invitation has run out."""
    return and_(
        Agent.joined_at.is_(None),
        Agent.disabled_at.is_(None),
        Agent.deleted_at.is_(None),
        latest_state(at) == "expired",
    )


def whose_expired(session: Session, agent_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those among these agents who wait in vain."""
    at = now()
    found: set[uuid.UUID] = set()
    for part in batches(agent_ids, 1000):
        found.update(session.scalars(select(Agent.id).where(Agent.id.in_(part), waits_in_vain(at))))
    return found
