"""Filters as the list of agents shows them: in words, each with a way to take it off, and a form for one more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onboarding.directory.fields import DATE, FIELDS, MOMENT, Field
from onboarding.directory.grammar import Filter, Span
from onboarding.wording import say
from web import formats

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
