"""Releasing: those whose time has come are invited, as many as the pace allows, until nobody is left.

Each step is one transaction on the locked row of the bulk invite, and an index keeps it from inviting anybody twice:
however many workers there are, and whenever one is killed, everybody is invited once.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk import audience, pacing
from onboarding.bulk.inviting import AT_A_TIME
from onboarding.bulk.models import BulkInvite
from onboarding.bulk.schedule import Schedule
from onboarding.database import now
from onboarding.directory.query import Query
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.preferences.invitations import Reminders
from onboarding.settings import Settings
from onboarding.work import Work

KIND = "bulk"
LOOKS_AGAIN_AFTER = timedelta(seconds=60)
"""People may come or go meanwhile, and start dates may change."""


@dataclass(frozen=True, slots=True)
class Released:
    """How many were released, and when to go on; None: never again."""

    count: int
    next_at: datetime | None


DONE = Released(0, None)


def release(session: Session, settings: Settings, bulk_invite_id: uuid.UUID) -> Released:
    """Invite the next of those who are due."""
    bulk_invite = locked(session, bulk_invite_id)
    if bulk_invite is None or bulk_invite.state not in ("scheduled", "sending"):
        return DONE
    at, schedule = now(), Schedule.of(bulk_invite, settings.timezone)
    query = audience.of(bulk_invite, settings.timezone)
    start_date = query.start_date if isinstance(query, Query) else None
    first, last = schedule.first(start_date), schedule.last(start_date)
    if first is not None and first > at:
        return Released(0, first)
    _begin(session, bulk_invite, at)
    slots = pacing.take_slots(session, bulk_invite, at, AT_A_TIME)
    agents = _due(session, settings, bulk_invite, schedule, at, len(slots))
    _invite(session, settings, bulk_invite, agents, slots[: len(agents)])
    if len(agents) == AT_A_TIME:
        return Released(len(agents), at)
    if agents and len(agents) == len(slots) or not slots:
        return Released(len(agents), at + pacing.HORIZON / 2)
    return Released(len(agents), _later(session, settings, bulk_invite, schedule, at, last))


def locked(session: Session, bulk_invite_id: uuid.UUID) -> BulkInvite | None:
    """The bulk invite as it is now; nobody else changes it in this transaction."""
    return session.get(BulkInvite, bulk_invite_id, populate_existing=True, with_for_update=True)


def _begin(session: Session, bulk_invite: BulkInvite, at: datetime) -> None:
    bulk_invite.state = "sending"
    bulk_invite.started_at = bulk_invite.started_at or at
    session.flush()


def _due(
    session: Session, settings: Settings, bulk_invite: BulkInvite, schedule: Schedule, at: datetime, limit: int
) -> list[Agent]:
    if not limit:
        return []
    left = audience.left(bulk_invite, settings.timezone, at)
    zones = [None] if schedule.is_now else session.scalars(select(Agent.timezone).where(left).distinct()).all()
    due = select(Agent).where(left, schedule.due(zones, at)).order_by(Agent.id).limit(limit)
    return list(session.scalars(due, execution_options={"populate_existing": True}))


def _invite(
    session: Session, settings: Settings, bulk_invite: BulkInvite, agents: list[Agent], slots: list[datetime]
) -> None:
    if not agents:
        return
    # A program that made it is named to nobody, as where it invites one person.
    actor = Actor(bulk_invite.created_by, bulk_invite.creator_id)
    cause = inviting.Cause(
        bulk_invite_id=bulk_invite.id,
        reminders=Reminders(bulk_invite.remind_every_days, bulk_invite.reminders),
    )
    inviting.invite(session, settings, agents, actor=actor, due_at=slots, cause=cause)
    pacing.use_slots(bulk_invite, slots)
    session.flush()


def _later(
    session: Session,
    settings: Settings,
    bulk_invite: BulkInvite,
    schedule: Schedule,
    at: datetime,
    last: datetime | None,
) -> datetime | None:
    """When to look again for people; None where nobody can come any more and all messages are out."""
    left = audience.left(bulk_invite, settings.timezone, at)
    zones = session.scalars(select(Agent.timezone).where(left).distinct()).all()
    if zones or (last is not None and last > at) or _still_brings_people(session, bulk_invite):
        soon = at + LOOKS_AGAIN_AFTER
        return min(schedule.next(zones, at) or soon, soon)
    if _is_under_way(session, bulk_invite):
        return at + pacing.HORIZON / 2
    session.execute(
        update(BulkInvite)
        .where(BulkInvite.id == bulk_invite.id, BulkInvite.state == "sending")
        .values(state="completed", finished_at=at),
        execution_options={"synchronize_session": False},
    )
    return None


def _still_brings_people(session: Session, bulk_invite: BulkInvite) -> bool:
    """Whether the import it is for is still being worked on."""
    if bulk_invite.import_id is None:
        return False
    worked_on = exists().where(
        Work.kind == "imports", Work.subject_id == bulk_invite.import_id, Work.failed_at.is_(None)
    )
    return bool(session.scalar(select(worked_on)))


def _is_under_way(session: Session, bulk_invite: BulkInvite) -> bool:
    planned = exists().where(and_(Invitation.bulk_invite_id == bulk_invite.id, Invitation.state == "planned"))
    return bool(session.scalar(select(planned)))
