"""Invitations that have run out before anybody joined."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import batches, now
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation


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


def has_expired(invitation: Invitation, at: datetime) -> bool:
    """Whether its time is over, marked or not yet."""
    return invitation.state == "expired" or (invitation.state == "sent" and invitation.expires_at <= at)


def whose_expired(session: Session, agent_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those among these agents who can be invited, and whose latest invitation has run out."""
    at = now()
    found: set[uuid.UUID] = set()
    latest = inviting.latest(session, agent_ids)
    over = [agent_id for agent_id, invitation in latest.items() if has_expired(invitation, at)]
    for part in batches(over, 1000):
        waits = (Agent.joined_at.is_(None), Agent.disabled_at.is_(None), Agent.deleted_at.is_(None))
        found.update(session.scalars(select(Agent.id).where(Agent.id.in_(part), *waits)))
    return found
