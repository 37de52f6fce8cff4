"""Filters as SQL: which agents a filter leaves."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select

from onboarding.agents.models import Agent
from onboarding.agents.names import fold, plain
from onboarding.directory import standing, words
from onboarding.directory.fields import CHOICE, DATE, FIELDS, GROUPS, MOMENT, NUMBER, TEXT
from onboarding.directory.grammar import Filter, Span
from onboarding.groups.models import Group, Membership

_COLUMNS: dict[str, Any] = {"created": Agent.created_at, "updated": Agent.updated_at, "joined_on": Agent.joined_at}
_KEYS: dict[str, tuple[Any, Callable[[str], str]]] = {
    "full_name": (Agent.name_key, plain),
    "username": (Agent.username_key, fold),
    "email": (Agent.email_key, fold),
}
"""What people are looked up by: the key, and what makes one of what was typed."""
_POSITIVE = {"!=": "=", "!~": "~"}


def condition(filter_: Filter, at: datetime, zone: str) -> ColumnElement[bool]:
    """Whether the filter holds for an agent at a moment; days of moments begin and end in this time zone."""
    field = FIELDS[filter_.field]
    if field.kind == CHOICE and filter_.operator == "!=":
        # Everybody has one of the values; those that are left are found by an index.
        others = tuple(value for value in field.values if value not in filter_.values)
        return _of_choice(Filter(field.name, "=", others), at, ZoneInfo(zone))
    positive = Filter(filter_.field, _POSITIVE.get(filter_.operator, filter_.operator), filter_.values)
    holds = _BY_KIND[field.kind](positive, at, ZoneInfo(zone))
    # Who has no value is none of those asked for, so whatever is denied holds for them.
    return not_(func.coalesce(holds, false())) if filter_.operator in _POSITIVE else holds


def _of_text(filter_: Filter, _at: datetime, _zone: ZoneInfo) -> ColumnElement[bool]:
    if filter_.field in _KEYS:
        return _of_key(filter_)
    column = _column(filter_.field)
    if not filter_.values:
        return or_(column.is_(None), column == "")
    compare: dict[str, Callable[[str], ColumnElement[bool]]] = {
        "=": lambda text: func.lower(column) == func.lower(text),
        "~": lambda text: column.icontains(text, autoescape=True),
        "^=": lambda text: column.istartswith(text, autoescape=True),
    }
    return or_(*(compare[filter_.operator](way) for value in filter_.values for way in spellings(value)))


def _of_key(filter_: Filter) -> ColumnElement[bool]:
    column, make = _KEYS[filter_.field]
    keys = [make(value) for value in filter_.values]
    if filter_.operator == "=":
        return column.in_(keys)  # type: ignore[no-any-return]
    if filter_.operator == "~":
        return or_(*(words.anywhere(key) & column.contains(key, autoescape=True) for key in keys))
    return or_(*(words.beginning(key) & column.startswith(key, autoescape=True) for key in keys))


def spellings(word: str) -> list[str]:
    """The ways in which a word may stand in a text: SQLite folds only A–Z by itself."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.capitalize()})


def _of_choice(filter_: Filter, at: datetime, _zone: ZoneInfo) -> ColumnElement[bool]:
    if (filter_.field, filter_.values) == ("phone_setup", ("failed",)):
        # True of few, who are found from the work that is left instead of among all agents.
        return standing.phone_failed()
    match filter_.field:
        case "stage":
            return standing.has_stage(filter_.values, at)
        case "status":
            return standing.has_status(filter_.values, at)
        case "reason":
            return standing.has_reason(filter_.values, at)
    return _chosen(filter_.field, at).in_(filter_.values)


def _chosen(field: str, at: datetime) -> ColumnElement[str]:
    """The value of a choice."""
    match field:
        case "typology":
            return Agent.typology.expression
        case "client_log":
            return Agent.client_log_level.expression
        case "phone_setup":
            return standing.phone_setup()
        case "invitation":
            return standing.invitation(at)
        case "phone_seen":
            return case((Agent.phone_seen.is_(None), "unknown"), (Agent.phone_seen.is_(True), "yes"), else_="no")
    return case((_fact(field, at), "yes"), else_="no")


def _fact(field: str, at: datetime) -> ColumnElement[bool]:
    facts: dict[str, ColumnElement[bool]] = {
        "voicemail": Agent.voicemail.is_(True),
        "provisioned": Agent.provisioned_at.is_not(None),
        "invited": or_(Agent.invited_at.is_not(None), Agent.joined_at.is_not(None)),
        "joined": Agent.joined_at.is_not(None),
        "in_queue": Agent.queue_count > 0,
        "disabled": Agent.disabled_at.is_not(None),
        "locked": standing.locked(at),
        "ready": standing.has_stage(("ready",), at),
    }
    return facts[field]


def _of_quantity(filter_: Filter, _at: datetime, zone: ZoneInfo) -> ColumnElement[bool]:
    """Dates, moments and numbers: each value reaches from its beginning to just before its end."""
    column = _column(filter_.field)
    if not filter_.values:
        return column.is_(None)  # type: ignore[no-any-return]
    is_moment = FIELDS[filter_.field].kind == MOMENT
    reaches = [_reach(value, zone if is_moment else None) for value in filter_.values]
    begin, end = reaches[0]
    match filter_.operator:
        case "<":
            return column < begin  # type: ignore[no-any-return]
        case "<=":
            return column < end  # type: ignore[no-any-return]
        case ">":
            return column >= end  # type: ignore[no-any-return]
        case ">=":
            return column >= begin  # type: ignore[no-any-return]
    return or_(*(and_(column >= begin, column < end) for begin, end in reaches))


def _reach(value: Any, zone: ZoneInfo | None) -> tuple[Any, Any]:
    if isinstance(value, Span):
        return _reach(value.first, zone)[0], _reach(value.last, zone)[1]
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=zone)
        return moment, moment + timedelta(seconds=1)
    if isinstance(value, date):
        following = value + timedelta(days=1)
        if zone is None:
            return value, following
        return datetime.combine(value, time(), zone), datetime.combine(following, time(), zone)
    return value, value + 1


def _of_groups(filter_: Filter, _at: datetime, _zone: ZoneInfo) -> ColumnElement[bool]:
    """By the names of the groups of one kind that an agent belongs to."""
    members = (
        select(Membership.agent_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.kind == filter_.field, Group.deleted_at.is_(None))
    )
    if not filter_.values:
        return Agent.id.not_in(members)
    return Agent.id.in_(_named(members, filter_.operator, [fold(value) for value in filter_.values]))


def _named(members: Select[Any], operator: str, keys: Sequence[str]) -> Select[Any]:
    match operator:
        case "~":
            return members.where(or_(*(Group.name_key.contains(key, autoescape=True) for key in keys)))
        case "^=":
            return members.where(or_(*(Group.name_key.startswith(key, autoescape=True) for key in keys)))
    return members.where(Group.name_key.in_(keys))


def _column(field: str) -> Any:
    return _COLUMNS[field] if field in _COLUMNS else getattr(Agent, field)


_BY_KIND: dict[str, Callable[[Filter, datetime, ZoneInfo], ColumnElement[bool]]] = {
    TEXT: _of_text,
    CHOICE: _of_choice,
    DATE: _of_quantity,
    MOMENT: _of_quantity,
    NUMBER: _of_quantity,
    GROUPS: _of_groups,
}
