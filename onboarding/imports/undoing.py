"""Undo: an import is taken back in chunks, each in one transaction with the note of what became of its rows.

1. Whom it created goes, unless they have joined: extension, phone, mailbox, messages and invitations, and the agent, so
   that the same file creates them again. Where the switch has a database of its own, it lets go first.
2. Whom it brought back is deleted again, unless they have joined since.
3. What it changed returns to its old value, unless somebody changed it since.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, begin_writing, now
from onboarding.imports import drawing, tallies
from onboarding.imports.confirming import WrongState
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.uploads import KIND
from onboarding.settings import Settings
from onboarding.staffing import giving_back, leaving
from onboarding.staffing.giving_back import Return
from onboarding.wording import Problem

UNDOABLE = ("completed", "completed_with_errors", "cancelled", "failed")
TAKEN_BACK = "agent.taken_back"
IN_ORDER = ("create", "comes_back", "update")
NOT_TO_BE_HAD_BACK = ("extension",)
"""Of somebody who is deleted again: the number goes with the deletion."""


class Applied(NamedTuple):
    """What undoing needs of a row."""

    row: int
    agent_id: uuid.UUID
    changes: dict[str, Any] | None

    def as_return(self, without: Sequence[str] = ()) -> Return:
        changes = {field: pair for field, pair in (self.changes or {}).items() if field not in without}
        return Return(self.agent_id, changes, self.row)


def why_not(session: Session, import_: Import) -> Problem | None:
    """Why this import cannot be taken back now, or None."""
    if import_.state not in UNDOABLE:
        return Problem("not_now", f"undo_while_{import_.state}")
    if import_.forgotten_at is not None:
        return Problem("not_now", "undo_rows_gone", params={"date": import_.forgotten_at.date().isoformat()})
    in_it = exists().where(ImportRow.import_id == import_.id, ImportRow.state == "applied")
    return None if session.scalar(select(in_it)) else Problem("not_now", "undo_nothing_in")


def undo(session: Session, import_: Import, *, actor: Actor) -> None:
    """Ask for an import to be taken back. Raises WrongState where it cannot be; of two at once, one is heard."""
    reason = why_not(session, import_)
    if reason is not None:
        raise WrongState(reason)
    begun = session.execute(
        update(Import)
        .where(Import.id == import_.id, Import.state.in_(UNDOABLE))
        .values(state="undoing", undone_by=actor.name, undone_at=None, problems=[])
    )
    if not begun.rowcount:  # type: ignore[attr-defined]
        raise WrongState(Problem("not_now", "undo_while_undoing"))
    audit.note(session, actor, "import.undo_asked", "import", import_.id)
    work.ask(session, KIND, [import_.id], cause_id=import_.id)


def take_back(session: Session, settings: Settings, import_: Import, claim: work.Claim) -> Iterator[bool]:
    """Take everything back that can be; whoever takes it up later goes on where this stopped."""
    lease = timedelta(seconds=settings.lease_seconds)
    begin_writing(session)
    for resumable in drawing.give_back(session, import_):
        yield resumable
        begin_writing(session)
    for verdict in IN_ORDER:
        before: int | None = None
        while True:
            begin_writing(session)
            import_ = session.get_one(Import, import_.id, populate_existing=True)
            rows = applied_rows(session, import_.id, verdict, settings.chunk_rows, before)
            if not rows:
                break
            _STEPS[verdict](session, settings, import_, rows)
            before = rows[-1].row
            work.renew(session, claim, lease, progress=True)
            session.flush()
            session.expunge_all()
            yield True
    waits, before = False, None
    while True:
        begin_writing(session)
        leaving_now = _rows(session, import_.id, settings.chunk_rows, before, ImportRow.state == "leaving")
        if not leaving_now:
            break
        waits |= _sweep_out(session, import_.id, leaving_now)
        before = leaving_now[-1].row
        work.renew(session, claim, lease, progress=True)
        yield True
    if waits:
        work.put_off(session, claim, list(claim.open), Problem("failed", "undo_waits_for_switch").stored())
    else:
        _finish(session, session.get_one(Import, import_.id, populate_existing=True))
        work.done(session, claim, list(claim.open))
    yield True


def applied_rows(
    session: Session, import_id: uuid.UUID, verdict: str, limit: int, before: int | None = None
) -> list[Applied]:
    """Rows that are in, the last of the file first."""
    return _rows(session, import_id, limit, before, ImportRow.state == "applied", ImportRow.verdict == verdict)


def _rows(
    session: Session, import_id: uuid.UUID, limit: int, before: int | None, *wanted: ColumnElement[bool]
) -> list[Applied]:
    rows = select(ImportRow.row, ImportRow.agent_id, ImportRow.changes).where(ImportRow.import_id == import_id, *wanted)
    if before is not None:
        rows = rows.where(ImportRow.row < before)
    found = session.execute(rows.order_by(ImportRow.row.desc()).limit(limit))
    return [Applied(row, agent_id, changes) for row, agent_id, changes in found if agent_id is not None]


def _take_out(session: Session, settings: Settings, import_: Import, rows: Sequence[Applied]) -> None:
    actor, ids = _actor(import_), [row.agent_id for row in rows]
    done = leaving.erase(session, settings, ids, actor=actor, deed=TAKEN_BACK, **{"import": str(import_.id)})
    stays = {each.agent_id: [each.problem] for each in done if each.problem and each.problem.code != "unknown"}
    _settle(session, import_.id, rows, stays, set(leaving.sweep_out(session, ids)))


def _delete_again(session: Session, settings: Settings, import_: Import, rows: Sequence[Applied]) -> None:
    stays: dict[uuid.UUID, list[Problem]] = {
        agent_id: [Problem("not_now", "has_joined", params={"name": name})]
        for agent_id, name in joined_since(session, import_, [row.agent_id for row in rows])
    }
    returns = [row.as_return(NOT_TO_BE_HAD_BACK) for row in rows if row.agent_id not in stays]
    giving_back.give_back(session, settings, returns, actor=_actor(import_), cause_id=import_.id)
    here = [each for each in returns if each.agent is not None and each.agent.deleted_at is None]
    leaving.delete(session, settings, [each.agent_id for each in here], actor=_actor(import_))
    stays |= {each.agent_id: each.stays for each in here if each.stays}
    _settle(session, import_.id, rows, stays)


def joined_since(session: Session, import_: Import, agent_ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """Who of these joined after the import was confirmed, by name."""
    since: datetime = import_.confirmed_at or import_.created_at
    joined = select(Agent.id, Agent.full_name).where(among(session, Agent.id, agent_ids), Agent.joined_at > since)
    return [(agent_id, name) for agent_id, name in session.execute(joined.where(Agent.deleted_at.is_(None)))]


def _change_back(session: Session, settings: Settings, import_: Import, rows: Sequence[Applied]) -> None:
    returns = [row.as_return() for row in rows]
    giving_back.give_back(session, settings, returns, actor=_actor(import_), cause_id=import_.id)
    _settle(session, import_.id, rows, {each.agent_id: each.stays for each in returns if each.stays})


_STEPS = {"create": _take_out, "comes_back": _delete_again, "update": _change_back}


def _settle(
    session: Session,
    import_id: uuid.UUID,
    rows: Sequence[Applied],
    stays: Mapping[uuid.UUID, Sequence[Problem | None]],
    left: Collection[uuid.UUID] = (),
) -> None:
    """Note of each row whether it is taken back, or what stays of it and why; `left`: whom the switch still has."""
    kept = [row for row in rows if row.agent_id in stays]
    back = [row for row in rows if row.agent_id not in stays]
    _write(session, import_id, [row.row for row in back if row.agent_id not in left], state="undone")
    _write(session, import_id, [row.row for row in back if row.agent_id in left], state="leaving")
    for row in kept:
        problems = [problem.stored() for problem in stays[row.agent_id] if problem]
        _write(session, import_id, [row.row], state="kept", problems=problems)
    counted = Counter({tallies.UNDONE: len(back), tallies.KEPT: len(kept), tallies.APPLIED: -len(rows)})
    tallies.note(session, import_id, counted)


def _write(session: Session, import_id: uuid.UUID, rows: Sequence[int], **values: Any) -> None:
    session.execute(
        update(ImportRow).where(ImportRow.import_id == import_id, among(session, ImportRow.row, rows)).values(**values),
        execution_options={"synchronize_session": False},
    )


def _sweep_out(session: Session, import_id: uuid.UUID, rows: Sequence[Applied]) -> bool:
    """Erase those of them whom the switch has let go; whether it still has any."""
    left = set(leaving.sweep_out(session, [row.agent_id for row in rows]))
    _write(session, import_id, [row.row for row in rows if row.agent_id not in left], state="undone")
    return bool(left)


def _finish(session: Session, import_: Import) -> None:
    unchanged = update(ImportRow).where(ImportRow.import_id == import_.id, ImportRow.state == "applied")
    same: Any = session.execute(unchanged.values(state="undone"), execution_options=_FAST)
    tallies.note(session, import_.id, {tallies.UNDONE: same.rowcount, tallies.APPLIED: -same.rowcount})
    over = update(Import).where(Import.id == import_.id, Import.state == "undoing")
    session.execute(over.values(state="undone", undone_at=now()), execution_options=_FAST)
    counted = tallies.counts(session, import_.id)
    audit.note(
        session, _actor(import_), "import.undone", "import", import_.id, undone=counted.undone, kept=counted.kept
    )


def _actor(import_: Import) -> Actor:
    return Actor(import_.undone_by or import_.uploaded_by)


_FAST = {"synchronize_session": False}
