"""What an address asks of the list of agents: as a question, and in words, each filter a chip."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from onboarding.directory.fields import FIELDS
from onboarding.directory.grammar import Filter, parse_all
from onboarding.directory.query import Query, day
from web import guard
from web.pages import agent_words
from web.pages.agent_address import address
from web.pages.agent_words import is_of_time
from web.translating import _

DEFAULT_SORT = "-updated"
LIST = "list"
"""In the address of an agent's page: the list from which one came, as its address asks for it."""
_OF_PAGES = ("cursor", "limit")
_PARTS = ("typology", "status", "stage")
Conditions = frozenset[tuple[str, str, frozenset[object]]]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words; `text` is how it is written in the address."""

    field: str
    operator: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class OnList:
    """A chip of the list with where its parts lead: to the form in which it is changed, and to the list without it."""

    chip: Chip
    is_of_time: bool
    change_field: str
    change_operator: str
    change_value: str
    off: str


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


def filters_of(query: Query) -> list[tuple[str | None, Filter]]:
    """All that the question filters by, each with the part of the address that says it; None for one of its filters."""
    found: list[tuple[str | None, Filter]] = []
    if query.start_date:
        found.append(("start_date", Filter("start_date", "=", (query.start_date,))))
    for part in _PARTS:
        if asked := getattr(query, part):
            values = tuple(value.strip() for value in asked.split(",") if value.strip())
            found.append((part, Filter(part, "=", values)))
    return [*found, *((None, each) for each in query.filters)]


def conditions(filters: Iterable[Filter]) -> Conditions:
    """What filters ask for, whatever the order in which they do so."""
    return frozenset((each.field, each.operator, frozenset(each.values)) for each in filters)


def chip(filter_: Filter) -> Chip:
    operator = agent_words.operator_of(filter_) if filter_.values else filter_.operator
    return Chip(
        field=str(agent_words.field_word(filter_.field)),
        operator=str(agent_words.operator_word(FIELDS[filter_.field], operator)),
        value=agent_words.values_words(filter_) or _("empty"),
        text=str(filter_),
    )


def on_list(part: str | None, filter_: Filter) -> OnList:
    """The chip as this list shows it; `part` as in filters_of."""
    said = chip(filter_)
    replaced = part or said.text
    form = {"replace": replaced, "field": filter_.field, "operator": agent_words.operator_of(filter_)}
    return OnList(
        chip=said,
        is_of_time=is_of_time(FIELDS[filter_.field]),
        change_field=address("/agents/filter", replace=replaced),
        change_operator=address("/agents/filter", **form, part="operator"),
        change_value=address("/agents/filter", **form, part="value"),
        off=address(without=replaced),
    )
