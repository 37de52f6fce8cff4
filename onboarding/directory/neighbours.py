"""Where somebody stands in a list, and who is next to them: to go through a list one page at a time."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import orders
from onboarding.directory.counting import COUNTED_EXACTLY, count, matching
from onboarding.directory.orders import Order, Place
from onboarding.directory.query import Query


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
    total, is_lower_bound = count(session, actor, query)
    among = matching(actor, query, now(), None if is_lower_bound else total)
    order = orders.order(query.sort, among.rows)
    place = orders.place_of(session, among.holds, order, agent_id)
    if place is None:
        return None
    return Neighbours(
        position=_position(session, order, among.holds & orders.before(order, place)),
        total=total,
        total_is_lower_bound=is_lower_bound,
        before=_next(session, order, among.holds, place, backward=True),
        after=_next(session, order, among.holds, place),
    )


def _next(
    session: Session, order: Order, among: ColumnElement[bool], place: Place, *, backward: bool = False
) -> uuid.UUID | None:
    found = orders.places(session, among, order, place, 1, backward=backward)
    return found[0].agent_id if found else None


def _position(session: Session, order: Order, earlier: ColumnElement[bool]) -> int | None:
    counted = select(order.parts[0].id).where(earlier).limit(COUNTED_EXACTLY)
    passed = session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    return passed + 1 if passed < COUNTED_EXACTLY else None
