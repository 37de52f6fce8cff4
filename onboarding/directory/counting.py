"""How many agents match, and by which way those who do are found best."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, false, func, select, true
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
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


def matching(actor: Actor, query: Query, at: datetime, total: int | None) -> ColumnElement[bool]:
    """Whether an agent matches, so that a page is found soon; `total`: how many do, None for many.

    A few are found by the index of what was asked for, before they are put in order; many are met with soon by going
    along the index of the order, and a database that does not know which is which is not left to guess.
    """
    if total is not None and total <= FEW and query.narrows:
        few = select(Agent.id).where(visible_to(actor), conditions(query, at)).limit(COUNTED_EXACTLY)
        return Agent.id.in_(few)
    holds = and_(visible_to(actor), conditions(query, at, by_index=False))
    return case((holds, true()), else_=false())
