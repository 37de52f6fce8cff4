"""What each chunk of an import did, written with it: so the counts of 100,000 rows are the sum of some hundred."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from onboarding.database import new_id, now, write_rows
from onboarding.imports.models import VERDICTS, ImportTally

APPLIED, FAILED, UNDONE, KEPT = "applied", "failed", "undone", "kept"
OUTCOMES = (APPLIED, FAILED, UNDONE, KEPT)

_COLUMNS = ("id", "import_id", "at", "counted", "rows")


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by verdict, which sum to `total`; and of those to be done, how many are in and how many did not work.

    `applied` are those that are in now: an import that is taken back has them as `undone`, or as `kept` where
    something of them stays.
    """

    total: int
    create: int
    update: int
    unchanged: int
    comes_back: int
    skipped: int
    invalid: int
    applied: int
    failed: int
    undone: int
    kept: int

    @property
    def to_do(self) -> int:
        return self.create + self.update + self.comes_back


def note(session: Session, import_id: uuid.UUID, counted: Mapping[str, int]) -> None:
    """Add to the counts of an import, in the transaction of what is counted; less is negative."""
    at = now()
    rows = [(new_id(), import_id, at, name, count) for name, count in counted.items() if count]
    write_rows(session, ImportTally, _COLUMNS, rows)


def forget(session: Session, import_id: uuid.UUID) -> None:
    """The rows of an import are counted anew."""
    session.execute(delete(ImportTally).where(ImportTally.import_id == import_id))


def counts(session: Session, import_id: uuid.UUID) -> Counts:
    return of_each(session, [import_id])[import_id]


def of_each(session: Session, import_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Counts]:
    """The counts of several imports, read at once."""
    sums = {import_id: dict.fromkeys((*VERDICTS, *OUTCOMES), 0) for import_id in import_ids}
    summed = select(ImportTally.import_id, ImportTally.counted, func.sum(ImportTally.rows))
    of_these = summed.where(ImportTally.import_id.in_(import_ids)).group_by(ImportTally.import_id, ImportTally.counted)
    for import_id, counted, rows in session.execute(of_these):
        sums[import_id][counted] = int(rows)
    return {
        import_id: Counts(total=sum(found[verdict] for verdict in VERDICTS), **found)
        for import_id, found in sums.items()
    }


def pace(session: Session, import_id: uuid.UUID, counted: str = APPLIED) -> list[tuple[datetime, int]]:
    """When how many rows were done, a chunk each, in order."""
    chunks = select(ImportTally.at, ImportTally.rows).where(
        ImportTally.import_id == import_id, ImportTally.counted == counted
    )
    return [(at, rows) for at, rows in session.execute(chunks.order_by(ImportTally.at, ImportTally.id))]
