"""Whether mail can leave at all. That it cannot is one row of work, seen by all processes: since when, why, and when it
is tested next. Meanwhile nothing is handed over, so that no recipient pays for what ails the server or the settings."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.mail.outbox import KIND as MAIL
from onboarding.wording import Problem
from onboarding.work import Backoff, Work

KIND = "sender"
THE_SENDER = uuid.UUID("5e9de700-0000-8000-8000-000000000000")
"""The subject of the one row of work."""

TESTS = Backoff(timedelta(seconds=30), timedelta(minutes=5))
WAITS = Backoff(timedelta(minutes=5), timedelta(minutes=5))
"""Messages are woken when the test succeeds; should one be missed, it finds that out by itself."""

REASONS = (
    "mail_server_away",
    "mail_server_busy",
    "mail_sender",
    "mail_sign_in",
    "mail_sign_in_letters",
    "mail_must_sign_in",
    "mail_no_sign_in",
    "mail_greeting",
    "mail_certificate",
    "mail_encryption",
    "mail_no_encryption",
    "mail_folder",
)
"""Why mail can stop."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why no mail goes out, since when, when that is tested next, and how many messages wait for it."""

    problem: Problem
    since: datetime
    next_test: datetime
    waiting: int


def stopped(session: Session) -> Stopped | None:
    """Why no mail goes out; None while it does."""
    row = _row(session)
    if row is None or row.problem is None:
        return None
    waits = Work.problem["reason"].as_string().in_(REASONS)
    waiting = session.scalar(select(func.count()).select_from(Work).where(Work.kind == MAIL, waits)) or 0
    return Stopped(Problem.restored(row.problem), row.created_at, row.due_at, waiting)


def reason(session: Session) -> Problem | None:
    """Why nothing may be handed over now; asked before each set of messages."""
    row = _row(session)
    return Problem.restored(row.problem) if row is not None and row.problem else None


def _row(session: Session) -> Work | None:
    return session.scalar(
        select(Work).where(Work.kind == KIND, Work.subject_id == THE_SENDER),
        execution_options={"populate_existing": True},
    )


def stop(session: Session, problem: Problem) -> None:
    """Nothing can leave: all that is due waits, and a test is planned, unless one is already."""
    work.ask_once(session, KIND, THE_SENDER, now() + TESTS.first, problem.stored())
    work.put_off_due(session, MAIL, WAITS.most, problem.stored())


def go_on(session: Session) -> int:
    """Mail can leave again: all that waited is due. Returns how many messages."""
    return work.wake(session, [MAIL], REASONS)


def test_now(session: Session, actor: Actor) -> bool:
    """Somebody has mended what was wrong: it is tested at once. Returns whether there was a test to come."""
    asked = work.make_due(session, KIND, THE_SENDER)
    if asked:
        audit.note(session, actor, "mail.tested", "work", THE_SENDER)
    return asked
