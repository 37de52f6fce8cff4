"""How many agents match, and by which way those who do are found best."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    GenerativeSelect,
    ScalarSelect,
    and_,
    case,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import is_postgresql, now
from onboarding.directory import orders, words
from onboarding.directory.fields import FIELDS, TEXT
from onboarding.directory.orders import Rows
from onboarding.directory.query import Query, apart, conditions, of_order
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
    at = now()
    row = session.execute(select(*(_number(session, actor, query, at) for query in queries))).one()
    return [counted(number) for number in row]


def counted(number: int) -> tuple[int, bool]:
    """A count of at most one more than is counted exactly, as count() says it."""
    return min(number, COUNTED_EXACTLY), number > COUNTED_EXACTLY


def _number(session: Session, actor: Actor, query: Query, at: datetime) -> ColumnElement[int]:
    """How many match, or anything above what is counted exactly."""
    enough = literal(COUNTED_EXACTLY + 1)
    if _is_answered_by_words(session, actor, query):
        # SQLite's index knows the answer by itself; a look at each agent would cost ten times as much.
        return _rows(words.indexed(query.q, deleted=query.whether_deleted).limit(enough))
    parts = apart(query, at)
    found = union_all(*(select(Agent.id).where(visible_to(actor), each) for each in parts.these))
    if parts.but is None:
        return _rows(found.limit(enough))
    # A look at each whether it is one of the few would cost twice as much.
    few_ = select(_rows(select(Agent.id).where(visible_to(actor), parts.but)).label("number")).cte()
    but = select(few_.c.number).scalar_subquery()
    return _rows(found.limit(enough + but)) - but


def _rows(of: GenerativeSelect) -> ScalarSelect[int]:
    return select(func.count()).select_from(of.subquery()).scalar_subquery()


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
        return Matching(few(actor, query, at), true())
    holds = and_(visible_to(actor), conditions(query, at, by_index=False))
    return Matching(Agent, and_(of_order(query, at), case((holds, true()), else_=false())))


def few(actor: Actor, query: Query, at: datetime) -> Rows:
    """Those who match, with what the query's order looks at, by the index of what was asked for: of more than are
    counted exactly, one more than that. Read twice in a statement, they are still found once."""
    columns = {column.key: column for column in (Agent.id, orders.sorted_by(query.sort))}
    found = select(*columns.values()).where(visible_to(actor), conditions(query, at)).limit(COUNTED_EXACTLY + 1)
    return aliased(Agent, found.cte())


def is_counted_apart(session: Session, query: Query) -> bool:
    """Whether it is quicker to count first and to look only then at who matches: an index counts everybody, and SQLite
    counts by one what PostgreSQL has to look at. For the text of a field it has to look itself."""
    looked_at = is_postgresql(session) or any(FIELDS[each.field].kind == TEXT for each in query.filters)
    return not (query.narrows and looked_at)


def _is_answered_by_words(session: Session, actor: Actor, query: Query) -> bool:
    words_alone = query.asks_only_for_words and words.all_indexed(query.q)
    return words_alone and actor.role in SEE_EVERYBODY and not is_postgresql(session)
