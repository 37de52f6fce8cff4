"""The form for one filter of the list of agents: a field, how it is compared, and controls that fit the values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from onboarding.database import db
from onboarding.directory.fields import CHOICE, DATE, FIELDS, GROUPS, MOMENT, NUMBER, TEXT, Field
from onboarding.directory.grammar import Filter, Span, parse, written
from onboarding.directory.query import QueryRefused
from onboarding.groups import groups
from onboarding.wording import Problem
from web import guard
from web.pages import agent_address, agent_words
from web.pages.agent_address import address
from web.translating import sentence

_WORDS = ("~", "!~", "^=", "=", "one_of", "!=", "none_of", "empty", "not_empty")
_QUANTITIES = ("=", "one_of", "!=", "none_of", "<", "<=", ">", ">=", "between", "empty", "not_empty")
OPERATORS = {
    TEXT: _WORDS,
    GROUPS: _WORDS,
    CHOICE: ("one_of", "none_of"),
    DATE: _QUANTITIES,
    MOMENT: _QUANTITIES,
    NUMBER: _QUANTITIES,
}
"""Kind of field → how the form lets it be compared. Each is an operator of the grammar, or what one means with several
values, a span, or none."""
_EMPTY = ("empty", "not_empty")
_SEVERAL = ("one_of", "none_of", "~", "!~", "^=")
"""Compared with what is written between commas."""
_WRITTEN_WITH = {"one_of": "=", "none_of": "!=", "between": "=", "empty": "=", "not_empty": "!="}
MOST_GROUPS = 500


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is shown. `one`, `until`, `several`, `ticked`: what its controls hold; `mistake`: what to mend."""

    field: Field
    operator: str
    one: str = ""
    until: str = ""
    several: str = ""
    ticked: tuple[str, ...] = ()
    mistake: str | None = None


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/filter")(filter_form)


@guard.staff
def filter_form() -> ResponseReturnValue:
    """The fields to choose from; with a field its form; with what that form sends, the list filtered by it."""
    given = request.args
    field = FIELDS.get(given.get("field", ""))
    if field is None:
        return _page(None)
    if given.get("sent") != "yes":
        return _page(_as_it_is(field, given))
    try:
        text = str(parse(as_written(field, given)))
    except QueryRefused as refused:
        return _page(_as_typed(field, given, sentence(refused.problem))), 422
    return redirect(address(add=text, without=given.get("replace")), 303)


def as_written(field: Field, given: MultiDict[str, str]) -> str:
    """The filter that the form's controls make up, as the grammar has it. Raises QueryRefused."""
    operator = given.get("operator", "")
    begins = field.name + _WRITTEN_WITH.get(operator, operator)
    if operator in _EMPTY:
        return begins
    value = _value(field, operator, given)
    if not value:
        raise QueryRefused(Problem("missing", "filter_nothing_chosen", field.name))
    return begins + value


def _value(field: Field, operator: str, given: MultiDict[str, str]) -> str:
    one, until = given.get("one", "").strip(), given.get("until", "").strip()
    if field.kind == CHOICE:
        return ",".join(given.getlist("ticked"))
    if operator in _SEVERAL:
        return given.get("several", "").strip() or one
    if operator == "between":
        return f"{one}..{until}" if one and until else ""
    one = one or given.get("several", "").strip()
    return written(one) if one else ""


def _as_it_is(field: Field, given: MultiDict[str, str]) -> Form:
    """The form for a field: with what the filter holds that it is to take the place of, where that is of this field."""
    offered = OPERATORS[field.kind]
    replaced = _replaced(given.get("replace", ""))
    asked = given.get("operator")
    if replaced is None or replaced.field != field.name:
        return Form(field, asked if asked in offered else offered[0])
    operator = agent_words.operator_of(replaced)
    if field.kind == CHOICE:
        ticked = tuple(replaced.values)
        return Form(field, "one_of" if replaced.operator == "=" else "none_of", ticked=ticked)
    return _holding(field, operator, replaced.values)


def _holding(field: Field, operator: str, values: Sequence[Any]) -> Form:
    if operator in _EMPTY:
        return Form(field, operator)
    if operator == "between":
        return Form(field, operator, one=_plain(values[0].first), until=_plain(values[0].last))
    several = ", ".join(map(written, values))
    one = _plain(values[0]) if not isinstance(values[0], Span) else ""
    return Form(field, operator, one=one, several=several)


def _plain(value: Any) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else written(value).strip('"')


def _replaced(text: str) -> Filter | None:
    """The filter that is changed: as it is written, or the part of the address (typology, start_date) that says it."""
    value = request.args.get(text)
    try:
        return parse(f"{text}={value}" if text in agent_address.FILTERS and value else text)
    except QueryRefused:
        return None


def _as_typed(field: Field, given: MultiDict[str, str], mistake: str) -> Form:
    offered = OPERATORS[field.kind]
    operator = given.get("operator", "")
    return Form(
        field=field,
        operator=operator if operator in offered else offered[0],
        one=given.get("one", ""),
        until=given.get("until", ""),
        several=given.get("several", ""),
        ticked=tuple(given.getlist("ticked")),
        mistake=mistake,
    )


def _page(form: Form | None) -> str:
    return render_template(
        "agents/filter.html",
        form=form,
        fields=agent_words.grouped(),
        operators=_operators(form.field) if form else [],
        choices=_choices(form.field) if form else [],
        word=agent_words.field_word(form.field.name) if form else "",
        control=_control(form) if form else "",
        replace=request.args.get("replace", ""),
        part=request.args.get("part", ""),
        kept=agent_address.parts(),
        address=address,
        several_with=_SEVERAL,
    )


def _operators(field: Field) -> list[tuple[str, str]]:
    offered = [each for each in OPERATORS[field.kind] if field.may_be_empty or each not in _EMPTY]
    return [(each, agent_words.operator_word(field, each)) for each in offered]


def _choices(field: Field) -> list[tuple[str, str]]:
    """What a choice can be, or the names that groups of this kind have; each with its word."""
    if field.kind == GROUPS:
        return [(name, name) for _id, name in groups.named(db.session(), field.name)[:MOST_GROUPS]]
    return [(value, agent_words.value_word(field, value)) for value in field.values]


def _control(form: Form) -> str:
    """The type of the input that takes one value."""
    if form.field.kind == NUMBER:
        return "number"
    if not agent_words.is_of_time(form.field):
        return "text"
    return "datetime-local" if "T" in form.one else "date"
