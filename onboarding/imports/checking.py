"""Checking: one verdict a row. Nothing but the verdicts is written, so a check that was killed starts again."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents import validation
from onboarding.agents.dates import date_order
from onboarding.database import begin_writing, now, write_rows
from onboarding.imports import columns as columns_
from onboarding.imports import confirming, reading, uploads
from onboarding.imports.duplicates import Seen
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.proposals import Proposer
from onboarding.imports.records import Row
from onboarding.imports.refusal import FileRefused
from onboarding.settings import Settings
from onboarding.staffing import planning
from onboarding.staffing.people import Newcomer, Plan
from onboarding.wording import Problem

DATE_FIELDS = ("start_date", "end_date")
TO_DO = ("create", "update", "comes_back")

_COLUMNS = (
    "import_id",
    "row",
    "verdict",
    "state",
    "agent_id",
    "cells",
    "values",
    "proposed",
    "changes",
    "problems",
    "warnings",
)


def check(session: Session, settings: Settings, import_: Import, claim: work.Claim) -> Iterator[bool]:
    """Check a whole file, chunk by chunk; ends in ready, failed, or (confirmed beforehand) applying."""
    begin_writing(session)
    _set_state(session, import_, "uploaded", "checking")
    session.execute(delete(ImportRow).where(ImportRow.import_id == import_.id))
    yield False
    try:
        table = reading.read(uploads.stored(session, import_.id), uploads.LIMITS)
        columns = columns_.match(table.headings)
        import_.file, import_.columns = _description(import_, table), _mapping(table, columns)
        import_.warnings = [problem.stored() for problem in columns.warnings]
        import_.problems = [problem.stored() for problem in columns.problems]
        if not columns.problems:
            yield from _check_rows(session, settings, import_, table, columns, claim)
    except FileRefused as refused:
        session.rollback()
        begin_writing(session)
        session.add(import_)
        import_.problems = [refused.problem.stored()]
    _finish(session, settings, import_, claim)
    yield True


def _set_state(session: Session, import_: Import, old: str, new: str) -> None:
    session.execute(update(Import).where(Import.id == import_.id, Import.state.in_((old, new))).values(state=new))


def _description(import_: Import, table: reading.Table) -> dict[str, Any]:
    return {
        "name": import_.file_name,
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_row": table.header_row,
    }


def _mapping(table: reading.Table, columns: columns_.Columns) -> list[Any]:
    """[heading, field or None, kept] in the order of the file; what nobody here may keep is not kept."""
    dropped = set(columns.dropped)
    pairs = zip(table.headings, columns.fields, strict=True)
    return [[heading, field, heading not in dropped] for heading, field in pairs]


def _check_rows(
    session: Session,
    settings: Settings,
    import_: Import,
    table: reading.Table,
    columns: columns_.Columns,
    claim: work.Claim,
) -> Iterator[bool]:
    layout = Layout.of(import_.columns, columns)
    defaults = validation.Defaults(
        phone_region=settings.phone_region,
        today=datetime.now(ZoneInfo(settings.timezone)).date(),
        date_order=_date_order(table, layout),
    )
    chunk_check = ChunkCheck(session, import_.id, layout, defaults)
    rows, total = table.rows(), 0
    while chunk := list(islice(rows, settings.chunk_rows)):
        total += len(chunk)
        begin_writing(session)
        chunk_check.write(chunk)
        work.renew(session, claim, timedelta(seconds=settings.lease_seconds), progress=True)
        yield False
        if session.get(Import, import_.id, populate_existing=True).state == "cancelled":  # type: ignore[union-attr]
            return
    if not total:
        raise FileRefused(Problem("no_rows", "file_has_no_rows"))
    begin_writing(session)


def _date_order(table: reading.Table, layout: "Layout") -> Any:
    places = [place for field, places in layout.fields for place in places if field in DATE_FIELDS]
    if not places:
        return None
    return date_order(row.cells[place] for row in table.rows() for place in places if place < len(row.cells))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields stand in a row; `kept` are the places that may be stored."""

    fields: list[tuple[str, list[int]]]
    kept: list[bool]
    synonyms: frozenset[str]

    @classmethod
    def of(cls, mapping: Sequence[Any], columns: columns_.Columns) -> "Layout":
        places: dict[str, list[int]] = {}
        for place, (_, field, _) in enumerate(mapping):
            if field is not None:
                places.setdefault(field, []).append(place)
        return cls(list(places.items()), [kept for _, _, kept in mapping], frozenset(columns.via_synonym))

    def raw(self, cells: Sequence[str]) -> dict[str, str]:
        count = len(cells)
        found = {}
        for field, places in self.fields:
            texts = [cells[place] for place in places if place < count and cells[place]]
            if texts:
                found[field] = texts[0] if len(texts) == 1 else "\n".join(texts)
        return found

    def storable(self, cells: Sequence[str]) -> list[str]:
        return [cell if kept else "" for cell, kept in zip(cells, self.kept, strict=False)] + list(
            cells[len(self.kept) :]
        )


class ChunkCheck:
    """Checks the rows of one file, a chunk at a time, and remembers what earlier rows have claimed."""

    def __init__(self, session: Session, import_id: uuid.UUID, layout: Layout, defaults: validation.Defaults) -> None:
        self._session = session
        self._import_id = import_id
        self._layout = layout
        self._defaults = defaults
        self._seen = Seen()
        self._proposer = Proposer(session, self._seen)

    def write(self, chunk: Sequence[Row]) -> None:
        """Check these rows and write their verdicts."""
        verdicts = [self._first_look(row) for row in chunk]
        asked = [verdict for verdict in verdicts if verdict.newcomer.values and verdict.verdict != "skipped"]
        for verdict, plan in zip(asked, planning.plan(self._session, [v.newcomer for v in asked]), strict=True):
            self._take_over(verdict, plan)
        new = [verdict for verdict in verdicts if verdict.verdict == "create"]
        proposed = dict(zip((v.newcomer.row for v in new), self._proposer.propose(new), strict=True))
        cells = {row.row: self._layout.storable(row.cells) for row in chunk}
        rows = [self._as_row(verdict, cells[verdict.newcomer.row], proposed) for verdict in verdicts]
        write_rows(self._session, ImportRow, _COLUMNS, rows)

    def _take_over(self, verdict: Plan, plan: Plan) -> None:
        """Add what the database says; a cell that is wrong in itself is not also said to be taken."""
        if plan.agent is not None and plan.agent.push_gateway:
            # A blank cell changes nothing, so nothing is missing for somebody who has a gateway.
            verdict.problems = [p for p in verdict.problems if (p.column, p.code) != ("push_gateway", "missing")]
        wrong = {problem.column for problem in verdict.problems}
        verdict.problems.extend(problem for problem in plan.problems if problem.column not in wrong)
        verdict.agent, verdict.changes = plan.agent, plan.changes
        verdict.verdict = "invalid" if verdict.problems else plan.verdict
        if not verdict.problems:
            self._seen.note(verdict.newcomer.values, verdict.newcomer.row)

    def _first_look(self, row: Row) -> Plan:
        """The verdict that needs no database: mistakes of the row itself and of the rows before it."""
        if row.problem is not None:
            return Plan(Newcomer({}, row.row), "invalid", problems=[row.problem])
        checked = validation.check(self._layout.raw(row.cells), self._defaults)
        values, warnings = checked.values, list(checked.warnings)
        plan = Plan(Newcomer(values, row.row), problems=list(checked.problems), warnings=warnings)
        if checked.has_left or validation.is_example_person(values):
            plan.verdict, plan.problems = "skipped", []
            plan.warnings = [Problem("skipped", "has_left" if checked.has_left else "example_person")]
            return plan
        self._set_aside_foreign_groups(plan)
        plan.problems.extend(self._seen.problems(values))
        if plan.problems:
            plan.verdict = "invalid"
        else:
            self._seen.note(values, row.row)
        return plan

    def _set_aside_foreign_groups(self, plan: Plan) -> None:
        # A department is no team of ours just because another system calls its column so.
        for field in planning.GROUP_FIELDS:
            if field in self._layout.synonyms and (given := plan.newcomer.values.pop(field, None)):
                names = given if isinstance(given, str) else ", ".join(name for name, _ in given)
                plan.warnings.append(Problem("unknown_value", "group_not_applied", field, names))

    def _as_row(self, plan: Plan, cells: list[str], proposed: dict[int, dict[str, object]]) -> tuple[Any, ...]:
        return (
            self._import_id,
            plan.newcomer.row,
            plan.verdict,
            "waiting" if plan.verdict in TO_DO else "none",
            plan.agent_id if plan.verdict in (*TO_DO, "unchanged") else None,
            cells,
            plan.newcomer.values,
            proposed.get(plan.newcomer.row) if plan.verdict == "create" else None,
            plan.changes or None,
            [problem.stored() for problem in plan.problems] or None,
            [warning.stored() for warning in plan.warnings] or None,
        )


def _finish(session: Session, settings: Settings, import_: Import, claim: work.Claim) -> None:
    state = session.scalar(
        update(Import).where(Import.id == import_.id).values(checked_at=now()).returning(Import.state)
    )
    if state != "cancelled":
        import_.state = "failed" if import_.problems else "ready"
        if import_.state == "failed":
            import_.finished_at = now()
    session.flush()
    if import_.state == "ready" and import_.auto_confirm and confirming.start(session, import_, import_.uploaded_by):
        work.renew(session, claim, timedelta(seconds=settings.lease_seconds), progress=True)
        work.release(session, claim)
    else:
        work.done(session, claim, list(claim.open))
