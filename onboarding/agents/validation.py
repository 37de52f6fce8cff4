"""One schema of a person for form, file and API: text in, values out, and every mistake at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String

from onboarding.agents import cells
from onboarding.agents.cells import Finding
from onboarding.agents.damage import refuse_damage
from onboarding.agents.dates import DateOrder
from onboarding.agents.emails import EXAMPLE_DOMAINS
from onboarding.agents.memberships import NAME_LENGTH
from onboarding.agents.models import Agent
from onboarding.agents.readers import READERS
from onboarding.wording import Problem

_LENGTHS: dict[str, int] = {
    **{
        column.name: column.type.length or NAME_LENGTH
        for column in Agent.__table__.columns
        if isinstance(column.type, String)
    },
    "teams": 4000,
    "queues": 4000,
    "language": NAME_LENGTH,  # as it is typed: Portuguese (Brazil) becomes pt-BR
    "timezone": NAME_LENGTH,
}
_NAMES = frozenset({"full_name", "first_name", "last_name", "alias"})
_PARTS_OF_NAME = ("first_name", "last_name")
_LISTS = frozenset({"teams", "queues"})
# In those of one address or number, several lines are several of them.
_LINES = frozenset({"description", "email", "personal_email", "phone", "mobile"}) | _LISTS
_NEVER_EMPTY = frozenset({"full_name", "username", "email", "typology", "extension", "voicemail", "remote_control"})
PLACEHOLDERS = frozenset({"-", "--", "---", "–", "—", "?", "n/a", "n.a.", "tbd", "tba", "none", "null", "nan", "keine"})
"""Words that stand for nothing in a cell."""
_ALSO_NAMES = frozenset({"none", "null", "nan", "keine"})
_NO_DAY = frozenset({"0000-00-00", "00.00.0000", "00/00/0000", "0000-00-00 00:00:00"})
_NEVER = frozenset({"9999-12-31", "31.12.9999", "31/12/9999", "12/31/9999", "99991231", "9999-12-31 00:00:00"})
_EMPTY_DATES = {"start_date": _NO_DAY, "end_date": _NO_DAY | _NEVER}
"""What databases export for a date that there is not."""
_REPEATING = frozenset(
    {
        "first_name",
        "typology",
        "description",
        "voicemail",
        "remote_control",
        "remote_control_port",
        "push_gateway",
        "profile",
        "ai_assistant",
        "language",
        "timezone",
        "start_date",
        "end_date",
        "employment_status",
    }
)
"""Fields that many people have alike: what their cells mean is remembered, where they are short. None of their values
can be changed in place."""
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the check of a person takes from elsewhere.

    `phone_region`: two letters, or None. `date_order`: see dates.date_order. `typology` and `push_gateway` are what
    somebody gets who was given none: they decide whether a push gateway is missing.
    """

    phone_region: str | None
    today: date
    date_order: DateOrder | None
    typology: str = "webrtc"
    push_gateway: str | None = None


@dataclass(slots=True)
class Checked:
    """What was understood of a person.

    `values`: field → JSON-able value (dates as ISO text, groups as [name, penalty or None]); None empties the field,
    a field that was not given is not in it. `has_left`: no longer employed, whatever else is wrong.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    has_left: bool = False


def check(raw: Mapping[str, str], defaults: Defaults) -> Checked:
    """Check one person. `raw`: field → text as typed; blank or left out is not given, "(clear)" empties the field.

    Nothing is filled in but the full name, from first and last name. Fields that are not ours are passed over.
    """
    checked = Checked()
    given: set[str] = set()
    for column, text in raw.items():
        if not text or column not in READERS:
            continue
        repeats = column in _REPEATING and len(text) <= _SHORT
        cell = (_remembered if repeats else _understood)(column, text, defaults)
        checked.warnings.extend(cell.warnings)
        if cell.problem is not None:
            checked.problems.append(cell.problem)
        elif cell.is_given:
            checked.values[column] = cell.value
        if cell.is_given:
            given.add(column)
    _check_names(checked, given)
    _check_needed(checked, given, defaults)
    _check_employment(checked, defaults.today)
    return checked


def check_one(column: str, text: str, defaults: Defaults) -> tuple[Any, Problem | None]:
    """What one field means by itself, and what is wrong with it; None and None where nothing was given."""
    cell = _understood(column, text, defaults)
    return cell.value, cell.problem


def is_example_person(values: Mapping[str, Any]) -> bool:
    """Whether these are the values of a person who comes with another product's template."""
    return str(values.get("email") or "").rpartition("@")[2].lower() in EXAMPLE_DOMAINS


class _Cell(NamedTuple):
    """What was understood of a cell; one that is not given says nothing."""

    is_given: bool
    value: Any = None
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()


def _understood(column: str, text: str, defaults: Defaults) -> _Cell:
    try:
        text = _cleaned(column, text)
        if not text:
            return _Cell(False)
        if _is_placeholder(column, text):
            return _Cell(False, warnings=(Problem("placeholder", "cell_placeholder", column, text),))
        value, warnings = _value(column, text, defaults)
    except Finding as wrong:
        return _Cell(True, problem=wrong.problem(column, text))
    return _Cell(True, value, warnings=warnings)


_remembered = lru_cache(maxsize=8192)(_understood)


def _cleaned(column: str, text: str) -> str:
    limit = _LENGTHS.get(column, NAME_LENGTH)
    if len(text) > limit and len(text.strip()) > limit:
        raise Finding("too_long", "cell_too_long", limit=limit)
    return cells.cleaned(text, lines=column in _LINES)


def _is_placeholder(column: str, text: str) -> bool:
    """Whether the cell says "nothing" in a word. There are people called None and Null."""
    if len(text) <= 5 and (word := text.lower()) in PLACEHOLDERS:
        return column not in _NAMES or word not in _ALSO_NAMES
    if column in _LISTS:
        return not text.strip("| \n")
    return text in _EMPTY_DATES.get(column, ())


def _value(column: str, text: str, defaults: Defaults) -> tuple[Any, tuple[Problem, ...]]:
    """What the cell means, and what is to be known about it; None empties the field. Raises Finding."""
    if cells.is_clear(text):
        if column in _NEVER_EMPTY:
            raise Finding("missing", "cell_never_empty")
        return None, ()
    text = cells.unquoted(text)
    refuse_damage(text)
    value, remarks = READERS[column](text, defaults)
    return value, tuple(remark.problem(column, text) for remark in remarks)


def _check_names(checked: Checked, given: set[str]) -> None:
    """A full name is made of first and last name where it is not given itself."""
    if "full_name" in given:
        return
    first, last = checked.values.get("first_name"), checked.values.get("last_name")
    if first and last:
        full_name, limit = f"{first} {last}", _LENGTHS["full_name"]
        checked.values["full_name"] = full_name
        if len(full_name) > limit:
            checked.problems.append(Problem("too_long", "cell_too_long", "full_name", full_name, {"limit": limit}))
    elif not (given.issuperset(_PARTS_OF_NAME) and any(_is_wrong(checked, name) for name in _PARTS_OF_NAME)):
        _miss(checked, "full_name", "last_name_missing" if first else "first_name_missing" if last else "name_missing")


def _check_needed(checked: Checked, given: set[str], defaults: Defaults) -> None:
    if "email" not in given:
        _miss(checked, "email", "email_missing")
    typology = checked.values.get("typology") if "typology" in given else defaults.typology
    has_gateway = defaults.push_gateway or (checked.values.get("push_gateway") if "push_gateway" in given else None)
    if typology == "mobile" and not has_gateway and not _is_wrong(checked, "push_gateway"):
        _miss(checked, "push_gateway", "push_gateway_missing")


def _check_employment(checked: Checked, today: date) -> None:
    """Who has left is known by the last day, else by the status. A last day before the first one is a mistake."""
    left_by_status = bool(checked.values.pop("employment_status", False))
    start, end = (checked.values.get(name) for name in ("start_date", "end_date"))
    if start and end and end < start:
        problem = Problem("invalid", "end_before_start", "end_date", end, {"start_date": start, "end_date": end})
        checked.problems.append(problem)
        checked.has_left = left_by_status or start < today.isoformat()
    else:
        checked.has_left = end < today.isoformat() if end else left_by_status


def _miss(checked: Checked, column: str, reason: str) -> None:
    checked.problems.append(Problem("missing", reason, column))


def _is_wrong(checked: Checked, column: str) -> bool:
    return any(problem.column == column for problem in checked.problems)
