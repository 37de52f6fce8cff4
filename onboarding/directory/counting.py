"""How many agents match, and by which way those who do are found best."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, false, func, select, true
from sqlalchemy.orm import Session, aliased

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory import orders
from onboarding.directory.orders import Rows
from onboarding.directory.query import Query, conditions
from onboarding.directory.visible import visible_to

COUNTED_EXACTLY = 10_000
FEW = 2_000
"""So many are quicker put in order than a page of as many is met with by going through 100,000 in order."""


def count(session: Session, actor: Actor, query: Query) -> tuple[int, bool]:
    """How many match, exact to 10,000; beyond that 10,000 and True."""
    (counted,) = counts(session, actor, [query])
    return counted


def counts(session: Session, actor: Actor, queries: Sequence[Query]) -> list[tuple[int, bool]]:
    """The same for several questions, by one statement."""
    if not queries:
        return []
    at = now()
    row = session.execute(select(*(_counted(actor, query, at) for query in queries))).one()
    return [(min(counted, COUNTED_EXACTLY), counted > COUNTED_EXACTLY) for counted in row]


def _counted(actor: Actor, query: Query, at: datetime) -> ScalarSelect[Any]:
    some = select(Agent.id).where(visible_to(actor), conditions(query, at)).limit(COUNTED_EXACTLY + 1)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Matching:
    """Those who match, as a page of them is found soon: `holds` says of `rows` who they are."""

    rows: Rows
    holds: ColumnElement[bool]


def matching(actor: Actor, query: Query, at: datetime, total: int | None) -> Matching:
    """`total`: how many match, None for many.

    A few are found by the index of what was asked for, before they are put in order; many are met with soon by going
    along the index of the order. No database is left to guess which is which.
    """
    if total is not None and total <= FEW and query.narrows:
        columns = {column.key: column for column in (Agent.id, orders.sorted_by(query.sort))}
        few = select(*columns.values()).where(visible_to(actor), conditions(query, at)).limit(COUNTED_EXACTLY)
        return Matching(aliased(Agent, few.subquery()), true())
    holds = and_(visible_to(actor), conditions(query, at, by_index=False))
    return Matching(Agent, case((holds, true()), else_=false()))
