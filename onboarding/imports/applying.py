"""Applying: the rows that wait are brought on board in chunks, each in one transaction with the note that it is in.

Whoever is free takes the next rows that nobody has in hand. The database's own locks say which those are, so that the
rows of a worker that is killed are there again at once. One process has the import in hand: it draws the extensions
before the first chunk and closes the import after the last one; the others help.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding import doorbell, work
from onboarding.agents.names import fold
from onboarding.audit import Actor
from onboarding.database import among, begin_writing, is_postgresql, new_id, now
from onboarding.imports import drawing, inviting_again, tallies, telling
from onboarding.imports.models import Import, ImportRow
from onboarding.settings import Settings
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import NOTHING_SPOKEN_FOR, Newcomer, Outcome, SpokenFor
from onboarding.wording import Problem

KIND = "applying"
HELPERS = 7
TRIES_AT_A_CHUNK = 3
GIVEN_UP = Problem("failed", "import_given_up")


def apply(session: Session, settings: Settings, import_: Import, claim: work.Claim) -> Iterator[bool]:
    """Bring the waiting rows on board, with whoever helps; whoever takes it up later goes on where this stopped."""
    begin_writing(session)
    import_ = session.get_one(Import, import_.id, populate_existing=True)
    spoken_for = _spoken_for(session, import_)
    if import_.state == "applying" and not drawing.is_over(import_):
        yield from drawing.draw(session, settings, import_, spoken_for, claim)
        _ask_for_help(session, settings, import_)
    yield from _chunks(session, settings, import_.id, spoken_for, claim, skip_locked=True)
    # What others had in hand is waited for, and taken up where they did not come to an end.
    yield from _chunks(session, settings, import_.id, spoken_for, claim, skip_locked=False)
    import_ = session.get_one(Import, import_.id, populate_existing=True)
    if import_.state != "applying":
        for resumable in drawing.give_back(session, import_):
            yield resumable
            begin_writing(session)
    inviting_again.invite_again(session, settings, import_)
    _finish(session, settings, import_)
    work.done(session, claim, list(claim.open))
    yield True


def help_with(session: Session, settings: Settings, import_id: uuid.UUID, claim: work.Claim) -> Iterator[bool]:
    """Bring rows on board of an import that somebody else has in hand, until none is left."""
    begin_writing(session)
    work.renew(session, claim, timedelta(seconds=settings.lease_seconds))
    doorbell.ring(session, KIND)  # one bell wakes one worker: each wakes the next
    import_ = session.get(Import, import_id, populate_existing=True)
    if import_ is not None:
        spoken_for = _spoken_for(session, import_)
        yield False
        yield from _chunks(session, settings, import_id, spoken_for, claim, skip_locked=True)
    work.done(session, claim, list(claim.open), strict=False)
    yield True


def _ask_for_help(session: Session, settings: Settings, import_: Import) -> None:
    """As many as there are chunks for; on SQLite one writes at a time anyway."""
    left = select(func.count()).where(ImportRow.import_id == import_.id, ImportRow.state == "waiting")
    if is_postgresql(session):
        helpers = min(HELPERS, (session.scalar(left) or 0) // settings.chunk_rows)
        work.ask(session, KIND, [new_id() for _ in range(helpers)], cause_id=import_.id, fresh=True)


def _chunks(
    session: Session,
    settings: Settings,
    import_id: uuid.UUID,
    spoken_for: SpokenFor,
    claim: work.Claim,
    *,
    skip_locked: bool,
) -> Iterator[bool]:
    """Apply chunk after chunk; ends, in a transaction that writes, where no row is left or it is cancelled."""
    lease = timedelta(seconds=settings.lease_seconds)
    after = 0
    while True:
        begin_writing(session)
        import_ = session.get_one(Import, import_id, populate_existing=True)
        if import_.state != "applying":
            return
        rows = _waiting(session, import_, after, settings.chunk_rows, skip_locked=skip_locked)
        if not rows:
            return
        _apply_chunk(session, settings, import_, rows, spoken_for)
        after = rows[-1].row
        work.renew(session, claim, lease, progress=True)
        session.flush()
        session.expunge_all()
        yield True


class Waiting(NamedTuple):
    """What applying needs of a row; the uploader's own cells stay where they are."""

    row: int
    verdict: str
    agent_id: uuid.UUID | None
    values: dict[str, Any]
    proposed: dict[str, Any] | None
    changes: dict[str, Any] | None
    warnings: list[Any] | None


def _waiting(session: Session, import_: Import, after: int, limit: int, *, skip_locked: bool) -> list[Waiting]:
    """The next rows, which are ours until the transaction ends."""
    columns = [getattr(ImportRow, name) for name in Waiting._fields]
    rows = (
        select(*columns)
        .where(ImportRow.import_id == import_.id, ImportRow.state == "waiting", ImportRow.row > after)
        .order_by(ImportRow.row)
        .limit(limit)
        .with_for_update(skip_locked=skip_locked)
    )
    return [Waiting(*row) for row in session.execute(rows)]


def _spoken_for(session: Session, import_: Import) -> SpokenFor:
    """What the waiting rows ask for by themselves: no row before them is given it."""
    if {"extension", "username"}.isdisjoint(field for _, field, _ in import_.columns):
        return NOTHING_SPOKEN_FOR
    extension, username = (ImportRow.values[field].as_string() for field in ("extension", "username"))
    asked = select(extension, username).where(
        ImportRow.import_id == import_.id,
        ImportRow.state == "waiting",
        extension.is_not(None) | username.is_not(None),
    )
    found = session.execute(asked).all()
    return SpokenFor(
        frozenset(int(number) for number, _ in found if number), frozenset(fold(name) for _, name in found if name)
    )


def _apply_chunk(
    session: Session, settings: Settings, import_: Import, rows: Sequence[Waiting], spoken_for: SpokenFor
) -> None:
    by_row = {row.row: row for row in rows}
    plain: list[int] = []
    counted: Counter[str] = Counter()
    for outcome in _bring(session, settings, import_, rows, spoken_for):
        row = by_row[outcome.newcomer.row]
        differences = _differences(row, outcome)
        news = [*_unsaid(row, outcome), *differences]
        counted.update(_counted(row, outcome))
        if outcome.problems or news or outcome.verdict != row.verdict or outcome.changes != (row.changes or {}):
            _write(session, import_, [row.row], **_outcome(row, outcome, news))
        else:
            plain.append(row.row)
    _write(session, import_, plain, state="applied")
    tallies.note(session, import_.id, counted)


def _counted(row: Waiting, outcome: Outcome) -> dict[str, int]:
    """What this row adds to the counts: whoever came meanwhile turns out to be another case than the check said."""
    if outcome.problems:
        return {tallies.FAILED: 1}
    moved = {row.verdict: -1, outcome.verdict: 1} if outcome.verdict != row.verdict else {}
    return {tallies.APPLIED: 1, **moved}


def _write(session: Session, import_: Import, rows: Sequence[int], **values: Any) -> None:
    of_these = among(session, ImportRow.row, rows)
    session.execute(
        update(ImportRow).where(ImportRow.import_id == import_.id, of_these).values(**values),
        execution_options={"synchronize_session": False},
    )


def _bring(
    session: Session, settings: Settings, import_: Import, rows: Sequence[Waiting], spoken_for: SpokenFor
) -> list[Outcome]:
    """Somebody else may add the same person between our look and our write: then look again."""
    actor = Actor(import_.confirmed_by or import_.uploaded_by, import_.uploader_id)
    tries = TRIES_AT_A_CHUNK
    while True:
        people = [_newcomer(row, import_.lenient_fields) for row in rows]
        try:
            with session.begin_nested():
                return bring_on_board(
                    session,
                    settings,
                    people,
                    actor=actor,
                    invite=import_.invite,
                    cause_id=import_.id,
                    change_usernames=import_.change_usernames,
                    spoken_for=spoken_for,
                    phones_at_once=True,
                )
        except IntegrityError:
            tries -= 1
            if not tries:
                raise


def _newcomer(row: Waiting, lenient: frozenset[str]) -> Newcomer:
    person = Newcomer(dict(row.values), row.row, lenient=lenient)
    if row.verdict == "create" and row.agent_id is not None:
        person.agent_id = row.agent_id
        person.proposed_username = (row.proposed or {}).get("username")
        person.proposed_extension = (row.proposed or {}).get("extension")
    return person


def _differences(row: Waiting, outcome: Outcome) -> list[Problem]:
    """Where somebody got another username or extension than the check proposed, because it was taken meanwhile."""
    if outcome.problems or row.verdict != "create":
        return []
    found = []
    for field, promised in (row.proposed or {}).items():
        actual = outcome.newcomer.values.get(field)
        if actual is not None and actual != promised:
            found.append(drawing.taken_meanwhile(field, promised, actual))
    return found


def _unsaid(row: Waiting, outcome: Outcome) -> list[Problem]:
    """The warnings that the check has not given already."""
    return [warning for warning in outcome.warnings if warning.stored() not in (row.warnings or [])]


def _outcome(row: Waiting, outcome: Outcome, news: Sequence[Problem]) -> dict[str, Any]:
    """What is written into a row that did not go just as the check said."""
    warnings = [warning.stored() for warning in news]
    written: dict[str, Any] = {"agent_id": outcome.agent_id, "warnings": [*(row.warnings or []), *warnings] or None}
    if outcome.problems:
        problems = [problem.stored() for problem in outcome.problems]
        return {**written, "state": "failed", "problems": problems}
    return {**written, "state": "applied", "verdict": outcome.verdict, "changes": outcome.changes or None}


def _finish(session: Session, settings: Settings, import_: Import) -> None:
    helpers = select(work.Work.subject_id).where(work.Work.kind == KIND, work.Work.cause_id == import_.id)
    work.forget(session, KIND, session.scalars(helpers).all())
    wrong = exists().where(
        ImportRow.import_id == import_.id, (ImportRow.verdict == "invalid") | (ImportRow.state == "failed")
    )
    state = "completed_with_errors" if session.scalar(select(wrong)) else "completed"
    finished = session.scalar(
        update(Import)
        .where(Import.id == import_.id, Import.state == "applying")
        .values(state=state, finished_at=now())
        .returning(Import.id)
        .execution_options(synchronize_session=False)
    )
    if finished is not None:
        telling.tell(session, settings, import_, telling.FINISHED)


def note_failure(session: Session, settings: Settings, items: list[work.Item], _problem: Problem) -> None:
    """It was tried too often: the import says that it failed and stays where it is; its extensions are free again."""
    given_up = select(Import).where(Import.id.in_([item.subject_id for item in items]))
    for import_ in session.scalars(given_up, execution_options={"populate_existing": True}):
        if import_.state in ("uploaded", "checking", "applying"):
            telling.tell(session, settings, import_, telling.FAILED)
        import_.state, import_.finished_at, import_.problems = "failed", now(), [GIVEN_UP.stored()]
        session.flush()
        for _ in drawing.give_back(session, import_):
            pass
