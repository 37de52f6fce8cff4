"""One way to work things off: claim by compare-and-swap with a lease, attempts, next try, last problem.

A work row says that something is left to do for a subject; the row goes when it is done. Whoever claims rows holds them
for the length of a lease and finishes them in the transaction of their effect; a lease that ran out (its holder was
killed) lets the next worker claim them again.
"""

import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Integer, Select, String, UniqueConstraint, Uuid, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from onboarding import doorbell
from onboarding.database import Base, Document, Moment, batches, is_postgresql, new_id, now, write_rows


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long what failed waits for its next try: `first`, then twice as long each time, `most` at the longest."""

    first: timedelta
    most: timedelta


SOON = Backoff(timedelta(seconds=5), timedelta(minutes=10))


class Work(Base):
    """Something left to do: `kind` says what, `subject_id` for which row, `cause_id` what brought it about."""

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_work_due", "kind", "due_at"),
        Index("ix_work_cause", "cause_id"),
        # Each row is claimed once or more before it goes; room on its page keeps that away from the indexes.
        {"postgresql_with": {"fillfactor": 60}},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    cause_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    request_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer)
    lease_token: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Document)


class LeaseLost(Exception):
    """The rows are no longer ours: the lease ran out, or the work was asked for anew meanwhile."""


@dataclass(frozen=True, slots=True)
class Item:
    """One claimed piece of work."""

    id: uuid.UUID
    subject_id: uuid.UUID
    cause_id: uuid.UUID | None
    request_id: str
    attempts: int


@dataclass(slots=True)
class Claim:
    """The rows one worker holds; `open` are those it has not finished yet."""

    kind: str
    token: uuid.UUID
    open: list[Item] = field(default_factory=list)


_COLUMNS = ("id", "kind", "subject_id", "cause_id", "request_id", "created_at", "due_at", "attempts")


def ask(
    session: Session,
    kind: str,
    subjects: Sequence[uuid.UUID],
    *,
    due_at: datetime | Mapping[uuid.UUID, datetime] | None = None,
    cause_id: uuid.UUID | None = None,
    fresh: bool = False,
) -> None:
    """Ask for work on these subjects, from `due_at` (default: now; a time for each is possible), and ring for it
    after the commit.

    Asking again for what is already asked for makes it due again and takes it out of the hands of a worker that began
    before this change, so that what it finishes does not count. `fresh`: none of the subjects has such work yet.
    """
    if not subjects:
        return
    at = now()
    due = due_at if isinstance(due_at, Mapping) else dict.fromkeys(subjects, due_at or at)
    asked = set() if fresh else _ask_again(session, kind, subjects, due, cause_id)
    request = doorbell.request_id.get()
    rows = [(new_id(), kind, s, cause_id, request, at, due[s], 0) for s in subjects if s not in asked]
    write_rows(session, Work, _COLUMNS, rows)
    if any(due[subject] <= at for subject in subjects):
        doorbell.ring(session, kind)


def ask_once(session: Session, kind: str, subject_id: uuid.UUID, due_at: datetime, problem: dict[str, Any]) -> None:
    """Ask for work of which there is one row at the most, with what makes it necessary; one that is there stays."""
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    row = insert(Work).values(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        request_id=doorbell.request_id.get(),
        created_at=now(),
        due_at=due_at,
        attempts=0,
        problem=problem,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=[Work.kind, Work.subject_id]))


def _ask_again(
    session: Session,
    kind: str,
    subjects: Sequence[uuid.UUID],
    due: Mapping[uuid.UUID, datetime],
    cause_id: uuid.UUID | None,
) -> set[uuid.UUID]:
    asked: set[uuid.UUID] = set()
    by_time: dict[datetime, list[uuid.UUID]] = defaultdict(list)
    for subject in subjects:
        by_time[due[subject]].append(subject)
    for due_at, part in ((time, part) for time, same in by_time.items() for part in batches(same, 1000)):
        again = (
            update(Work)
            .where(Work.kind == kind, Work.subject_id.in_(part))
            .values(due_at=due_at, attempts=0, lease_token=None, lease_until=None, failed_at=None, problem=None)
            .returning(Work.subject_id)
            .execution_options(synchronize_session=False)
        )
        if cause_id is not None:
            again = again.values(cause_id=cause_id)
        asked.update(session.scalars(again))
    return asked


def _claimable(kind: str, at: datetime) -> Any:
    return (
        select(Work.id)
        .where(
            Work.kind == kind,
            Work.due_at <= at,
            Work.failed_at.is_(None),
            or_(Work.lease_until.is_(None), Work.lease_until < at),
        )
        .order_by(Work.due_at, Work.id)
    )


def claim(session: Session, kind: str, limit: int, lease: timedelta) -> Claim:
    """Take up to `limit` due rows that nobody holds, oldest first; commit before working on them."""
    at = now()
    token = uuid.uuid4()
    ids = _claimable(kind, at).limit(limit)
    if is_postgresql(session):
        ids = ids.with_for_update(skip_locked=True)
    taken = session.execute(
        update(Work)
        .where(Work.id.in_(ids.scalar_subquery()))
        .values(lease_token=token, lease_until=at + lease, attempts=Work.attempts + 1)
        .returning(Work.id, Work.subject_id, Work.cause_id, Work.request_id, Work.attempts)
        .execution_options(synchronize_session=False)
    ).all()
    return Claim(kind, token, sorted((Item(*row) for row in taken), key=lambda item: item.id))


def _held(claim_: Claim, items: Sequence[Item]) -> Any:
    return (Work.lease_token == claim_.token) & Work.id.in_([item.id for item in items])


def renew(session: Session, claim_: Claim, lease: timedelta, *, progress: bool = False) -> None:
    """Hold what is still open for another lease; `progress` forgets earlier failed tries. Raises LeaseLost."""
    if not claim_.open:
        return
    values: dict[str, Any] = {"lease_until": now() + lease}
    if progress:
        values["attempts"] = 1
    _must_touch(session, update(Work).where(_held(claim_, claim_.open)).values(**values), len(claim_.open))


def done(session: Session, claim_: Claim, items: Sequence[Item], *, strict: bool = True) -> None:
    """These are done: their rows go, in the transaction of their effect.

    Raises LeaseLost when a row is no longer held, so that the effect is rolled back; with strict=False such a row is
    left to whoever asked for it anew, which is right where doing it twice does no harm.
    """
    if items:
        _must_touch(session, delete(Work).where(_held(claim_, items)), len(items) if strict else 0)
        _close(claim_, items)


def put_off(
    session: Session,
    claim_: Claim,
    items: Sequence[Item],
    problem: dict[str, Any] | None,
    backoff: Backoff = SOON,
) -> None:
    """These did not work: try again later, each time later, and keep the reason."""
    for item in items:
        due_at = now() + retry_delay(item.attempts, backoff)
        values = {"due_at": due_at, "lease_token": None, "lease_until": None, "problem": problem}
        session.execute(update(Work).where(_held(claim_, [item])).values(**values), execution_options=_FAST)
    _close(claim_, items)


def put_off_due(session: Session, kind: str, wait: timedelta, problem: dict[str, Any]) -> int:
    """What is due and in nobody's hands would not work either: all of it waits, in one statement, with the reason."""
    at = now()
    ids = _claimable(kind, at)
    if is_postgresql(session):
        ids = ids.with_for_update(skip_locked=True)
    waiting: Any = session.execute(
        update(Work).where(Work.id.in_(ids)).values(due_at=at + wait, attempts=Work.attempts + 1, problem=problem),
        execution_options=_FAST,
    )
    return int(waiting.rowcount)


def is_put_off(session: Session, kinds: Sequence[str], reasons: Sequence[str]) -> bool:
    """Whether work of these kinds waits for its next try for one of these reasons."""
    return session.scalar(_put_off_for(kinds, reasons).limit(1)) is not None


def wake(session: Session, kinds: Sequence[str], reasons: Sequence[str]) -> int:
    """What these were put off for is over: they are due now. Returns how many were."""
    ids = _put_off_for(kinds, reasons)
    if is_postgresql(session):
        ids = ids.with_for_update(skip_locked=True)
    woken: Any = session.execute(
        update(Work).where(Work.id.in_(ids)).values(due_at=now(), attempts=0), execution_options=_FAST
    )
    if woken.rowcount:
        for kind in kinds:
            doorbell.ring(session, kind)
    return int(woken.rowcount)


def try_again(session: Session, cause_id: uuid.UUID) -> int:
    """Whatever of this cause did not work is due now, what was given up too. Returns how much that is."""
    waiting = (
        update(Work)
        .where(
            Work.cause_id == cause_id,
            Work.problem.is_not(None),
            or_(Work.lease_until.is_(None), Work.lease_until < now()),
        )
        .values(due_at=now(), attempts=0, failed_at=None, lease_token=None, lease_until=None)
        .returning(Work.kind)
    )
    kinds = session.scalars(waiting, execution_options=_FAST).all()
    for kind in set(kinds):
        doorbell.ring(session, kind)
    return len(kinds)


def _put_off_for(kinds: Sequence[str], reasons: Sequence[str]) -> Select[uuid.UUID]:
    return select(Work.id).where(
        Work.kind.in_(kinds),
        Work.failed_at.is_(None),
        Work.due_at > now(),
        Work.problem["reason"].as_string().in_(reasons),
    )


def fail(session: Session, claim_: Claim, items: Sequence[Item], problem: dict[str, Any] | None) -> None:
    """These cannot work, however often tried: kept with the reason until somebody asks again."""
    values = {"failed_at": now(), "lease_token": None, "lease_until": None, "problem": problem}
    session.execute(update(Work).where(_held(claim_, items)).values(**values), execution_options=_FAST)
    _close(claim_, items)


def release(session: Session, claim_: Claim) -> None:
    """Give back what is still open, due at once, without counting it as a try."""
    values = {"lease_token": None, "lease_until": None, "attempts": Work.attempts - 1}
    session.execute(update(Work).where(_held(claim_, claim_.open)).values(**values), execution_options=_FAST)
    claim_.open.clear()
    doorbell.ring(session, claim_.kind)


def retry_delay(attempts: int, backoff: Backoff = SOON) -> timedelta:
    """5 s, 10 s, 20 s … 10 min, each a quarter more or less, so that what failed together does not return together."""
    delay: timedelta = min(backoff.first * 2 ** min(attempts - 1, 20), backoff.most)
    return delay * random.uniform(0.75, 1.25)


def forget(session: Session, kind: str, subjects: Sequence[uuid.UUID]) -> None:
    """Nobody needs this work any more."""
    for part in batches(subjects, 1000):
        session.execute(delete(Work).where(Work.kind == kind, Work.subject_id.in_(part)), execution_options=_FAST)


def due_kinds(session: Session) -> list[str]:
    """The kinds of which something is due and in nobody's hands: what the sweeper rings for."""
    at = now()
    open_kinds = session.scalars(select(Work.kind).where(Work.failed_at.is_(None)).distinct())
    return [kind for kind in open_kinds if session.scalar(_claimable(kind, at).limit(1)) is not None]


def make_due(session: Session, kind: str, subject_id: uuid.UUID) -> bool:
    """Have what waits for its next try tried at once; its count of tries stays. Returns whether there was any."""
    due: Any = session.execute(
        update(Work).where(Work.kind == kind, Work.subject_id == subject_id, Work.due_at > now()).values(due_at=now()),
        execution_options=_FAST,
    )
    if due.rowcount:
        doorbell.ring(session, kind)
    return bool(due.rowcount)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the work that one cause brought about: to do now, put off for a retry, later, failed."""

    now: int
    retrying: int
    later: int
    failed: int


def left_of(session: Session, cause_id: uuid.UUID) -> Left:
    """Count what a cause (an import) still has outstanding, apart from what waits for its planned time."""
    at = now()
    failed = Work.failed_at.is_not(None)
    held = Work.lease_until.is_not(None) & (Work.lease_until >= at)
    due = held | (Work.due_at <= at)
    tried = Work.attempts > 0
    counts = session.execute(
        select(
            func.count().filter(~failed & due),
            func.count().filter(~failed & ~due & tried),
            func.count().filter(~failed & ~due & ~tried),
            func.count().filter(failed),
        ).where(Work.cause_id == cause_id)
    ).one()
    return Left(*counts)


_FAST = {"synchronize_session": False}


def _must_touch(session: Session, statement: Any, count: int) -> None:
    touched: Any = session.execute(statement, execution_options=_FAST)
    if touched.rowcount < count:
        raise LeaseLost


def _close(claim_: Claim, items: Sequence[Item]) -> None:
    closed = {item.id for item in items}
    claim_.open[:] = [item for item in claim_.open if item.id not in closed]
