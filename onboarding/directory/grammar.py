"""A filter as people write it, in one text: FIELD OPERATOR VALUE.

`typology=webrtc,mobile` (is one of), `language!=it` (is none of), `full_name~ana` (contains), `full_name^=ana` (starts
with), `start_date>=2026-12-01`, `start_date=2026-12-01..2026-12-07` (from … to), `queue=` (is empty), `queue!=` (is
not empty), `full_name="Smith, Ann"` (quoted for a comma; a quotation mark inside is doubled). Case never matters.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from onboarding.directory.fields import CHOICE, DATE, FIELDS, MOMENT, NUMBER, YES_NO, Field
from onboarding.directory.refusal import QueryRefused
from onboarding.wording import Problem

LONGEST = 2000
MOST_FILTERS = 50
_WRITTEN = re.compile(r"\s*([^=!~^<>\s][^=!~^<>]*?)\s*(!=|!~|\^=|<=|>=|=|~|<|>)(.*)", re.DOTALL)
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(,|\Z)')
_PLAIN = re.compile(r"([^,]*)(,|\Z)")
_YEARS = range(1900, 2200)
_ONE_VALUE_ONLY = ("<", "<=", ">", ">=")
_NEVER_EMPTY = ("~", "!~", "^=", *_ONE_VALUE_ONLY)


@dataclass(frozen=True, slots=True)
class Span:
    """From one value to another, both among them."""

    first: Any
    last: Any


@dataclass(frozen=True, slots=True)
class Filter:
    """`values`: of the field's type (str, int, date, datetime), or Spans of them; none: the field is (not) empty.

    A moment without offset, or a day that stands for one, is meant where the list is looked at from.
    """

    field: str
    operator: str
    values: tuple[Any, ...]

    def __str__(self) -> str:
        """The filter as it is written; parse() makes the same filter of it."""
        return f"{self.field}{self.operator}{','.join(map(written, self.values))}"


def parse_all(texts: Iterable[str]) -> tuple[Filter, ...]:
    """All filters of a question. Raises QueryRefused."""
    filters = tuple(dict.fromkeys(parse(text) for text in texts if text.strip()))
    if len(filters) > MOST_FILTERS:
        raise _refused("too_long", "filters_too_many", most=MOST_FILTERS)
    return filters


def parse(text: str) -> Filter:
    """The filter that a text stands for. Raises QueryRefused."""
    if len(text) > LONGEST:
        raise _refused("too_long", "filter_too_long", most=LONGEST)
    match = _WRITTEN.fullmatch("".join(char if char.isprintable() else " " for char in text))
    if match is None:
        raise _refused("invalid", "filter_unreadable", text.strip())
    field, operator = _field(match[1]), match[2]
    if operator not in field.operators:
        known = " ".join(field.operators)
        raise QueryRefused(Problem("unknown_value", "filter_operator", field.name, operator, {"known": known}))
    read = _READERS.get(field.kind, _text)
    values = tuple(dict.fromkeys(read(field, part) for part in _parts(field, match[3])))
    _check_count(field, operator, values)
    return Filter(field.name, operator, values)


def _field(name: str) -> Field:
    folded = name.lower().replace("-", "_").replace(" ", "_")
    if folded in FIELDS:
        return FIELDS[folded]
    known = ", ".join(FIELDS)
    if nearest := get_close_matches(folded, FIELDS, 1, 0.7):
        raise _refused("unknown_value", "filter_unknown_near", name, nearest=nearest[0], known=known)
    raise _refused("unknown_value", "filter_unknown", name, known=known)


def _parts(field: Field, text: str) -> list[str]:
    """The values, between commas; blank ones do not count."""
    parts, at, more = [], 0, True
    while more:
        is_quoted = text[at:].lstrip().startswith('"')
        match = (_QUOTED if is_quoted else _PLAIN).match(text, at)
        if match is None:
            raise QueryRefused(Problem("invalid", "filter_quote", field.name, text.strip()))
        parts.append(match[1].replace('""', '"') if is_quoted else match[1].strip())
        at, more = match.end(), match[2] == ","
    return [part for part in parts if part.strip()]


def _check_count(field: Field, operator: str, values: tuple[Any, ...]) -> None:
    if not values and (operator in _NEVER_EMPTY or not field.may_be_empty):
        raise QueryRefused(Problem("missing", "filter_value_missing", field.name, field.name + operator))
    if operator in _ONE_VALUE_ONLY and (len(values) > 1 or isinstance(values[0], Span)):
        raise QueryRefused(Problem("invalid", "filter_one_value", field.name, operator))


def _text(_field: Field, text: str) -> str:
    return text


def _choice(field: Field, text: str) -> str:
    value = text.lower()
    if value in field.values:
        return value
    known = ", ".join(field.values)
    if field.values[:2] == YES_NO:
        raise QueryRefused(Problem("unknown_value", "filter_yes_no", field.name, text, {"known": known}))
    if nearest := get_close_matches(value, field.values, 1, 0.7):
        params = {"nearest": nearest[0], "known": known}
        raise QueryRefused(Problem("unknown_value", "filter_value_near", field.name, text, params))
    raise QueryRefused(Problem("unknown_value", "filter_value", field.name, text, {"known": known}))


def _spanning(read_one: Callable[[Field, str], Any]) -> Callable[[Field, str], Any]:
    """Reads one value, or two with dots between them."""

    def read(field: Field, text: str) -> Any:
        first, dots, last = text.partition("..")
        if not dots:
            return read_one(field, text)
        span = Span(read_one(field, first.strip()), read_one(field, last.strip()))
        if _beginning(span.first) > _beginning(span.last):
            raise QueryRefused(Problem("invalid", "filter_inverted", field.name, text))
        return span

    return read


def _beginning(value: Any) -> Any:
    """What two values are put in order by: a day and a moment are compared by the day's beginning, as it is written."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value  # noqa: DTZ001


def _date(field: Field, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise QueryRefused(Problem("invalid", "filter_date", field.name, text)) from None
    if day.year not in _YEARS:
        raise QueryRefused(Problem("invalid", "filter_date", field.name, text))
    return day


def _moment(field: Field, text: str) -> date | datetime:
    try:
        moment = datetime.fromisoformat(text) if len(text) > len("2026-12-01") else _date(field, text)
    except ValueError:
        raise QueryRefused(Problem("invalid", "filter_moment", field.name, text)) from None
    if moment.year not in _YEARS:
        raise QueryRefused(Problem("invalid", "filter_moment", field.name, text))
    return moment


def _number(field: Field, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text, re.ASCII):
        raise QueryRefused(Problem("invalid", "filter_number", field.name, text))
    return int(text)


_READERS: dict[str, Callable[[Field, str], Any]] = {
    CHOICE: _choice,
    DATE: _spanning(_date),
    MOMENT: _spanning(_moment),
    NUMBER: _spanning(_number),
}


def written(value: Any) -> str:
    """One value as it is written in a filter."""
    if isinstance(value, Span):
        return f"{written(value.first)}..{written(value.last)}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    needs_quotes = "," in text or text.startswith('"') or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text


def _refused(code: str, reason: str, value: str | None = None, **params: Any) -> QueryRefused:
    return QueryRefused(Problem(code, reason, "filter", value, params))
