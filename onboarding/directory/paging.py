"""One page of a list at a time: from a place in its order, not from a count that shifts while people are added."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, Select, func, literal, tuple_

from onboarding.agents.models import Agent
from onboarding.directory.query import QueryRefused
from onboarding.settings import Settings
from onboarding.wording import Problem

_BEYOND_ALL_NUMBERS = 2**62


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: by a key, then by id so that it is total. Who has no value comes last, up or down."""

    name: str
    key: ColumnElement[Any]
    descending: bool
    read: Callable[[Any], Any]

    def by(self, backward: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        if self.descending != backward:
            return self.key.desc(), Agent.id.desc()
        return self.key.asc(), Agent.id.asc()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: just after (or, going backward, just before) a row; `passed` rows lie before it."""

    value: Any
    agent_id: uuid.UUID
    passed: int
    backward: bool = False


def order(sort: str) -> Order:
    """The order for one of query.SORTS."""
    descending = sort.startswith("-")
    key, read = _key(sort.removeprefix("-"), descending)
    return Order(sort, key, descending, read)


def _key(name: str, descending: bool) -> tuple[ColumnElement[Any], Callable[[Any], Any]]:
    match name:
        case "username":
            return Agent.username_key.expression, str
        case "email":
            return Agent.email_key.expression, str
        case "extension":
            return func.coalesce(Agent.extension, -1 if descending else _BEYOND_ALL_NUMBERS), int
        case "created":
            return Agent.created_at.expression, datetime.fromisoformat
        case "updated":
            return Agent.updated_at.expression, datetime.fromisoformat
        case "start_date":
            return func.coalesce(Agent.start_date, date.min if descending else date.max), date.fromisoformat
    return func.lower(Agent.full_name), str


def one_page(statement: Select[Any], order_: Order, place: Place | None, limit: int) -> Select[Any]:
    """The rows next to the place, and one more, which tells whether the list goes on."""
    backward = place is not None and place.backward
    if place is not None:
        statement = statement.where(beyond(order_, place))
    return statement.order_by(*order_.by(backward)).limit(limit + 1)


def beyond(order_: Order, place: Place) -> ColumnElement[bool]:
    """Whether a row comes after the place; going backward, before it."""
    here = tuple_(literal(place.value, order_.key.type), literal(place.agent_id, Agent.id.type))
    row = tuple_(order_.key, Agent.id)
    return row < here if order_.descending != place.backward else row > here


def sign(settings: Settings, order_: Order, place: Place) -> str:
    """The place as callers carry it: opaque, and theirs to send back only."""
    value = place.value.isoformat() if isinstance(place.value, date) else place.value
    return _serializer(settings).dumps([order_.name, value, place.agent_id.hex, place.passed, place.backward])


def read(settings: Settings, order_: Order, cursor: str) -> Place:
    """The place that a cursor of ours names in this order. Raises QueryRefused."""
    try:
        name, value, agent_id, passed, backward = _serializer(settings).loads(cursor)
    except BadSignature:
        raise QueryRefused(Problem("invalid", "cursor_damaged", "cursor")) from None
    if name != order_.name:
        raise QueryRefused(Problem("invalid", "cursor_of_other_sort", "cursor", params={"sort": name}))
    return Place(order_.read(value), uuid.UUID(agent_id), passed, backward)


def _serializer(settings: Settings) -> URLSafeSerializer:
    # itsdangerous signs with the last key of a list; the settings have the newest first.
    return URLSafeSerializer(
        list(reversed(settings.secret_keys)),
        salt="onboard.cursor.v1",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
