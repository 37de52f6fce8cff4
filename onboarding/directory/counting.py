"""How many agents match, and by which way those who do are found best."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select, true
from sqlalchemy.orm import Session, aliased

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import is_postgresql, now
from onboarding.directory import orders, words
from onboarding.directory.orders import Rows
from onboarding.directory.query import Query, conditions, of_order
from onboarding.directory.visible import SEE_EVERYBODY, visible_to

COUNTED_EXACTLY = 10_000
FEW = 3_000
"""So many are quicker put in order than a page of as many is met with by going through 100,000 in order."""


def count(session: Session, actor: Actor, query: Query) -> tuple[int, bool]:
    """How many match, exact to 10,000; beyond that 10,000 and True."""
    (counted,) = counts(session, actor, [query])
    return counted


def counts(session: Session, actor: Actor, queries: Sequence[Query]) -> list[tuple[int, bool]]:
    """The same for several questions, by one statement."""
    if not queries:
        return []
    at, postgresql = now(), is_postgresql(session)
    found = [_matching(actor, query, at, postgresql).limit(COUNTED_EXACTLY + 1).subquery() for query in queries]
    row = session.execute(select(*(select(func.count()).select_from(each).scalar_subquery() for each in found))).one()
    return [(min(number, COUNTED_EXACTLY), number > COUNTED_EXACTLY) for number in row]


def _matching(actor: Actor, query: Query, at: datetime, postgresql: bool) -> Select[Any]:
    if not postgresql and actor.role in SEE_EVERYBODY and query.asks_only_for_words and words.all_indexed(query.q):
        # SQLite's index knows the answer by itself; a look at each agent would cost ten times as much.
        return words.indexed(query.q, deleted=query.whether_deleted)
    return select(Agent.id).where(visible_to(actor), conditions(query, at))


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
    return Matching(Agent, and_(of_order(query, at), case((holds, true()), else_=false())))
