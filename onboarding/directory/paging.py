"""Where one is in a list, as callers carry it: a place in its order, not a count that shifts while people are added."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date

from itsdangerous import BadSignature, URLSafeSerializer

from onboarding.directory.orders import Order, Place
from onboarding.directory.query import QueryRefused
from onboarding.settings import Settings
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Cursor:
    """Just after (or, going backward, just before) a place; `passed` rows lie before it."""

    place: Place
    passed: int
    backward: bool = False


def sign(settings: Settings, order: Order, cursor: Cursor) -> str:
    """The cursor as callers carry it: opaque, and theirs to send back only."""
    place = cursor.place
    value = place.value.isoformat() if isinstance(place.value, date) else place.value
    return _serializer(settings).dumps(
        [order.name, place.part, value, place.agent_id.hex, cursor.passed, cursor.backward]
    )


def read(settings: Settings, order: Order, text: str) -> Cursor:
    """The cursor in this order. Raises QueryRefused where it is not one of ours."""
    try:
        name, part, value, agent_id, passed, backward = _serializer(settings).loads(text)
    except BadSignature:
        raise QueryRefused(Problem("invalid", "cursor_damaged", "cursor")) from None
    if name != order.name:
        raise QueryRefused(Problem("invalid", "cursor_of_other_sort", "cursor", params={"sort": name}))
    known = None if value is None else order.read(value)
    return Cursor(Place(part, known, uuid.UUID(agent_id)), passed, backward)


def _serializer(settings: Settings) -> URLSafeSerializer:
    # itsdangerous signs with the last key of a list; the settings have the newest first.
    return URLSafeSerializer(
        list(reversed(settings.secret_keys)),
        salt="onboard.cursor.v2",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
