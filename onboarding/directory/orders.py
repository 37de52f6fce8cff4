"""The orders of the list of agents, each served by an index: what comes next to a place in one of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, inspect, literal, null, or_, select, true, tuple_
from sqlalchemy.orm import Session

from onboarding.agents.models import CLIENT_LOG_LEVELS, Agent

Rows = type[Agent]
"""The agents themselves, or a few that were found before, as an alias of their statement."""


@dataclass(frozen=True, slots=True)
class Part:
    """Those who stand together in an order: by the key and then by id, or without a key by id."""

    key: ColumnElement[Any] | None
    id: Any
    holds: ColumnElement[bool]

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        return (self.id,) if self.key is None else (self.key, self.id)


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an agent in an order: in one of its parts, with the value of that part's key, if it has one."""

    part: int
    value: Any
    agent_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: its parts one after another, total by id. Who has no value comes last, up or down.

    `read` makes a value of its JSON.
    """

    name: str
    parts: tuple[Part, ...]
    descending: bool
    read: Callable[[Any], Any]

    @property
    def part(self) -> ColumnElement[int]:
        """In which part somebody stands."""
        if len(self.parts) == 1:
            return literal(0)
        return case(*((part.holds, number) for number, part in enumerate(self.parts)))

    def by(self, *, backward: bool = False) -> tuple[ColumnElement[Any], ...]:
        """What all of the list is sorted by."""
        down = self.descending != backward
        columns = tuple(column.desc() if down else column.asc() for column in self.parts[0].columns)
        part = self.part.desc() if backward else self.part
        return columns if len(self.parts) == 1 else (part, *columns)


def order(sort: str, of: Rows = Agent) -> Order:
    """The order for one of query.SORTS."""
    descending = sort.startswith("-")
    column, read = _SORTED_BY[sort.removeprefix("-")]
    key = getattr(of, column)
    if column in _MAY_BE_EMPTY:
        parts = (Part(key, of.id, key.is_not(None)), Part(None, of.id, key.is_(None)))
        return Order(sort, parts, descending, read)
    if column == "client_log_level":
        levels = CLIENT_LOG_LEVELS[::-1] if descending else CLIENT_LOG_LEVELS
        return Order(sort, tuple(Part(None, of.id, key == level) for level in levels), descending, read)
    return Order(sort, (Part(key, of.id, true()),), descending, read)


def sorted_by(sort: str) -> Any:
    """The agent's column that an order looks at."""
    return getattr(Agent, _SORTED_BY[sort.removeprefix("-")][0])


_SORTED_BY: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "name": ("name_key", str),
    "username": ("username_key", str),
    "email": ("email_key", str),
    "extension": ("extension", int),
    "typology": ("typology", str),
    "status": ("status_rank", int),
    "stage": ("stage_rank", int),
    "start_date": ("start_date", date.fromisoformat),
    "created": ("created_at", datetime.fromisoformat),
    "updated": ("updated_at", datetime.fromisoformat),
    "client_log": ("client_log_level", str),
    "employee_id": ("employee_id", str),
    "alias": ("alias", str),
    "language": ("language", str),
    "end_date": ("end_date", date.fromisoformat),
}
_MAY_BE_EMPTY = ("extension", "start_date", "employee_id", "alias", "language", "end_date")


def places(
    session: Session, among: ColumnElement[bool], order_: Order, at: Place | None, most: int, *, backward: bool = False
) -> list[Place]:
    """The places next to this one (None: to the end of the list where one comes from), nearest first, at most so many.

    One statement a part, until there are enough, because no index has all parts in their order.
    """
    numbers = range(len(order_.parts))[:: -1 if backward else 1]
    found: list[Place] = []
    for number in numbers if at is None else numbers[numbers.index(at.part) :]:
        part = order_.parts[number]
        down = order_.descending != backward
        statement = select(*part.columns).where(among, part.holds)
        if at is not None and number == at.part:
            statement = statement.where(_beyond_in(part, at, down))
        by = (column.desc() if down else column.asc() for column in part.columns)
        rows = session.execute(statement.order_by(*by).limit(most - len(found)))
        found += [Place(number, None if part.key is None else row[0], row[-1]) for row in rows]
        if len(found) == most:
            break
    return found


def places_of_few(
    session: Session, few: Rows, order_: Order, at: Place | None, most: int, *, backward: bool = False
) -> tuple[int | None, list[Place]]:
    """How many the few are (None where no place is next), and the places as places() gives them: by one statement,
    because few are sorted sooner than looked for a second time."""
    number = select(func.count()).select_from(inspect(few).selectable.alias()).scalar_subquery()
    value = null() if order_.parts[0].key is None else order_.parts[0].key
    beyond = true() if at is None else _beyond(order_, at, backward=backward)
    statement = select(number, order_.part, value, few.id).where(beyond).order_by(*order_.by(backward=backward))
    rows = session.execute(statement.limit(most)).all()
    return (rows[0][0] if rows else None), [Place(*row[1:]) for row in rows]


def place_of(session: Session, among: ColumnElement[bool], order_: Order, agent_id: uuid.UUID) -> Place | None:
    """Where an agent stands; None for somebody who is not in the list."""
    first = order_.parts[0]
    row = session.execute(select(order_.part, first.columns[0]).where(first.id == agent_id, among)).first()
    return None if row is None else Place(row[0], None if order_.parts[row[0]].key is None else row[1], agent_id)


def before(order_: Order, at: Place) -> ColumnElement[bool]:
    """Whether somebody stands before this place."""
    return _beyond(order_, at, backward=True)


def _beyond(order_: Order, at: Place, *, backward: bool) -> ColumnElement[bool]:
    further = order_.parts[: at.part] if backward else order_.parts[at.part + 1 :]
    here = order_.parts[at.part]
    return or_(here.holds & _beyond_in(here, at, order_.descending != backward), *(part.holds for part in further))


def _beyond_in(part: Part, at: Place, down: bool) -> ColumnElement[bool]:
    here = literal(at.agent_id, Agent.id.type)
    if part.key is None:
        alone: ColumnElement[bool] = part.id < here if down else part.id > here
        return alone
    row, there = tuple_(part.key, part.id), tuple_(literal(at.value, part.key.type), here)
    return row < there if down else row > there
