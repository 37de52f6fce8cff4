"""What was said by hand of the columns of a file: by its sender, or remembered from one with the same headings."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onboarding.agents.fields import FIELDS
from onboarding.imports.columns import Chosen, Columns
from onboarding.imports.headings import folded, positions
from onboarding.imports.models import ColumnMatch, Import
from onboarding.wording import Problem

_GIVEN = "given_columns"
_MATCHED = "matched"
_REASONS = "why"
_SOURCE = "source"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What was chosen for a file; `by` and `at` where it is remembered from an earlier one, or from this one."""

    columns: Chosen
    by: str | None = None
    at: datetime | None = None


def give(import_: Import, columns: Mapping[str, str | None] | None) -> None:
    """Note what a sender says of some headings of this file: heading → field, or None to leave it out. Raises
    ValueError for what is no field."""
    if columns:
        if unknown := {field for field in columns.values() if field is not None} - set(FIELDS):
            raise ValueError(", ".join(sorted(unknown)))
        import_.file = {**import_.file, _GIVEN: dict(columns)}


def not_there(import_: Import, headings: Sequence[str]) -> list[Problem]:
    """The headings that a sender spoke of and the file does not have."""
    there = set(map(folded, headings))
    given: Mapping[str, str | None] = import_.file.get(_GIVEN) or {}
    return [
        Problem("missing_column", "column_not_there", value=heading)
        for heading in given
        if folded(heading) not in there
    ]


def chosen(session: Session, import_: Import, headings: Sequence[str]) -> ByHand:
    """What was chosen by hand for this file: by its sender, else for a file with the same headings."""
    if given := import_.file.get(_GIVEN):
        fields = {folded(heading): field for heading, field in given.items()}
        keys = zip(headings, positions(headings), strict=True)
        return ByHand({position: fields[folded(h)] for h, position in keys if folded(h) in fields})
    match = session.get(ColumnMatch, fingerprint(headings))
    return ByHand(match.columns, match.matched_by, match.matched_at) if match else ByHand({})


def description(import_: Import, columns: Columns, by_hand: ByHand) -> dict[str, Any]:
    """What is kept with a checked file about how its columns were matched."""
    found: dict[str, Any] = {_REASONS: columns.why, _SOURCE: columns.source}
    if by_hand.at is not None:
        found[_MATCHED] = {"by": by_hand.by, "at": by_hand.at.isoformat()}
    if given := import_.file.get(_GIVEN):
        found[_GIVEN] = given
    return found


def reasons(import_: Import) -> list[str | None]:
    """By what each column was matched: own, synonym, source, values, hand, or None."""
    return import_.file.get(_REASONS) or [None] * len(import_.columns)


def source(import_: Import) -> str | None:
    """The system that the file comes from, where that decided what headings mean."""
    return import_.file.get(_SOURCE)


def matched(import_: Import) -> tuple[str, datetime] | None:
    """Who matched the columns by hand, and when, if that is remembered."""
    kept = import_.file.get(_MATCHED)
    return (kept["by"], datetime.fromisoformat(kept["at"])) if kept else None


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same headings, whatever their order, case and punctuation."""
    return hashlib.sha256("\n".join(sorted(positions(headings))).encode()).hexdigest()


def take_back_given(import_: Import) -> None:
    """Forget what the sender said of the headings."""
    import_.file = {key: kept for key, kept in import_.file.items() if key != _GIVEN}
