"""One schema of a person for form, file and API: text in, values out, and every mistake at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import String

from onboarding.agents import cells, choices, names
from onboarding.agents.cells import Wrong
from onboarding.agents.dates import DateOrder, read_date
from onboarding.agents.emails import EXAMPLE_DOMAINS, read_email
from onboarding.agents.groups import read_group, read_queues, read_teams
from onboarding.agents.models import Agent
from onboarding.agents.phones import is_as_typed, read_phone
from onboarding.wording import Problem

_LENGTHS = {
    **{column.name: column.type.length for column in Agent.__table__.columns if isinstance(column.type, String)},
    "teams": 4000,
    "queues": 4000,
}
_OTHER_LENGTH = 120
_LINES = frozenset({"description", "teams", "queues"})
_NEVER_EMPTY = frozenset({"full_name", "username", "email", "typology", "extension", "voicemail", "remote_control"})
_NAMES = frozenset({"full_name", "first_name", "last_name", "alias"})
_PLACEHOLDERS = frozenset({"-", "--", "---", "–", "—", "/", "?", "n/a", "n.a.", "#n/a", "tbd", "tba", "none", "null", "keine"})


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
    given: dict[str, str] = {}
    for column, text in raw.items():
        reader = _READERS.get(column)
        if reader is None or not text:
            continue
        try:
            text = _given(checked, column, text)
            if text:
                given[column] = text
                checked.values[column] = reader(text, defaults, checked)
        except Wrong as wrong:
            given[column] = text
            checked.problems.append(wrong.problem(column, text))
    _check_names(checked, given)
    _check_push_gateway(checked, given, defaults)
    _check_employment(checked, given, defaults)
    if "email" not in given and "email" not in checked.values:
        checked.problems.append(Problem("missing", "email_missing", "email"))
    return checked


def is_example_person(values: Mapping[str, Any]) -> bool:
    """Whether these are the values of a person who comes with another product's template."""
    return str(values.get("email") or "").rpartition("@")[2].lower() in EXAMPLE_DOMAINS


def _given(checked: Checked, column: str, text: str) -> str:
    """The cleaned text, "" where it says nothing. Raises Wrong."""
    limit = _LENGTHS.get(column) or _OTHER_LENGTH
    if len(text) > limit and len(text.strip()) > limit:
        raise Wrong("too_long", "cell_too_long", limit=limit)
    text = cells.cleaned(text, lines=column in _LINES)
    if text.casefold() == cells.CLEAR:
        _clear(checked, column)
        return ""
    if column not in _NAMES and text.casefold() in _PLACEHOLDERS:
        checked.warnings.append(Problem("placeholder", "cell_placeholder", column, text))
        return ""
    cells.refuse_damage(text)
    return text
