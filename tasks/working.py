"""How a kind of work is worked off: claim, step by step with a commit after each, put off what fails."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from celeryconfig import SLICE_SECONDS
from onboarding import doorbell, work
from onboarding.database import begin_writing, db, switch_engine
from onboarding.settings import Settings
from onboarding.wording import Problem

log = logging.getLogger(__name__)

Steps = Callable[[Session, Settings, work.Claim], Iterator[bool]]
"""Works on a claim; yields where a commit is due: True if what is left can be taken up later by anybody.

It begins its own writing transactions, so that none is open while it waits for a network."""

TRIES_BEFORE_FAILED = 8
SWITCH_KINDS = ("telephony", "queues")
"""Kinds of work that write the switch's database."""

SWITCH_AWAY = Problem("failed", "switch_away")
SQLITE_GIVES_WAY_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work: how many rows are claimed at a time, and the steps that work them off.

    `gives_up`: rows that failed this often are kept as failed. `on_failure`: told which rows those are.
    """

    kind: str
    claim_size: int
    steps: Steps
    gives_up: bool = True
    on_failure: Callable[[Session, Settings, list[work.Item], Problem], None] | None = None


def work_off(line: Line, settings: Settings, seconds: float = SLICE_SECONDS) -> bool:
    """Work off what is due of one kind for about so many seconds; whether there was any."""
    until = time.monotonic() + seconds
    session, found = db.session(), False
    while time.monotonic() < until:
        begin_writing(session)
        claim = work.claim(session, line.kind, line.claim_size, timedelta(seconds=settings.lease_seconds))
        session.commit()
        if not claim.open:
            return found
        found = True
        _work_on(session, settings, line, claim, until)
    doorbell.ring_now(line.kind)
    return found


def _work_on(session: Session, settings: Settings, line: Line, claim: work.Claim, until: float) -> None:
    token = doorbell.request_id.set(claim.open[0].request_id)
    try:
        _take_steps(session, settings, line, claim, until)
    except work.LeaseLost:
        session.rollback()
        log.warning("%s: the lease was lost, somebody else goes on", line.kind)
    except Exception as error:
        session.rollback()
        log.exception("%s: %d pieces of work did not succeed", line.kind, len(claim.open))
        if len(claim.open) > 1 and not isinstance(error, OperationalError | SoftTimeLimitExceeded):
            _one_by_one(session, settings, line, claim, until)
        else:
            _put_off(session, settings, line, claim, error)
        if isinstance(error, SoftTimeLimitExceeded):
            raise
    finally:
        doorbell.request_id.reset(token)


def _take_steps(session: Session, settings: Settings, line: Line, claim: work.Claim, until: float) -> None:
    for resumable in line.steps(session, settings, claim):
        session.commit()
        if settings.database_url.startswith("sqlite"):
            # SQLite keeps no queue: who lets go and takes the lock again at once would keep everybody else out.
            time.sleep(SQLITE_GIVES_WAY_SECONDS)
        if resumable and claim.open and time.monotonic() > until:
            begin_writing(session)
            work.release(session, claim)
            break
    session.commit()


def _one_by_one(session: Session, settings: Settings, line: Line, claim: work.Claim, until: float) -> None:
    """Find the piece that spoils the set: the others must not wait for it."""
    for item in list(claim.open):
        single = work.Claim(claim.kind, claim.token, [item])
        try:
            _take_steps(session, settings, line, single, until)
        except work.LeaseLost:
            session.rollback()
        except Exception as error:
            session.rollback()
            log.exception("%s: %s did not succeed", line.kind, item.subject_id)
            _put_off(session, settings, line, single, error)


def _put_off(session: Session, settings: Settings, line: Line, claim: work.Claim, error: Exception) -> None:
    away = isinstance(error, OperationalError)
    problem = SWITCH_AWAY if away and line.kind in SWITCH_KINDS else Problem("failed", "try_again")
    begin_writing(session)
    hopeless = [i for i in claim.open if line.gives_up and not away and i.attempts >= TRIES_BEFORE_FAILED]
    if hopeless:
        if line.on_failure:
            line.on_failure(session, settings, hopeless, problem)
        work.fail(session, claim, hopeless, problem.stored())
    if problem is SWITCH_AWAY and switch_engine() is not db.engine:
        # One try is enough to know it of all; the next comes when the switch is seen to be back.
        tries = max((item.attempts for item in claim.open), default=1)
        work.put_off_due(session, line.kind, work.retry_delay(tries), problem.stored())
    work.put_off(session, claim, list(claim.open), problem.stored())
    session.commit()
