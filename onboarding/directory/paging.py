"""Where one is in a list, as callers carry it: a place in its order, not a count that shifts while people are added."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from itsdangerous import BadSignature, URLSafeSerializer

from onboarding.directory.orders import Order, Place
from onboarding.directory.query import QueryRefused
from onboarding.settings import Settings
from onboarding.wording import Problem

NUMBERED = 5


@dataclass(frozen=True, slots=True)
class Cursor:
    """Just after (or, going backward, just before) a place, or `skip` rows further; `passed` rows lie before it.

    Without a place: at the beginning of the list, or, going backward, at its end.
    """

    place: Place | None
    passed: int
    backward: bool = False
    skip: int = 0


START = Cursor(None, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that is shown: its places, the first row first. `passed` rows lie before it, and at least `beyond` after
    it; `before`: whether any do, whatever was passed."""

    places: Sequence[Place]
    passed: int
    before: bool
    beyond: int
    limit: int

    @property
    def number(self) -> int:
        return max(_pages(self.passed, self.limit) + 1, 2 if self.before else 1)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page by its number, from 1. `cursor`: None for the first, and for the one that is `shown`."""

    number: int
    cursor: str | None
    shown: bool


@dataclass(frozen=True, slots=True)
class Turns:
    """Where to turn to from a page, by cursors as callers carry them; `numbered`: at most NUMBERED pages around it."""

    next: str | None
    previous: str | None
    numbered: list[Numbered]


def turns(settings: Settings, order: Order, page: Shown) -> Turns:
    """The pages around one; none are around a page without rows."""
    if not page.places:
        return Turns(None, None, [])
    last = page.number + _pages(page.beyond, page.limit)
    first = max(1, min(page.number - NUMBERED // 2, last - NUMBERED + 1))
    return Turns(
        next=sign(settings, order, _further(page, 1)) if page.beyond else None,
        previous=sign(settings, order, _further(page, -1)) if page.before else None,
        numbered=[
            Numbered(
                number,
                None if number in (1, page.number) else sign(settings, order, _further(page, number - page.number)),
                shown=number == page.number,
            )
            for number in range(first, min(first + NUMBERED, last + 1))
        ],
    )


def _further(page: Shown, pages: int) -> Cursor:
    """So many pages on, or back."""
    skip = (abs(pages) - 1) * page.limit
    if pages < 0:
        return Cursor(page.places[0], max(page.passed - skip, 0), backward=True, skip=skip)
    return Cursor(page.places[-1], page.passed + len(page.places) + skip, skip=skip)


def _pages(rows: int, limit: int) -> int:
    return -(-rows // limit)


def sign(settings: Settings, order: Order, cursor: Cursor) -> str:
    """The cursor as callers carry it: opaque, and theirs to send back only."""
    place = cursor.place
    if place is None:
        raise ValueError("nobody stands at the ends of a list")
    value = place.value.isoformat() if isinstance(place.value, date) else place.value
    where = [order.name, place.part, value, place.agent_id.hex]
    return _serializer(settings).dumps([*where, cursor.passed, cursor.backward, cursor.skip])


def read(settings: Settings, order: Order, text: str) -> Cursor:
    """The cursor in this order. Raises QueryRefused where it is not one of ours."""
    try:
        name, part, value, agent_id, passed, backward, skip = _serializer(settings).loads(text)
    except BadSignature:
        raise QueryRefused(Problem("invalid", "cursor_damaged", "cursor")) from None
    if name != order.name:
        raise QueryRefused(Problem("invalid", "cursor_of_other_sort", "cursor", params={"sort": name}))
    known = None if value is None else order.read(value)
    return Cursor(Place(part, known, uuid.UUID(agent_id)), passed, backward, skip)


def _serializer(settings: Settings) -> URLSafeSerializer:
    # itsdangerous signs with the last key of a list; the settings have the newest first.
    return URLSafeSerializer(
        list(reversed(settings.secret_keys)),
        salt="onboard.cursor.v3",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
