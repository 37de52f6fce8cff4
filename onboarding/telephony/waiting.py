"""Who waits to be set up on the switch, and whose set-up was given up: read from the work that is left."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from onboarding import audit, doorbell
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.groups.models import Group
from onboarding.telephony.provisioning import KIND
from onboarding.telephony.queues import KIND as QUEUES_KIND
from onboarding.wording import Problem
from onboarding.work import Work

KINDS = (KIND, QUEUES_KIND)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many phones and queues wait to be set up, and how many were given up."""

    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody's phone, or a queue, that is not set up yet.

    `subject_id` of the agent or the group; `next_try` None where it was given up; `problem` why the last try failed.
    """

    kind: str
    subject_id: uuid.UUID
    name: str
    extension: int | None
    asked_at: datetime
    next_try: datetime | None
    problem: Problem | None


def counts(session: Session) -> Counts:
    failed = Work.failed_at.is_not(None)
    counted = select(func.count().filter(~failed), func.count().filter(failed)).where(Work.kind.in_(KINDS))
    return Counts(*session.execute(counted).one())


def listed(session: Session, limit: int, offset: int = 0) -> list[Waiting]:
    """Those given up first, then by their next try."""
    chosen = (
        select(Work, Agent.full_name, Agent.extension, Group.name)
        .outerjoin(Agent, (Agent.id == Work.subject_id) & (Work.kind == KIND))
        .outerjoin(Group, (Group.id == Work.subject_id) & (Work.kind == QUEUES_KIND))
        .where(Work.kind.in_(KINDS))
        .order_by(Work.failed_at.is_(None), Work.due_at, Work.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Waiting(
            left.kind,
            left.subject_id,
            person or queue or "",
            extension,
            left.created_at,
            None if left.failed_at else left.due_at,
            Problem.restored(left.problem) if left.problem else None,
        )
        for left, person, extension, queue in session.execute(chosen)
    ]


def try_again(session: Session, actor: Actor, subject_ids: Sequence[uuid.UUID] | None = None) -> int:
    """Have these (None: all) tried again now, those given up too; returns how many. What a worker holds goes on."""
    at = now()
    chosen = _not_held(at) if subject_ids is None else _not_held(at).where(Work.subject_id.in_(subject_ids))
    again = session.execute(
        update(Work)
        .where(Work.id.in_(chosen))
        .values(due_at=at, attempts=0, failed_at=None)
        .execution_options(synchronize_session=False)
    )
    count = int(again.rowcount)  # type: ignore[attr-defined]
    if count:
        for kind in KINDS:
            doorbell.ring(session, kind)
        audit.note(session, actor, "switch.tried_again", "switch", None, count=count)
    return count


def _not_held(at: datetime) -> Select[uuid.UUID]:
    held = Work.lease_until.is_not(None) & (Work.lease_until >= at)
    return select(Work.id).where(Work.kind.in_(KINDS), ~held)
