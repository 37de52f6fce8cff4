"""How far an import has come, phase by phase, and how fast: read from what its chunks noted and from the work left."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.imports import second_tries, tallies
from onboarding.imports.models import Import
from onboarding.imports.second_tries import Retry
from onboarding.imports.tallies import Counts
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.work import Work

RECENTLY = timedelta(seconds=10)
CHART_POINTS = 30


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: accounts, phones or invitations; `planned` are those whose time has not come. `per_second`: how many
    were done a second until now, or until it was finished."""

    key: str
    done: int
    total: int
    failed: int = 0
    planned: int = 0
    per_second: float = 0.0

    @property
    def finished(self) -> bool:
        return self.done + self.failed + self.planned >= self.total

    @property
    def seconds_left(self) -> int | None:
        left = self.total - self.done - self.failed - self.planned
        return round(left / self.per_second) if self.per_second and left > 0 else None


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole of an import while it is applied or taken back, and after. `chart`: people a second over its time, in
    even steps from its start."""

    phases: list[Phase]
    done: int
    total: int
    per_second: float
    seconds_left: int | None
    finished: bool
    retrying: Sequence[Retry]
    retry_count: int
    chart: list[float]

    @property
    def percent(self) -> int:
        return 100 if not self.total else int(100 * self.done / self.total)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Work of one kind that the import caused and that is not done: due or in hand, put off after a try, given up."""

    left: int = 0
    put_off: int = 0
    failed: int = 0


def progress(session: Session, import_: Import) -> Progress:
    """Read from what is stored; closing the page loses nothing."""
    counted = tallies.counts(session, import_.id)
    outstanding = _outstanding(session, import_.id)
    if import_.state in ("undoing", "undone"):
        return _undoing(session, import_, counted, outstanding)
    pace = tallies.pace(session, import_.id)
    seconds = _seconds(import_)
    phases = [
        _accounts(import_, counted, pace),
        _phones(counted, outstanding.get("telephony", Outstanding()), seconds),
        _invitations(session, import_, seconds),
    ]
    done = min(phase.done for phase in phases[:2])
    over = import_.state not in ("uploaded", "checking", "ready", "applying")
    finished = over and all(phase.finished for phase in phases)
    retrying = sum(each.put_off + each.failed for each in outstanding.values())
    left = [phase.seconds_left for phase in phases[:2] if phase.seconds_left is not None]
    return Progress(
        phases=[phase for phase in phases if phase.total],
        done=done,
        total=counted.to_do - counted.failed,
        per_second=_recent(pace) or phases[0].per_second,
        seconds_left=max(left) if left and not finished and not _only_waits(outstanding, import_) else None,
        finished=finished,
        retrying=second_tries.named(session, import_.id) if retrying else [],
        retry_count=retrying,
        chart=_chart(import_, pace),
    )


def _undoing(session: Session, import_: Import, counted: Counts, outstanding: Mapping[str, Outstanding]) -> Progress:
    done, retrying = counted.undone + counted.kept, sum(each.put_off + each.failed for each in outstanding.values())
    return Progress(
        phases=[],
        done=done,
        total=done + counted.applied,
        per_second=_recent(tallies.pace(session, import_.id, tallies.UNDONE)),
        seconds_left=None,
        finished=import_.state == "undone",
        retrying=second_tries.named(session, import_.id) if retrying else [],
        retry_count=retrying,
        chart=[],
    )


def _outstanding(session: Session, import_id: uuid.UUID) -> dict[str, Outstanding]:
    failed, tried = Work.failed_at.is_not(None), Work.problem.is_not(None)
    of_each = select(
        Work.kind,
        func.count().filter(~failed & ~tried),
        func.count().filter(~failed & tried),
        func.count().filter(failed),
    ).where(Work.cause_id == import_id)
    return {kind: Outstanding(*found) for kind, *found in session.execute(of_each.group_by(Work.kind))}


def _only_waits(outstanding: Mapping[str, Outstanding], import_: Import) -> bool:
    """Nothing is left but second tries, whose time says nothing about how fast it goes."""
    phones = outstanding.get("telephony", Outstanding())
    return import_.state != "applying" and not phones.left


def _accounts(import_: Import, counted: Counts, pace: Sequence[tuple[datetime, int]]) -> Phase:
    seconds = (pace[-1][0] - import_.confirmed_at).total_seconds() if pace and import_.confirmed_at else 0.0
    rate = counted.applied / max(seconds, 0.001) if seconds > 0 else 0.0
    return Phase("accounts", counted.applied, counted.to_do, counted.failed, per_second=rate)


def _phones(counted: Counts, work: Outstanding, seconds: float) -> Phase:
    done = counted.applied - work.left - work.put_off - work.failed
    rate = done / seconds if seconds and work.left else 0.0
    return Phase("phones", done, counted.to_do, work.failed + counted.failed, per_second=rate)


def _invitations(session: Session, import_: Import, seconds: float) -> Phase:
    if import_.invite == inviting.NONE:
        return Phase("invitations", 0, 0)
    total, sent, failed, planned = session.execute(
        select(
            func.count(),
            func.count().filter(Invitation.state.not_in(("planned", "bounced", "failed"))),
            func.count().filter(Invitation.state.in_(("bounced", "failed"))),
            func.count().filter(Invitation.state == "planned", Invitation.due_at > now()),
        ).where(Invitation.import_id == import_.id)
    ).one()
    goes_on = sent + failed + planned < total
    return Phase("invitations", sent, total, failed, planned, sent / seconds if seconds and goes_on else 0.0)


def _seconds(import_: Import) -> float:
    return (now() - import_.confirmed_at).total_seconds() if import_.confirmed_at else 0.0


def _recent(pace: Sequence[tuple[datetime, int]]) -> float:
    """How many a second in the last ten seconds; 0 where nothing was done in them."""
    since = now() - RECENTLY
    done = [(at, rows) for at, rows in pace if at > since]
    if not done:
        return 0.0
    begun = max([since, *(at for at, _ in pace[:1] if len(pace) > 1)])
    return sum(rows for _, rows in done) / max((now() - begun).total_seconds(), 1.0)


def _chart(import_: Import, pace: Sequence[tuple[datetime, int]]) -> list[float]:
    """People a second in even steps from the confirmation to the last chunk; empty where there is little to draw."""
    if import_.confirmed_at is None or len(pace) < 4:
        return []
    whole = (pace[-1][0] - import_.confirmed_at).total_seconds()
    steps = min(CHART_POINTS, len(pace) // 2)
    if whole <= 0:
        return []
    width = whole / steps
    sums, before = [0.0] * steps, 0.0
    for at, rows in pace:
        until = min((at - import_.confirmed_at).total_seconds(), whole)
        _spread(sums, width, before, until, rows)
        before = max(before, until)
    return [rows / width for rows in sums]


def _spread(sums: list[float], width: float, since: float, until: float, rows: int) -> None:
    """Add the rows of a chunk evenly to the steps in which it was worked on."""
    last = len(sums) - 1
    if until <= since:
        sums[min(int(until / width), last)] += rows
        return
    for place in range(min(int(since / width), last), min(int(until / width), last) + 1):
        overlap = min(until, (place + 1) * width) - max(since, place * width)
        sums[place] += rows * max(overlap, 0.0) / (until - since)
