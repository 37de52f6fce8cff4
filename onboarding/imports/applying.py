"""Applying: the rows that wait are brought on board in chunks, each in one transaction with the note that it is in."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from onboarding import work
from onboarding.audit import Actor
from onboarding.database import among, begin_writing, now
from onboarding.imports.models import Import, ImportRow
from onboarding.settings import Settings
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer, Outcome
from onboarding.wording import Problem

TRIES_AT_A_CHUNK = 3


def apply(session: Session, settings: Settings, import_: Import, claim: work.Claim) -> Iterator[bool]:
    """Bring the waiting rows on board, a chunk a transaction; whoever takes it up later goes on where this stopped."""
    lease = timedelta(seconds=settings.lease_seconds)
    while True:
        begin_writing(session)
        import_ = session.get_one(Import, import_.id, populate_existing=True)
        rows = _waiting(session, import_, settings.chunk_rows) if import_.state == "applying" else []
        if not rows:
            _finish(session, import_)
            work.done(session, claim, list(claim.open))
            yield True
            return
        _apply_chunk(session, settings, import_, rows)
        work.renew(session, claim, lease, progress=True)
        session.flush()
        session.expunge_all()
        yield True


def _waiting(session: Session, import_: Import, limit: int) -> Sequence[ImportRow]:
    return session.scalars(
        select(ImportRow)
        .where(ImportRow.import_id == import_.id, ImportRow.state == "waiting")
        .options(defer(ImportRow.cells))
        .order_by(ImportRow.row)
        .limit(limit)
    ).all()


def _apply_chunk(session: Session, settings: Settings, import_: Import, rows: Sequence[ImportRow]) -> None:
    outcomes = _bring(session, settings, import_, rows)
    by_row = {row.row: row for row in rows}
    plain: list[int] = []
    for outcome in outcomes:
        row = by_row[outcome.newcomer.row]
        differences = _differences(row, outcome)
        if outcome.problems or outcome.warnings or differences or outcome.verdict != row.verdict:
            _note_outcome(row, outcome, differences)
        else:
            plain.append(row.row)
    session.execute(
        update(ImportRow)
        .where(ImportRow.import_id == import_.id, among(session, ImportRow.row, plain))
        .values(state="applied")
        .execution_options(synchronize_session=False)
    )


def _bring(session: Session, settings: Settings, import_: Import, rows: Sequence[ImportRow]) -> list[Outcome]:
    """Somebody else may add the same person between our look and our write: then look again."""
    actor = Actor(import_.confirmed_by or import_.uploaded_by, import_.uploader_id)
    tries = TRIES_AT_A_CHUNK
    while True:
        people = [_newcomer(row) for row in rows]
        try:
            with session.begin_nested():
                return bring_on_board(
                    session, settings, people, actor=actor, invite=import_.invite, cause_id=import_.id
                )
        except IntegrityError:
            tries -= 1
            if not tries:
                raise


def _newcomer(row: ImportRow) -> Newcomer:
    person = Newcomer(dict(row.values), row.row)
    if row.verdict == "create" and row.agent_id is not None:
        person.agent_id = row.agent_id
    return person


def _differences(row: ImportRow, outcome: Outcome) -> list[Problem]:
    """Where somebody got another username or extension than the check proposed, because it was taken meanwhile."""
    if outcome.problems or row.verdict != "create":
        return []
    found = []
    for field, promised in (row.proposed or {}).items():
        actual = outcome.newcomer.values.get(field)
        if actual is not None and actual != promised:
            params = {"promised": promised, "actual": actual}
            found.append(Problem("taken", f"{field}_taken_meanwhile", field, str(actual), params))
    return found


def _note_outcome(row: ImportRow, outcome: Outcome, differences: Sequence[Problem]) -> None:
    row.state = "failed" if outcome.problems else "applied"
    row.agent_id = outcome.agent_id
    if outcome.problems:
        row.problems = [problem.stored() for problem in outcome.problems]
    elif outcome.verdict != row.verdict:
        row.verdict = outcome.verdict
    warnings = [warning.stored() for warning in (*outcome.warnings, *differences)]
    row.warnings = [*(row.warnings or []), *warnings] or None


def _finish(session: Session, import_: Import) -> None:
    wrong = exists().where(
        ImportRow.import_id == import_.id, (ImportRow.verdict == "invalid") | (ImportRow.state == "failed")
    )
    state = "completed_with_errors" if session.scalar(select(wrong)) else "completed"
    session.execute(
        update(Import)
        .where(Import.id == import_.id, Import.state == "applying")
        .values(state=state, finished_at=now())
        .execution_options(synchronize_session=False)
    )


def note_failure(session: Session, items: list[work.Item], problem: Problem) -> None:
    """It was tried too often: the import says that it failed, and stays where it is."""
    session.execute(
        update(Import)
        .where(Import.id.in_([item.subject_id for item in items]))
        .values(state="failed", finished_at=now(), problems=[problem.stored()])
        .execution_options(synchronize_session=False)
    )
