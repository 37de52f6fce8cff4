"""What one can ask of the list of agents."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, true

from onboarding.agents.models import DELETED_FROM, TYPOLOGIES, Agent
from onboarding.agents.readiness import STAGES, STATUSES
from onboarding.directory import standing, words
from onboarding.directory.conditions import condition
from onboarding.directory.grammar import Filter
from onboarding.directory.refusal import QueryRefused
from onboarding.directory.standing import Apart
from onboarding.wording import Problem

__all__ = ["Query", "QueryRefused", "conditions", "day"]

SORTS = (
    "name",
    "username",
    "email",
    "extension",
    "typology",
    "status",
    "stage",
    "start_date",
    "created",
    "updated",
    "client_log",
    "employee_id",
    "alias",
    "language",
    "end_date",
)
LONGEST_SEARCH = 200
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the list of agents.

    `q`: words, each found in name, username, e-mail or extension (see words.py). `typology`, `status`, `stage`: one
    value, or several with commas between. `filters`: all must hold (see grammar.parse). `timezone`: where the days of
    moments begin. `sort`: one of SORTS, with a minus in front for descending. `cursor`: from an earlier page. Deleted
    agents are apart: only they, with `deleted`, or those that a status asks for.
    """

    q: str = ""
    typology: str | None = None
    status: str | None = None
    stage: str | None = None
    start_date: date | None = None
    filters: tuple[Filter, ...] = field(default=())
    timezone: str = "UTC"
    sort: str = "name"
    limit: int = 50
    cursor: str | None = None
    deleted: bool = False

    def __post_init__(self) -> None:
        """Raises QueryRefused."""
        if len(self.q) > LONGEST_SEARCH:
            raise QueryRefused(Problem("too_long", "search_too_long", "q", params={"most": LONGEST_SEARCH}))
        for name, known in (("typology", TYPOLOGIES), ("status", STATUSES), ("stage", STAGES)):
            _check_values(name, getattr(self, name), known)
        if self.sort.removeprefix("-") not in SORTS:
            raise QueryRefused(Problem("unknown_value", "sort_unknown", "sort", self.sort, {"known": ", ".join(SORTS)}))
        if not 1 <= self.limit <= MOST_ITEMS:
            raise QueryRefused(
                Problem("invalid", "limit_out_of_bounds", "limit", str(self.limit), {"most": MOST_ITEMS})
            )

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than everybody who is not deleted."""
        asked = (self.q, self.typology, self.status, self.stage, self.start_date, self.filters)
        return self.deleted or any(asked)

    @property
    def whether_deleted(self) -> bool | None:
        """Whether all whom it asks for are deleted; None where some may be."""
        return None if self.asks_for_deleted and not self.deleted else self.deleted

    @property
    def asks_only_for_words(self) -> bool:
        return bool(self.q) and not replace(self, q="", deleted=False).narrows

    @property
    def asks_for_deleted(self) -> bool:
        filtered = any(f.field == "status" and f.operator == "=" and "deleted" in f.values for f in self.filters)
        return filtered or "deleted" in _values(self.status)


def day(text: str) -> date:
    """A start date to filter by. Raises QueryRefused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryRefused(Problem("invalid", "filter_date", "start_date", text)) from None


def apart(query: Query, at: datetime) -> Apart:
    """conditions() in parts, each of which an index finds by itself."""
    if query.stage and not replace(query, stage=None).narrows:
        return standing.at_stages(_values(query.stage), at, query.whether_deleted)
    return Apart((conditions(query, at),))


def conditions(query: Query, at: datetime, *, by_index: bool = True) -> ColumnElement[bool]:
    """The rows that the query asks for, apart from its page. `by_index`: see words.found."""
    wanted: list[ColumnElement[bool]] = [
        words.found(query.q, by_index=by_index, deleted=query.whether_deleted),
        *_deleted_or_not(query),
    ]
    wanted.extend(_of_parameters(query, at).values())
    wanted.extend(condition(each, at, query.timezone) for each in query.filters)
    return and_(*wanted)


def of_order(query: Query, at: datetime) -> ColumnElement[bool]:
    """What is asked of the very column that the list is sorted by: it says where in the order to begin and to end."""
    name = query.sort.removeprefix("-")
    asked = [condition(each, at, query.timezone) for each in query.filters if each.field == name]
    return and_(true(), _of_parameters(query, at).get(name, true()), *asked)


def _of_parameters(query: Query, at: datetime) -> dict[str, ColumnElement[bool]]:
    wanted: dict[str, ColumnElement[bool]] = {}
    if query.typology:
        wanted["typology"] = Agent.typology.in_(_values(query.typology))
    if query.status:
        wanted["status"] = standing.has_status(_values(query.status), at)
    if query.stage:
        wanted["stage"] = standing.has_stage(_values(query.stage), at, query.whether_deleted)
    if query.start_date is not None:
        wanted["start_date"] = Agent.start_date == query.start_date
    return wanted


def _deleted_or_not(query: Query) -> Iterator[ColumnElement[bool]]:
    """By an index only where nothing else is asked: most are not deleted, so that any other finds fewer. The sum hides
    the column from it, but not from those that have it besides."""
    if query.deleted:
        yield Agent.stage_rank >= DELETED_FROM
    elif not query.narrows:
        yield Agent.stage_rank < DELETED_FROM
    elif not query.asks_for_deleted and not query.status and not query.stage:
        yield Agent.stage_rank + 0 < DELETED_FROM


def _check_values(field: str, text: str | None, known: tuple[str, ...]) -> None:
    for value in _values(text):
        if value not in known:
            raise QueryRefused(Problem("unknown_value", "filter_value", field, value, {"known": ", ".join(known)}))


def _values(text: str | None) -> list[str]:
    return [value.strip() for value in (text or "").split(",") if value.strip()]
