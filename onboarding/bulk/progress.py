"""How far bulk invites have come: counts, and the people of one with what became of each."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk import audience
from onboarding.bulk.models import GOING_ON, BulkInvite
from onboarding.database import now
from onboarding.directory.agent_json import moment_json
from onboarding.directory.visible import visible_to
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings

PARTS: dict[str, ColumnElement[bool]] = {
    "sent": Invitation.sent_at.is_not(None),
    "joined": Agent.joined_at.is_not(None),
    "not_joined": and_(Invitation.sent_at.is_not(None), Agent.joined_at.is_(None)),
    "opened": Invitation.first_seen_at.is_not(None),
    "bounced": Invitation.state == "bounced",
    "failed": Invitation.state == "failed",
    "expired": and_(Invitation.state == "expired", Agent.joined_at.is_(None)),
    "planned": Invitation.state == "planned",
    "reminded": Invitation.reminded > 0,
}
"""What can be true of somebody whom a bulk invite has invited."""


@dataclass(frozen=True, slots=True)
class Counts:
    """`people`: all whom it means who were or can be invited; `left`: whose turn comes; `opened`: perhaps by a scanner.
    `planned`: released, and not out yet; `not_joined`: it is out, and they have not joined."""

    left: int = 0
    planned: int = 0
    sent: int = 0
    joined: int = 0
    not_joined: int = 0
    opened: int = 0
    bounced: int = 0
    failed: int = 0
    expired: int = 0
    reminded: int = 0
    invited: int = 0

    @property
    def people(self) -> int:
        return self.invited + self.left

    @property
    def undelivered(self) -> int:
        return self.bounced + self.failed


def recent(session: Session, limit: int, before: uuid.UUID | None = None) -> list[BulkInvite]:
    """The newest first; `before`: those made before this one."""
    found = select(BulkInvite).order_by(BulkInvite.id.desc()).limit(limit)
    return list(session.scalars(found.where(BulkInvite.id < before) if before else found))


def counts(session: Session, settings: Settings, actor: Actor, bulk_invites: Sequence[BulkInvite]) -> list[Counts]:
    """The counts of each, among those whom the actor may see."""
    columns = [func.count().filter(part).label(name) for name, part in PARTS.items()]
    rows = session.execute(
        select(Invitation.bulk_invite_id, *columns, func.count().label("invited"))
        .join(Agent, Agent.id == Invitation.agent_id)
        .where(Invitation.bulk_invite_id.in_([each.id for each in bulk_invites]), visible_to(actor))
        .group_by(Invitation.bulk_invite_id)
    )
    found = {row.bulk_invite_id: row._asdict() for row in rows}
    return [_counts(session, settings, actor, each, found.get(each.id, {})) for each in bulk_invites]


def _counts(
    session: Session, settings: Settings, actor: Actor, bulk_invite: BulkInvite, found: dict[str, Any]
) -> Counts:
    left = 0
    if bulk_invite.state in GOING_ON:
        waiting = audience.left(bulk_invite, settings.timezone, now())
        left = session.scalar(select(func.count()).select_from(Agent).where(visible_to(actor), waiting)) or 0
    return Counts(left=left, **{name: count for name, count in found.items() if name != "bulk_invite_id"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom it has invited."""

    agent: Agent
    invitation: Invitation


def people(
    session: Session,
    actor: Actor,
    bulk_invite_id: uuid.UUID,
    *,
    part: str | None = None,
    after: uuid.UUID | None = None,
    limit: int,
) -> list[Person]:
    """A page of those it has invited, in the order in which they were; `part`: one of PARTS."""
    found = (
        select(Agent, Invitation)
        .join(Invitation, Invitation.agent_id == Agent.id)
        .where(Invitation.bulk_invite_id == bulk_invite_id, visible_to(actor))
        .order_by(Invitation.id)
        .limit(limit)
    )
    if part is not None:
        found = found.where(PARTS[part])
    if after is not None:
        found = found.where(Invitation.id > after)
    return [Person(agent, invitation) for agent, invitation in session.execute(found)]


def as_json(bulk_invite: BulkInvite, counted: Counts) -> dict[str, Any]:
    """The JSON of one."""
    send_at = "now"
    if bulk_invite.days_before is not None:
        send_at = "start-date"
    elif bulk_invite.day is not None:
        send_at = f"{bulk_invite.day.isoformat()}T{bulk_invite.clock}"
    local = "local" if bulk_invite.clock else None
    return {
        "id": str(bulk_invite.id),
        "state": bulk_invite.state,
        "audience": bulk_invite.audience,
        "filter": bulk_invite.query,
        "import": str(bulk_invite.import_id) if bulk_invite.import_id else None,
        "send_at": send_at,
        "days_before": bulk_invite.days_before,
        "hour": bulk_invite.clock if bulk_invite.days_before is not None else None,
        "timezone": bulk_invite.timezone or local,
        "per_minute": bulk_invite.per_minute,
        "reminders": {"after_days": bulk_invite.remind_every_days, "most": bulk_invite.reminders},
        "created_by": bulk_invite.created_by,
        "created_at": moment_json(bulk_invite.created_at),
        "started_at": _moment(bulk_invite.started_at),
        "finished_at": _moment(bulk_invite.finished_at),
        "counts": {
            "people": counted.people,
            "left": counted.left,
            "queued": counted.planned,
            **{name: getattr(counted, name) for name in COUNTED},
        },
    }


COUNTED = ("sent", "joined", "opened", "bounced", "failed", "expired", "reminded")


def _moment(value: datetime | None) -> str | None:
    return moment_json(value) if value else None
