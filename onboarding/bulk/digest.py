"""The readiness digest: once a week, who is not ready for the coming days, to each of the staff for those they see.

When it is due next is a row of work: it is found late after the service was down, and is sent once. What it says is
composed when it goes out.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.accounts.links import link
from onboarding.accounts.models import STAFF_ROLES, Account
from onboarding.accounts.people import Person
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory.grammar import Filter, Span
from onboarding.directory.listing import listing
from onboarding.directory.readiness import Readiness, next_start_dates, who_is_not_ready
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed
from onboarding.preferences import digest as preference
from onboarding.settings import Settings
from onboarding.wording import say
from onboarding.work import Work

KIND = "digest"
MESSAGE = "readiness_digest"
THE_DIGEST = uuid.UUID("d1935700-0000-8000-8000-000000000000")
"""The subject of the one row of work."""
COMING = timedelta(days=7)
MOST_NAMES = 20


def plan(session: Session, settings: Settings) -> datetime | None:
    """See to it that the next digest is asked for, if it is wanted; returns when it is due."""
    chosen = preference.digest(session)
    planned = session.scalar(select(Work.due_at).where(Work.kind == KIND, Work.subject_id == THE_DIGEST))
    if planned is not None and chosen.on:
        return planned
    return _plan_anew(session, settings)


def _plan_anew(session: Session, settings: Settings) -> datetime | None:
    chosen = preference.digest(session)
    if not chosen.on:
        work.forget(session, KIND, [THE_DIGEST])
        return None
    due_at = chosen.next_after(now(), settings.timezone)
    work.ask(session, KIND, [THE_DIGEST], due_at=due_at)
    return due_at


def change(session: Session, settings: Settings, actor: Actor, *, on: bool, weekday: int, at: str) -> datetime | None:
    """Set when it is sent, and plan it anew; returns when it is due next. Raises PreferencesRefused."""
    preference.set_digest(session, actor, on=on, weekday=weekday, at=at)
    return _plan_anew(session, settings)


def send(session: Session, settings: Settings) -> int:
    """Queue one message to each of the staff; returns how many."""
    recipients = session.scalars(
        select(Account.id).where(Account.role.in_(STAFF_ROLES), Account.disabled_at.is_(None)).order_by(Account.id)
    ).all()
    outbox.post(session, MESSAGE, recipients, sender_domain=outbox.sender_domain(settings))
    return len(recipients)


def compose(session: Session, settings: Settings, message: Message) -> Composed | None:
    """The digest for one account, as things are now; nothing where nobody whom they see starts in the coming days."""
    account = session.get(Account, message.subject_id)
    if account is None or account.disabled_at is not None or account.role not in STAFF_ROLES:
        return None
    owner = Person(account, None)
    actor = Actor(owner.name, account.id, account.role)
    today = now().astimezone(ZoneInfo(settings.timezone)).date()
    boards = next_start_dates(session, actor, today, COMING.days + 1, until=today + COMING)
    if not boards:
        return None
    return Composed(
        recipient=owner.email,
        language=owner.language,
        folder=MESSAGE,
        context={
            "greeting_name": owner.greeting_name,
            "timezone": settings.timezone,
            **_context(session, settings, actor, boards, owner.language),
        },
    )


def _context(
    session: Session, settings: Settings, actor: Actor, boards: list[Readiness], language: str
) -> dict[str, Any]:
    first, last = boards[0].start_date, boards[-1].start_date
    assert first is not None
    assert last is not None
    people = who_is_not_ready(session, actor, first, last, MOST_NAMES)
    not_ready = sum(board.not_ready for board in boards)
    span = Filter("start_date", "=", (Span(first, last),))
    wanted = [Filter("ready", "=", ("no",))] if not_ready else []
    return {
        # The day that somebody has to think of, or the next one where there is none.
        "board": next((board for board in boards if board.not_ready), boards[0]),
        "boards": boards,
        "people": [
            (each.full_name, each.start_date, say(f"not_ready_because_{each.reason}", {}, language)) for each in people
        ],
        "more": not_ready - len(people),
        "not_ready": not_ready,
        "link": link(settings, listing(filters=(span, *wanted))),
    }
