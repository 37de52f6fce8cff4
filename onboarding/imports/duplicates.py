"""The same person, username or extension twice in one file: the first stands, each later row says which it repeats."""

from array import array
from collections.abc import Sequence
from typing import Any

from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.wording import Problem

_FIELDS = ("employee_id", "email", "username", "extension")
_WHO = ("employee_id", "email")
"""By which people are known."""


class Seen:
    """What the rows so far have claimed: field value → row, about a hundred bytes a row."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Any, int]] = {field: {} for field in _FIELDS}
        self._of_agents: dict[str, dict[Any, int]] = {field: {} for field in _WHO}
        self._looks = array("q")

    def problems(self, values: dict[str, Any], agent: Agent | None, cells: Sequence[str]) -> list[Problem]:
        """What these values repeat of an earlier row; `agent`: whom the row is about, of those whom we know."""
        earlier = {field: row for field in _FIELDS if (row := self._earlier(field, values)) is not None}
        if not earlier:
            return self._about_the_same(values, agent) if agent is not None else []
        if self._is_equal(earlier, cells):
            return [_repeats("row", field, values, row) for field, row in earlier.items() if field in _WHO]
        return [_repeats(_how(field, earlier, values), field, values, row) for field, row in earlier.items()]

    def note(self, values: dict[str, Any], row: int, agent: Agent | None, cells: Sequence[str]) -> None:
        """These values stand, in this row, which is about this agent."""
        for field in _FIELDS:
            value = values.get(field)
            if value is not None:
                self._rows[field].setdefault(_key(value), row)
        if agent is not None:
            self._note_agent(values, row, agent)
        self._looks.extend([0] * (row + 1 - len(self._looks)))
        self._looks[row] = _look(cells)

    @property
    def usernames(self) -> dict[Any, int]:
        return self._rows["username"]

    @property
    def extensions(self) -> dict[Any, int]:
        return self._rows["extension"]

    def _earlier(self, field: str, values: dict[str, Any]) -> int | None:
        value = values.get(field)
        return self._rows[field].get(_key(value)) if value is not None else None

    def _note_agent(self, values: dict[str, Any], row: int, agent: Agent) -> None:
        """Another row may be about the same agent by what this one does not say: the number, the e-mail until now."""
        for field, own in (("employee_id", agent.employee_id), ("email", agent.email)):
            if own is not None and (values.get(field) is None or _key(values[field]) != _key(own)):
                self._of_agents[field].setdefault(_key(own), row)

    def _about_the_same(self, values: dict[str, Any], agent: Agent) -> list[Problem]:
        for field in _WHO:
            value = values.get(field)
            row = self._of_agents[field].get(_key(value)) if value is not None else None
            if row is not None:
                params = {"row": row, "name": agent.full_name}
                return [Problem("duplicate_in_file", "repeats_agent", field, str(value), params)]
        return []

    def _is_equal(self, earlier: dict[str, int], cells: Sequence[str]) -> bool:
        rows = {row for field, row in earlier.items() if field in _WHO}
        return len(rows) == 1 and self._looks[rows.pop()] == _look(cells)


def _repeats(how: str, field: str, values: dict[str, Any], row: int) -> Problem:
    return Problem("duplicate_in_file", f"repeats_{how}", field, str(values[field]), {"row": row})


def _how(field: str, earlier: dict[str, int], values: dict[str, Any]) -> str:
    """An e-mail is told apart: of the same person, of perhaps the same person, of somebody else by the number."""
    if field != "email":
        return field
    if earlier.get("employee_id") == earlier["email"]:
        return "email_too"
    return "email" if values.get("employee_id") else "email_perhaps"


def _key(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def _look(cells: Sequence[str]) -> int:
    return hash(tuple(cells))
