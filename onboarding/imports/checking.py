"""Checking: one verdict a row. Nothing but the verdicts is written, so a check that was killed starts again."""

import uuid
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.dates import date_order
from onboarding.database import begin_writing, now, write_rows
from onboarding.imports import columns as columns_
from onboarding.imports import (
    confirming,
    looking,
    matching,
    pieces,
    reading,
    samples,
    tallies,
    unknown_groups,
    uploads,
)
from onboarding.imports.doubts import doubts
from onboarding.imports.duplicates import Seen
from onboarding.imports.looking import Looked, Looker
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.proposals import Proposer
from onboarding.imports.records import Row
from onboarding.imports.refusal import FileRefused
from onboarding.imports.unknown_groups import UnknownGroups
from onboarding.settings import Settings
from onboarding.staffing import planning
from onboarding.staffing.people import Plan
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
    tallies.forget(session, import_.id)
    pieces.drop_all(session, import_)
    yield False
    try:
        # All is read before anything is set: a reader that turns writer half way is refused by SQLite.
        table = yield from _read(session, settings, import_, claim)
        chosen = matching.chosen(session, import_, table.headings)
        seen = samples.of(table.rows(), len(table.headings))
        columns = columns_.match(table.headings, seen, chosen.columns)
        order = _date_order(table, columns.fields)
        begin_writing(session)
        import_.file = {
            **_description(import_, table),
            **matching.description(import_, columns, chosen),
            "synonyms": sorted(columns.via_synonym),
            "today": looking.today(settings),
            "date_order": order,
            "defaults": looking.defaults(session),
        }
        import_.columns = _mapping(table, columns)
        doubtful = doubts(table.headings, columns.fields, seen)
        not_there = matching.not_there(import_, table.headings)
        import_.warnings = [problem.stored() for problem in (*table.warnings, *not_there, *columns.warnings, *doubtful)]
        import_.problems = [problem.stored() for problem in columns.problems]
        yield False
        if not columns.problems:
            yield from _check_rows(session, settings, import_, table, claim)
    except FileRefused as refused:
        session.rollback()
        begin_writing(session)
        session.add(import_)
        import_.problems = [refused.problem.stored()]
    else:
        begin_writing(session)
    _finish(session, settings, import_, claim)
    yield True


def _read(
    session: Session, settings: Settings, import_: Import, claim: work.Claim
) -> Generator[bool, None, reading.Table]:
    steps = reading.read_in_steps(uploads.stored(session, import_.id), reading.Limits.of(settings))
    while True:
        try:
            next(steps)
        except StopIteration as done:
            table: reading.Table = done.value
            return table
        begin_writing(session)
        work.renew(session, claim, timedelta(seconds=settings.lease_seconds), progress=True)
        yield False


def _set_state(session: Session, import_: Import, old: str, new: str) -> None:
    session.execute(update(Import).where(Import.id == import_.id, Import.state.in_((old, new))).values(state=new))


def _description(import_: Import, table: reading.Table) -> dict[str, Any]:
    return {
        "name": import_.file_name,
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "header_row": table.header_row,
    }


def _mapping(table: reading.Table, columns: columns_.Columns) -> list[Any]:
    """[heading, field or None, kept] in the order of the file; what nobody here may keep is not kept."""
    dropped = set(columns.dropped)
    pairs = zip(table.headings, columns.fields, strict=True)
    return [[heading, field, heading not in dropped] for heading, field in pairs]


def _kept(table: reading.Table, columns: Sequence[Any]) -> Iterator[Row]:
    """The rows without what nobody here may keep. Where a row has lost its columns, that may be in any cell from the
    first such column on."""
    kept = [kept for _, _, kept in columns]
    if all(kept):
        return table.rows()
    first = kept.index(False)

    def bared(row: Row) -> Row:
        if row.problem is not None:
            return row._replace(cells=[*row.cells[:first], *[""] * len(row.cells[first:])])
        return row._replace(cells=[cell if keep else "" for cell, keep in zip(row.cells, kept, strict=True)])

    return map(bared, table.rows())


def _check_rows(
    session: Session,
    settings: Settings,
    import_: Import,
    table: reading.Table,
    claim: work.Claim,
) -> Iterator[bool]:
    lease = timedelta(seconds=settings.lease_seconds)
    ids: list[uuid.UUID] = []
    for stored in pieces.store(session, import_, _kept(table, import_.columns), settings.chunk_rows):
        # The first piece is in our own hands already.
        pieces.ask_for_help(session, import_, stored if ids else stored[1:])
        ids.extend(stored)
        work.renew(session, claim, lease, progress=True)
        yield False
    if not ids:
        raise FileRefused(Problem("no_rows", "file_has_no_rows"))
    looker, merging = Looker(settings, import_), Merging(session, import_)
    of_columns = import_.warnings
    for piece_id in ids:
        looked = pieces.take(session, looker, piece_id)
        begin_writing(session)
        merging.merge(looked)
        unknown_groups.note(import_, merging.unknown_groups)
        if merging.other_usernames:
            import_.file = {**import_.file, "other_usernames": merging.other_usernames}
        import_.warnings = [*of_columns, *(short.stored() for short in merging.shortages())]
        pieces.drop(session, piece_id)
        work.renew(session, claim, lease, progress=True)
        yield False
        if session.get_one(Import, import_.id, populate_existing=True).state == "cancelled":
            return


def _date_order(table: reading.Table, fields: Sequence[str | None]) -> Any:
    places = [place for place, field in enumerate(fields) if field in DATE_FIELDS]
    if not places:
        return None
    return date_order(row.cells[place] for row in table.rows() for place in places if place < len(row.cells))


class Merging:
    """Joins the first looks of one file in its order: what earlier rows have claimed, what the database says."""

    def __init__(self, session: Session, import_: Import) -> None:
        self._session = session
        self._import_id = import_.id
        self._lenient = import_.lenient_fields
        self._change_usernames = import_.change_usernames
        self.other_usernames = 0
        self.unknown_groups = UnknownGroups()
        self._seen = Seen()
        self._proposer = Proposer(session, self._seen)

    def merge(self, looked: Sequence[Looked]) -> None:
        """Write the verdicts on these rows."""
        asked = [each.plan for each in looked if each.plan.newcomer.values and each.plan.verdict != "skipped"]
        for plan in asked:
            plan.newcomer.lenient = self._lenient
        people = [plan.newcomer for plan in asked]
        plans = planning.plan(self._session, people, change_usernames=self._change_usernames)
        cells = {each.row: each.cells for each in looked}
        for plan, planned in zip(asked, plans, strict=True):
            self._join(plan, planned, cells[plan.newcomer.row])
        new = [each.plan for each in looked if each.plan.verdict == "create"]
        proposed = dict(zip((plan.newcomer.row for plan in new), self._proposer.propose(new), strict=True))
        write_rows(self._session, ImportRow, _COLUMNS, [self._as_row(each, proposed) for each in looked])
        tallies.note(self._session, self._import_id, Counter(each.plan.verdict for each in looked))

    def shortages(self) -> list[Problem]:
        """How many extensions the rows so far are short of."""
        return self._proposer.shortages()

    def _join(self, plan: Plan, planned: Plan, cells: list[str]) -> None:
        """Add what earlier rows claimed and what the database says; a cell that is wrong in itself is not also said
        to be taken, and only a row without any mistake stands in the way of later ones."""
        if planned.agent is not None and planned.agent.push_gateway:
            # A blank cell changes nothing, so nothing is missing for somebody who has a gateway.
            plan.problems = [p for p in plan.problems if (p.column, p.code) != ("push_gateway", "missing")]
        for found in (self._seen.problems(plan.newcomer.values, planned.agent, cells), planned.problems):
            wrong = {problem.column for problem in plan.problems}
            plan.problems.extend(problem for problem in found if problem.column not in wrong)
        self.unknown_groups.count(planned.unknown_groups)
        plan.agent, plan.changes, plan.memberships = planned.agent, planned.changes, planned.memberships
        plan.warnings.extend(planned.warnings)
        plan.verdict = "invalid" if plan.problems else planned.verdict
        self.other_usernames += _has_other_username(planned)
        if not plan.problems:
            self._seen.note(plan.newcomer.values, plan.newcomer.row, plan.agent, cells)

    def _as_row(self, looked: Looked, proposed: dict[int, dict[str, object]]) -> tuple[Any, ...]:
        plan = looked.plan
        return (
            self._import_id,
            looked.row,
            plan.verdict,
            "waiting" if plan.verdict in TO_DO else "none",
            plan.agent_id if plan.verdict in (*TO_DO, "unchanged") else None,
            looked.cells,
            plan.newcomer.values,
            proposed.get(looked.row) if plan.verdict == "create" else None,
            plan.changes or None,
            [problem.stored() for problem in plan.problems] or None,
            [warning.stored() for warning in plan.warnings] or None,
        )


def _has_other_username(planned: Plan) -> bool:
    """Whether a person whom we know stands in the file with another username than they have."""
    return "username" in planned.changes or any(each.reason == "username_would_change" for each in planned.problems)


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
