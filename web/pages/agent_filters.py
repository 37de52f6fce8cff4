"""What an address asks of the list of agents: as a question, in words with a way to take each filter off, and as a form
for one more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from onboarding.directory.fields import DATE, FIELDS, MOMENT, Field
from onboarding.directory.grammar import Filter, Span, parse_all
from onboarding.directory.query import Query, day
from web import formats, guard
from web.translating import say

DEFAULT_SORT = "-updated"
LIST = "list"
"""In the address of an agent's page: the list from which one came, as its address asks for it."""
_OF_PAGES = ("cursor", "limit")

WORDS = {
    "=": "is",
    "!=": "is not",
    "~": "contains",
    "!~": "does not contain",
    "^=": "starts with",
    "<": "is before or below",
    "<=": "is at most, or until",
    ">": "is after or above",
    ">=": "is at least, or from",
}
"""Each operator as the form offers it, for fields of every kind."""
_OF_TIMES = {"<": "is before", "<=": "is until", ">": "is after", ">=": "is from"}
_OF_NUMBERS = {"<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
_TYPED = ("field", "operator", "value")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words; `text` is how it is written in the address."""

    field: str
    operator: str
    value: str
    text: str


def query_of(given: MultiDict[str, str], limit: int | None = None) -> Query:
    """What an address asks for, so many at a time (None: as it says). Raises QueryRefused."""
    start_date: date | None = day(given["start_date"]) if given.get("start_date") else None
    return Query(
        q=given.get("q", "").strip(),
        typology=given.get("typology") or None,
        status=given.get("status") or None,
        stage=given.get("stage") or None,
        start_date=start_date,
        filters=parse_all(given.getlist("filter")),
        timezone=guard.settings().timezone,
        sort=given.get("sort") or DEFAULT_SORT,
        limit=limit or given.get("limit", 50, type=int),
        cursor=given.get("cursor") or None,
        deleted=given.get("deleted") == "1",
    )


def in_list() -> str:
    """What the address of an agent's page has at its end, so that the page knows the list shown now."""
    asked = {name: values for name, values in request.args.lists() if name not in _OF_PAGES}
    return "?" + urlencode({LIST: urlencode({"sort": DEFAULT_SORT, **asked}, doseq=True)})


def came_from() -> MultiDict[str, str]:
    """What the list asks for from which one came to this page; empty where one did not come from a list."""
    return MultiDict(parse_qsl(request.args.get(LIST, "")))


def chip(filter_: Filter) -> Chip:
    field = FIELDS[filter_.field]
    of_kind = _OF_TIMES if field.kind in (DATE, MOMENT) else _OF_NUMBERS
    operator = of_kind.get(filter_.operator, WORDS[filter_.operator])
    value = " or ".join(_value(field, value) for value in filter_.values) or "empty"
    return Chip(field.word, operator, value, str(filter_))


def _value(field: Field, value: Any) -> str:
    if isinstance(value, Span):
        return f"{_value(field, value.first)} to {_value(field, value.last)}"
    if isinstance(value, datetime):
        return f"{formats.day(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return formats.day(value)
    if field.name == "typology":
        return formats.TYPOLOGY_WORDS[value]
    if field.name == "reason":
        return say(f"not_ready_because_{value}", {})
    return str(value).capitalize() if field.values else str(value)


def typed(arguments: Mapping[str, str]) -> str | None:
    """The filter that the form's fields make up, as it is written; None where the form was not sent."""
    if not arguments.get("field"):
        return None
    field, operator, value = (arguments.get(name, "").strip() for name in _TYPED)
    return f"{field}{operator or '='}{value}"


def choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the form offers: fields and operators, each with its word."""
    return [(field.name, field.word) for field in FIELDS.values()], list(WORDS.items())
