"""The orders of the list of agents, each served by an index: what comes next to a place in one of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, literal, or_, select, true, tuple_
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

    def by(self) -> tuple[ColumnElement[Any], ...]:
        """What all of the list is sorted by."""
        columns = tuple(column.desc() if self.descending else column.asc() for column in self.parts[0].columns)
        return columns if len(self.parts) == 1 else (self.part, *columns)


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
}
_MAY_BE_EMPTY = ("extension", "start_date")


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
            statement = statement.where(_beyond(part, at, down))
        by = (column.desc() if down else column.asc() for column in part.columns)
        rows = session.execute(statement.order_by(*by).limit(most - len(found)))
        found += [Place(number, None if part.key is None else row[0], row[-1]) for row in rows]
        if len(found) == most:
            break
    return found


def place_of(session: Session, among: ColumnElement[bool], order_: Order, agent_id: uuid.UUID) -> Place | None:
    """Where an agent stands; None for somebody who is not in the list."""
    first = order_.parts[0]
    row = session.execute(select(order_.part, first.columns[0]).where(first.id == agent_id, among)).first()
    return None if row is None else Place(row[0], None if order_.parts[row[0]].key is None else row[1], agent_id)


def before(order_: Order, at: Place) -> ColumnElement[bool]:
    """Whether somebody stands before this place."""
    here = _beyond(order_.parts[at.part], at, not order_.descending)
    return or_(order_.parts[at.part].holds & here, *(part.holds for part in order_.parts[: at.part]))


def _beyond(part: Part, at: Place, down: bool) -> ColumnElement[bool]:
    here = literal(at.agent_id, Agent.id.type)
    if part.key is None:
        alone: ColumnElement[bool] = part.id < here if down else part.id > here
        return alone
    row, there = tuple_(part.key, part.id), tuple_(literal(at.value, part.key.type), here)
    return row < there if down else row > there
