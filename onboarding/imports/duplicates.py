"""The same person, username or extension twice in one file: the first stands, each later row says which it repeats."""

from typing import Any

from onboarding.agents.names import fold
from onboarding.wording import Problem

_FIELDS = ("employee_id", "email", "username", "extension")


class Seen:
    """What the rows so far have claimed: field value → row, about a hundred bytes a row."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Any, int]] = {field: {} for field in _FIELDS}

    def problems(self, values: dict[str, Any]) -> list[Problem]:
        """What these values repeat of an earlier row."""
        found = []
        for field in _FIELDS:
            value = values.get(field)
            earlier = self._rows[field].get(_key(value)) if value is not None else None
            if earlier is not None:
                found.append(Problem("duplicate_in_file", f"repeats_{field}", field, str(value), {"row": earlier}))
        return found

    def note(self, values: dict[str, Any], row: int) -> None:
        """These values stand, in this row."""
        for field in _FIELDS:
            value = values.get(field)
            if value is not None:
                self._rows[field].setdefault(_key(value), row)

    @property
    def usernames(self) -> dict[Any, int]:
        return self._rows["username"]

    @property
    def extensions(self) -> dict[Any, int]:
        return self._rows["extension"]


def _key(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value
