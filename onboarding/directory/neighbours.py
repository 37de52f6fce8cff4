"""Where somebody stands in a list, and who is next to them: to go through a list one page at a time."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import paging
from onboarding.directory.paging import Order, Place
from onboarding.directory.query import Query, conditions
from onboarding.directory.search import COUNTED_EXACTLY, count
from onboarding.directory.visible import visible_to


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`position`: the place in the list, from 1; None beyond those that are counted. `before`, `after`: who is next
    to them, None at the ends of the list."""

    position: int | None
    total: int
    total_is_lower_bound: bool
    before: uuid.UUID | None
    after: uuid.UUID | None


def neighbours(session: Session, actor: Actor, query: Query, agent_id: uuid.UUID) -> Neighbours | None:
    """The neighbours in the list that the query asks for, whatever its page; None for somebody who is not in it."""
    order, among = paging.order(query.sort), visible_to(actor) & conditions(query, now())
    keys = session.execute(select(order.key).where(Agent.id == agent_id, among)).all()
    if not keys:
        return None
    ((key,),) = keys
    total, is_lower_bound = count(session, actor, query)
    return Neighbours(
        position=_position(session, among & paging.beyond(order, Place(key, agent_id, 0, backward=True))),
        total=total,
        total_is_lower_bound=is_lower_bound,
        before=_next(session, order, among, Place(key, agent_id, 0, backward=True)),
        after=_next(session, order, among, Place(key, agent_id, 0)),
    )


def _next(session: Session, order: Order, among: ColumnElement[bool], place: Place) -> uuid.UUID | None:
    found: uuid.UUID | None = session.scalar(paging.one_page(select(Agent.id).where(among), order, place, 0))
    return found


def _position(session: Session, earlier: ColumnElement[bool]) -> int | None:
    counted = select(Agent.id).where(earlier).limit(COUNTED_EXACTLY)
    passed = session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    return passed + 1 if passed < COUNTED_EXACTLY else None
