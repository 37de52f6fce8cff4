"""What an import says of itself: counts, rows, the file to correct."""

import csv
import io
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from onboarding.directory.export import guarded
from onboarding.imports import keeping, repeats
from onboarding.imports.models import VERDICTS, Import, ImportRow
from onboarding.imports.tallies import Counts, counts, of_each
from onboarding.wording import Problem
from onboarding.work import left_of

_OURS = ["row", "errors"]
FILE_FACTS = ("format", "encoding", "delimiter", "sheet")


def rows(
    session: Session,
    import_id: uuid.UUID,
    *,
    verdict: str | None = None,
    errors_only: bool = False,
    kept_only: bool = False,
    after: int = 0,
    limit: int = 50,
) -> Sequence[ImportRow]:
    """The rows after a row number, in the order of the file; `errors_only`: those to fix and those that failed;
    `kept_only`: those of which something stays though the import was taken back."""
    query = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.row > after)
    if verdict:
        query = query.where(ImportRow.verdict == verdict)
    if errors_only:
        query = query.where((ImportRow.verdict == "invalid") | (ImportRow.state == "failed"))
    if kept_only:
        query = query.where(ImportRow.state == "kept")
    return session.scalars(query.order_by(ImportRow.row).limit(limit)).all()


def all_errors(session: Session, import_id: uuid.UUID) -> Iterator[ImportRow]:
    """Every row to fix, read a page at a time."""
    after = 0
    while page := rows(session, import_id, errors_only=True, after=after, limit=1000):
        yield from page
        after = page[-1].row
        session.expunge_all()


def all_kept(session: Session, import_id: uuid.UUID) -> Iterator[ImportRow]:
    """Every row of which something stays though the import was taken back."""
    after = 0
    while page := rows(session, import_id, kept_only=True, after=after, limit=1000):
        yield from page
        after = page[-1].row
        session.expunge_all()


def errors_csv(session: Session, import_: Import, language: str = "en") -> Iterator[str]:
    """The rows to fix in the uploader's own columns, with `row` and `errors`: to be corrected and uploaded as it is."""
    kept = [(place, heading) for place, (heading, _, may_keep) in enumerate(import_.columns) if may_keep]
    if [heading for _, heading in kept[-2:]] == _OURS:
        # This file was one of these itself: what was wrong then is not what is wrong now.
        del kept[-2:]
    delimiter = import_.file.get("delimiter") or ","
    yield "\ufeff" + _line([*(guarded(heading) for _, heading in kept), *_OURS], delimiter)
    for row in all_errors(session, import_.id):
        cells = [row.cells[place] if place < len(row.cells) else "" for place, _ in kept]
        sentences = " ".join(_located(problem, language) for problem in problems_of(row))
        yield _line([*(guarded(cell.strip()) for cell in cells), str(row.row), sentences], delimiter)


def _line(cells: Sequence[str], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _located(problem: Problem, language: str) -> str:
    said = problem.sentence(language)
    return f"{problem.column}: {said}" if problem.column else said


def problems_of(row: ImportRow) -> list[Problem]:
    return [Problem.restored(kept) for kept in row.problems or []]


def warnings_of(row: ImportRow) -> list[Problem]:
    return [Problem.restored(kept) for kept in row.warnings or []]


def problem_json(problem: Problem, *, column: bool = True) -> dict[str, Any]:
    """{column, code, value, message}, as callers outside see a problem."""
    shown: dict[str, Any] = {"column": problem.column} if column else {}
    shown["code"] = problem.code
    if problem.value is not None:
        shown["value"] = problem.value
    return {**shown, "message": problem.sentence()}


def row_json(row: ImportRow) -> dict[str, Any]:
    """One row as callers outside see it."""
    return {
        "row": row.row,
        "verdict": row.verdict,
        "state": row.state,
        "agent_id": str(row.agent_id) if row.agent_id else None,
        "values": {**(row.values or {}), **(row.proposed or {})},
        "changes": row.changes or {},
        "errors": [problem_json(problem) for problem in problems_of(row)],
        "warnings": [problem_json(problem) for problem in warnings_of(row)],
    }


def as_json(session: Session, import_: Import) -> dict[str, Any]:
    """An import as callers outside see it (GET /imports/{id})."""
    left = left_of(session, import_.id)
    return {
        "id": str(import_.id),
        "state": import_.state,
        "file": file_json(import_),
        "rows": asdict(counts(session, import_.id)),
        "outstanding": asdict(left),
        "columns": {heading: field for heading, field, _ in import_.columns},
        "errors": [problem_json(Problem.restored(kept), column=False) for kept in import_.problems],
        "warnings": [problem_json(warning) for warning in file_warnings(session, import_)],
        "on_error": import_.on_error,
        "invite": import_.invite,
        "change_usernames": import_.change_usernames,
        "uploaded_by": import_.uploaded_by,
        "created_at": import_.created_at.isoformat(),
        "finished_at": _written(import_.finished_at),
        "undone_at": _written(import_.undone_at),
        "kept_until": _written(keeping.kept_until(session, import_)),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def file_warnings(session: Session, import_: Import) -> list[Problem]:
    """What to know about the file as a whole, the same file twice among it."""
    repeated = repeats.warning(session, import_)
    return [*(Problem.restored(kept) for kept in import_.warnings), *([repeated] if repeated else [])]


def file_json(import_: Import) -> dict[str, Any]:
    """What was read, and how: an encoding and a delimiter of a CSV, a sheet of a workbook."""
    return {"name": import_.file_name, **{key: import_.file.get(key) for key in FILE_FACTS}}


def check_json(session: Session, import_: Import) -> dict[str, Any]:
    """The verdict on a file, whole (`onboard import FILE --check --json`)."""
    counted = asdict(counts(session, import_.id))
    invalid: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    for row in all_errors(session, import_.id):
        invalid.append({"row": row.row, "errors": [problem_json(problem) for problem in problems_of(row)]})
    for row in _with_warnings(session, import_.id):
        warnings.extend({"row": row.row, **problem_json(warning)} for warning in warnings_of(row))
    of_file = [problem_json(warning) for warning in file_warnings(session, import_)]
    return {
        "file": file_json(import_),
        "columns": {heading: field for heading, field, _ in import_.columns},
        "errors": [problem_json(Problem.restored(kept), column=False) for kept in import_.problems],
        "rows": {key: counted[key] for key in ("total", *VERDICTS)},
        "invalid": invalid,
        "warnings": [*of_file, *warnings],
    }


def _with_warnings(session: Session, import_id: uuid.UUID) -> Iterator[ImportRow]:
    query = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.warnings.is_not(None))
    yield from session.scalars(query.order_by(ImportRow.row))


@dataclass(frozen=True, slots=True)
class Listed:
    """An import with its counts."""

    import_: Import
    counts: Counts


def listed(
    session: Session, limit: int, *, states: Sequence[str] = (), before: uuid.UUID | None = None
) -> list[Listed]:
    """As `recent`, with the counts of all of them read at once."""
    imports = recent(session, limit, states=states, before=before)
    counted = of_each(session, [import_.id for import_ in imports])
    return [Listed(import_, counted[import_.id]) for import_ in imports]


def recent(
    session: Session, limit: int = 20, *, states: Sequence[str] = (), before: uuid.UUID | None = None
) -> Sequence[Import]:
    """The newest imports, of these states or of all; those uploaded before another one."""
    query = select(Import)
    if states:
        query = query.where(Import.state.in_(states))
    if before is not None and (border := session.get(Import, before)) is not None:
        query = query.where(tuple_(Import.created_at, Import.id) < (border.created_at, border.id))
    return session.scalars(query.order_by(Import.created_at.desc(), Import.id.desc()).limit(limit)).all()
