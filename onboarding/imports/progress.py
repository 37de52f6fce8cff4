"""How far an import has come, phase by phase."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.imports.models import Import
from onboarding.imports.reporting import Counts, counts
from onboarding.invitations.models import Invitation
from onboarding.wording import Problem
from onboarding.work import Work

RETRIES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: accounts, phones or invitations; `planned` are those whose time has not come."""

    key: str
    done: int
    total: int
    failed: int = 0
    planned: int = 0

    @property
    def finished(self) -> bool:
        return self.done + self.failed + self.planned >= self.total


@dataclass(frozen=True, slots=True)
class Retry:
    """Somebody whose step did not work at first, why, and when it is tried again (None: given up)."""

    name: str
    step: str
    sentence: str
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole of an import while it is applied and after."""

    phases: list[Phase]
    done: int
    total: int
    per_second: float
    seconds_left: int | None
    finished: bool
    retrying: list[Retry]

    @property
    def percent(self) -> int:
        return 100 if not self.total else int(100 * self.done / self.total)


def progress(session: Session, import_: Import) -> Progress:
    """Read from the rows and the outstanding work; closing the page loses nothing."""
    counted = counts(session, import_.id)
    phases = [_accounts(counted), _phones(session, import_, counted), _invitations(session, import_)]
    done = min(phase.done for phase in phases[:2])
    over = import_.state not in ("uploaded", "checking", "ready", "applying")
    finished = over and all(phase.finished for phase in phases)
    per_second = _rate(import_, done)
    left = counted.to_do - counted.failed - done
    return Progress(
        phases=[phase for phase in phases if phase.total],
        done=done,
        total=counted.to_do - counted.failed,
        per_second=per_second,
        seconds_left=round(left / per_second) if per_second and not finished else None,
        finished=finished,
        retrying=_retrying(session, import_.id),
    )


def _accounts(counted: Counts) -> Phase:
    return Phase("accounts", counted.applied, counted.to_do, counted.failed)


def _phones(session: Session, import_: Import, counted: Counts) -> Phase:
    left, failed = session.execute(
        select(func.count().filter(Work.failed_at.is_(None)), func.count().filter(Work.failed_at.is_not(None))).where(
            Work.cause_id == import_.id, Work.kind == "telephony"
        )
    ).one()
    return Phase("phones", counted.applied - left - failed, counted.to_do, failed + counted.failed)


def _invitations(session: Session, import_: Import) -> Phase:
    total, sent, failed, planned = session.execute(
        select(
            func.count(),
            func.count().filter(Invitation.state.not_in(("planned", "bounced", "failed"))),
            func.count().filter(Invitation.state.in_(("bounced", "failed"))),
            func.count().filter(Invitation.state == "planned", Invitation.due_at > now()),
        ).where(Invitation.import_id == import_.id)
    ).one()
    return Phase("invitations", sent, total, failed, planned)


def _rate(import_: Import, done: int) -> float:
    if import_.confirmed_at is None or not done:
        return 0.0
    seconds = ((import_.finished_at or now()) - import_.confirmed_at).total_seconds()
    return done / max(seconds, 0.001)


def _retrying(session: Session, import_id: uuid.UUID) -> list[Retry]:
    query = (
        select(Work, Agent.full_name)
        .outerjoin(Agent, Agent.id == Work.subject_id)
        .where(Work.cause_id == import_id, Work.problem.is_not(None))
        .order_by(Work.due_at)
        .limit(RETRIES_SHOWN)
    )
    return [_retry(work, name) for work, name in session.execute(query)]


def _retry(work: Work, name: str | None) -> Retry:
    sentence = Problem.restored(work.problem).sentence() if work.problem else ""
    return Retry(name or "", work.kind, sentence, None if work.failed_at else work.due_at)
