"""Inviting many at once: everybody who matches a question and can still be invited."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import batches, now
from onboarding.directory.query import Query, conditions
from onboarding.directory.visible import visible_to
from onboarding.invitations import inviting
from onboarding.settings import Settings

AT_A_TIME = 500


def invitable() -> ColumnElement[bool]:
    """Whether somebody can be invited: has not joined, and is neither disabled nor deleted."""
    return and_(Agent.joined_at.is_(None), Agent.disabled_at.is_(None), Agent.deleted_at.is_(None))


def who_matches(session: Session, actor: Actor, query: Query, limit: int | None = None) -> list[uuid.UUID]:
    """The ids of those who match and can be invited, by name; at most `limit`."""
    found = (
        select(Agent.id)
        .where(visible_to(actor), conditions(query, now()), invitable())
        .order_by(Agent.full_name, Agent.id)
    )
    return list(session.scalars(found.limit(limit)))


def in_sets(session: Session, agent_ids: Sequence[uuid.UUID]) -> Iterator[Sequence[Agent]]:
    """The agents of these ids, in their order, some hundreds at a time."""
    for part in batches(agent_ids, AT_A_TIME):
        agents = {agent.id: agent for agent in session.scalars(select(Agent).where(Agent.id.in_(part)))}
        yield [agents[agent_id] for agent_id in part if agent_id in agents]


def invite(
    session: Session,
    settings: Settings,
    agent_ids: Sequence[uuid.UUID],
    *,
    actor: Actor,
    due_at: datetime | None = None,
) -> int:
    """Invite them (again) in sets; earlier links end. Returns how many. Raises inviting.NotInvited."""
    return sum(
        len(inviting.invite(session, settings, agents, actor=actor, due_at=due_at))
        for agents in in_sets(session, agent_ids)
    )
