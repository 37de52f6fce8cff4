"""A person to be checked, for the tests of validation."""

from datetime import date
from typing import Any

from onboarding.agents.validation import Checked, Defaults, check

TODAY = date(2026, 11, 22)
ANNA = {"full_name": "Anna Rossi", "email": "anna@northwind.example"}


def checked(raw: dict[str, str] | None = None, **defaults: Any) -> Checked:
    """Anna, with these cells, checked on Sunday 22 November 2026."""
    return check(
        {**ANNA, **(raw or {})}, Defaults(**{"phone_region": None, "today": TODAY, "date_order": None, **defaults})
    )


def value(column: str, text: str, **defaults: Any) -> Any:
    """What a good cell is understood as."""
    found = checked({column: text}, **defaults)
    assert found.problems == []
    return found.values[column]


def problem(column: str, text: str, **defaults: Any) -> tuple[str, str]:
    """Code and sentence of the one problem with a cell, which keeps the text."""
    found = checked({column: text}, **defaults)
    (only,) = found.problems
    assert only.column == column
    assert "invalid" not in only.sentence()
    return only.code, only.sentence()


def warnings(column: str, text: str, **defaults: Any) -> list[str]:
    """Codes of the warnings about a cell that is good."""
    found = checked({column: text}, **defaults)
    assert found.problems == []
    return [warning.code for warning in found.warnings if warning.column == column]
