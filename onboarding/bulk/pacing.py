"""So many messages a minute over the whole service: moments are handed out from one row, whoever asks.

Only the moments of the next half minute are handed out. So little is under way when somebody presses pause, and after
the service was down no heap of moments that have passed goes out at once.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.bulk.models import BulkInvite
from onboarding.mail import outbox
from onboarding.work import Work

HORIZON = timedelta(seconds=30)


def take_slots(session: Session, bulk_invite: BulkInvite, at: datetime, most: int) -> list[datetime]:
    """The next moments at which a message may go, at most so many; the row must be locked.

    What is overdue (the mail server was slow, or the service down) has the first moments from now on.
    """
    interval = timedelta(minutes=1) / bulk_invite.per_minute
    first = max(bulk_invite.next_slot or at, at + interval * _overdue(session, bulk_invite, at))
    room = max(ceil((at + HORIZON - first) / interval), 0)
    return [first + interval * number for number in range(min(room, most))]


def use_slots(bulk_invite: BulkInvite, used: list[datetime]) -> None:
    """So many of the moments were used: the next one follows the last of them."""
    if used:
        bulk_invite.next_slot = used[-1] + timedelta(minutes=1) / bulk_invite.per_minute


def _overdue(session: Session, bulk_invite: BulkInvite, at: datetime) -> int:
    waiting = select(func.count()).where(
        Work.cause_id == bulk_invite.id, Work.kind == outbox.KIND, Work.due_at <= at, Work.failed_at.is_(None)
    )
    return session.scalar(waiting) or 0
