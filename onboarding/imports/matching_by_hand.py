"""Matching the columns of a file by hand: what there is to see, saving it, forgetting it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.imports import columns, confirming, matching, reading, samples, uploads
from onboarding.imports.claims import claim_of
from onboarding.imports.headings import positions
from onboarding.imports.models import ColumnMatch, Import
from onboarding.imports.refusal import FileRefused
from onboarding.imports.suggesting import suggest
from onboarding.settings import Settings
from onboarding.wording import Problem

SAMPLES = 3
SUGGESTED_FOR = 40
"""Of so many columns that were not recognised we look for a field that may be meant."""


_OF_COLUMNS = frozenset({"missing_column", "duplicate_column"})
_CHOOSE = {"email": "column_choose_email", "full_name": "column_choose_name"}


@dataclass(frozen=True, slots=True)
class Matched:
    """A column of a file: the field it is taken for and why (see columns.Columns), or the field that may be meant.

    Nothing of what is under a heading that nobody here may keep is in `samples`.
    """

    place: int
    heading: str
    field: str | None
    why: str | None
    dropped: bool
    samples: list[str]
    suggestion: str | None


def can_match(import_: Import) -> bool:
    """Whether the columns can be matched now: the file waits for somebody's word, or failed because of its columns."""
    if import_.state == "failed":
        return any(kept["code"] in _OF_COLUMNS for kept in import_.problems)
    return import_.state == "ready"


def look(session: Session, settings: Settings, import_: Import) -> list[Matched]:
    """The columns of a checked file in its order; without samples where the file itself is kept no more."""
    values = _values(session, settings, import_)
    taken = {field for _, field, _ in import_.columns if field}
    looked_for = 0
    found = []
    for place, ((heading, field, kept), why) in enumerate(zip(import_.columns, matching.reasons(import_), strict=True)):
        suggestion = None
        if kept and field is None and looked_for < SUGGESTED_FOR and claim_of(heading) is None:
            looked_for += 1
            suggestion = suggest(heading, values[place], taken)
        shown = list(dict.fromkeys(values[place]))[:SAMPLES] if kept else []
        found.append(Matched(place, heading, field, why, not kept, shown, suggestion))
    return found


def _values(session: Session, settings: Settings, import_: Import) -> list[list[str]]:
    width = len(import_.columns)
    try:
        table = reading.read(uploads.stored(session, import_.id), reading.Limits.of(settings))
    except FileRefused:
        return [[] for _ in range(width)]
    return samples.of(table.rows(), width)


def problems(import_: Import, fields: Sequence[str | None]) -> list[Problem]:
    """What would keep the file from being used with these fields: one chosen twice, no e-mail, no name."""
    headings = [heading for heading, _, _ in import_.columns]
    found = columns.match(headings, chosen=dict(zip(positions(headings), fields, strict=True))).problems
    return [
        replace(each, reason=_CHOOSE[each.column or ""], params={}) if each.code == "missing_column" else each
        for each in found
    ]


def match(session: Session, import_: Import, fields: Sequence[str | None], *, actor: Actor) -> None:
    """Remember a field (or None) for each column of this file, and check it again. From now on a person's word is
    needed to apply it, whoever sent it. Raises confirming.WrongState."""
    # First, because it holds the import: whoever saves at the same moment finds it being checked.
    _check_again(session, import_, "import.columns_matched", actor)
    headings = [heading for heading, _, _ in import_.columns]
    session.merge(
        ColumnMatch(
            fingerprint=matching.fingerprint(headings),
            columns=dict(zip(positions(headings), fields, strict=True)),
            matched_by=actor.name,
            matched_at=now(),
        )
    )


def forget(session: Session, import_: Import, *, actor: Actor) -> None:
    """Go back to what the headings say, for this file and the next ones. Raises confirming.WrongState."""
    _check_again(session, import_, "import.columns_forgotten", actor)
    headings = [heading for heading, _, _ in import_.columns]
    session.execute(delete(ColumnMatch).where(ColumnMatch.fingerprint == matching.fingerprint(headings)))


def _check_again(session: Session, import_: Import, deed: str, actor: Actor) -> None:
    import_.auto_confirm = False
    matching.take_back_given(import_)
    session.flush()
    audit.note(session, actor, deed, "import", import_.id)
    confirming.check_again(session, import_, actor=actor)
