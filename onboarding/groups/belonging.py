"""Who belongs to what: read in sets."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.database import among, batches
from onboarding.groups.models import Group, Membership

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Belonging:
    """One group that an agent belongs to; `penalty` and `paused` count in queues."""

    kind: str
    group_id: uuid.UUID
    name: str
    penalty: int
    paused: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A queue as the switch knows it, with the agent's penalty and whether they begin paused."""

    queue: str
    penalty: int
    paused: bool


def of(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Belonging]]:
    """What each of these agents belongs to, by kind and name; every agent has an entry."""
    found: dict[uuid.UUID, list[Belonging]] = {agent_id: [] for agent_id in agent_ids}
    wanted = select(Membership.agent_id, Group.kind, Group.id, Group.name, Membership.penalty, Membership.paused)
    for agent_id, *rest in _rows(session, wanted.order_by(Group.kind, Group.name_key), agent_ids):
        found[agent_id].append(Belonging(*rest))
    return found


def seats(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Seat]]:
    """The queues that each of these agents sits in, by name; every agent has an entry."""
    found: dict[uuid.UUID, list[Seat]] = {agent_id: [] for agent_id in agent_ids}
    wanted = select(Membership.agent_id, Group.name, Membership.penalty, Membership.paused).where(Group.kind == "queue")
    for agent_id, *rest in _rows(session, wanted.order_by(Group.name_key), agent_ids):
        found[agent_id].append(Seat(*rest))
    return found


def _rows(session: Session, wanted: Any, agent_ids: Sequence[uuid.UUID]) -> list[Any]:
    standing = wanted.join(Group, Group.id == Membership.group_id).where(Group.deleted_at.is_(None))
    rows: list[Any] = []
    for part in batches(agent_ids, AT_ONCE):
        rows.extend(session.execute(standing.where(among(session, Membership.agent_id, part))))
    return rows
