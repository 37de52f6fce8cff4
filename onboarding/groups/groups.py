"""Groups: made, changed, deleted, found and listed."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, batches, new_id, now
from onboarding.groups import members, names
from onboarding.groups.models import KINDS, Group, Membership, Supervision
from onboarding.groups.refusal import GroupRefused
from onboarding.numbering.models import Range
from onboarding.wording import Problem

__all__ = ["CHANNELS", "GroupRefused", "Listed", "change", "create", "delete", "find", "listed", "named", "one"]

CHANNELS = ("voice", "chat", "email", "sms", "fax", "whatsapp", "openchannel")
"""What a channel account is for."""
QUEUES_WORK = "queues"
"""The kind of work that makes the switch's queues equal to ours."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A group with how many agents belong to it; deleted agents do not count."""

    group: Group
    members: int


def create(
    session: Session, actor: Actor, kind: str, name: str, *, description: str | None = None, channel: str | None = None
) -> Group:
    """Make a group. Raises GroupRefused."""
    if kind not in KINDS:
        raise ValueError(kind)
    name = names.read_name(kind, name)
    _must_be_free(session, kind, name)
    group = Group(
        id=new_id(),
        kind=kind,
        name=name,
        name_key=names.key(name),
        description=names.read_description(description),
        channel=_channel(kind, channel),
        former_names=[],
    )
    _write(session, group)
    audit.note(session, actor, "group.created", "group", group.id, kind=kind, name=group.name)
    if kind == "queue":
        work.ask(session, QUEUES_WORK, [group.id], fresh=True)
    return group


def change(
    session: Session, actor: Actor, group: Group, *, name: str, description: str | None, channel: str | None = None
) -> None:
    """Give a group another name, description or channel. Raises GroupRefused. A queue that is renamed is renamed on
    the switch, with its members."""
    name = names.read_name(group.kind, name)
    if names.key(name) != group.name_key:
        _must_be_free(session, group.kind, name)
    wanted = {
        "name": name,
        "description": names.read_description(description),
        "channel": _channel(group.kind, channel),
    }
    changes = {field: [old, new] for field, new in wanted.items() if (old := getattr(group, field)) != new}
    if not changes:
        return
    _write(session, group, **wanted, name_key=names.key(name), former_names=_former(group, name))
    audit.note(session, actor, "group.changed", "group", group.id, kind=group.kind, changes=changes)
    if group.kind == "queue" and "name" in changes:
        work.ask(session, QUEUES_WORK, [group.id])
        members.tell_the_switch(session, members.ids_of(session, group.id))


def delete(session: Session, actor: Actor, group: Group) -> int:
    """Delete a group; its members stay, and belong to it no more. Says how many they were. Raises GroupRefused.

    The row of a deleted queue stays, under no name, until the switch has forgotten it.
    """
    session.refresh(group, with_for_update=True)
    _must_not_have_range(session, group)
    left = members.dissolve(session, group)
    session.execute(delete_rows(Supervision).where(Supervision.group_id == group.id))
    audit.note(session, actor, "group.deleted", "group", group.id, kind=group.kind, name=group.name, members=left)
    if group.kind == "queue":
        group.deleted_at = now()
        group.former_names = [*group.former_names, group.name]
        session.flush()
        work.ask(session, QUEUES_WORK, [group.id])
    else:
        session.delete(group)
        session.flush()
    return left


def find(session: Session, kind: str, wanted: Collection[str]) -> dict[str, Group]:
    """The groups of this kind by these names, without regard to case: names.key(name) → group."""
    found: dict[str, Group] = {}
    for part in batches(sorted({names.key(name) for name in wanted}), 1000):
        of_kind = select(Group).where(Group.kind == kind, Group.deleted_at.is_(None))
        named = session.scalars(of_kind.where(among(session, Group.name_key, part)))
        found.update((group.name_key, group) for group in named)
    return found


def named(session: Session, kind: str) -> list[tuple[uuid.UUID, str]]:
    """Id and name of each group of this kind, by name."""
    of_kind = select(Group.id, Group.name).where(Group.kind == kind, Group.deleted_at.is_(None))
    return [(group_id, name) for group_id, name in session.execute(of_kind.order_by(Group.name_key))]


def one(session: Session, group_id: uuid.UUID) -> Group | None:
    """A group that is not deleted."""
    group = session.get(Group, group_id)
    return group if group is not None and group.deleted_at is None else None


def listed(session: Session, kind: str, only: Sequence[uuid.UUID] | None = None) -> list[Listed]:
    """The groups of this kind, by name, with their members counted; `only` these where given."""
    counted = (
        select(Membership.group_id, func.count().label("members"))
        .join(Agent, Agent.id == Membership.agent_id)
        .where(Agent.deleted_at.is_(None))
        .group_by(Membership.group_id)
        .subquery()
    )
    wanted = (
        select(Group, func.coalesce(counted.c.members, 0))
        .outerjoin(counted, counted.c.group_id == Group.id)
        .where(Group.kind == kind, Group.deleted_at.is_(None))
        .order_by(Group.name_key)
    )
    if only is not None:
        wanted = wanted.where(among(session, Group.id, only))
    return [Listed(group, members) for group, members in session.execute(wanted)]


def _channel(kind: str, channel: str | None) -> str | None:
    if kind != "channel_account":
        return None
    if channel not in CHANNELS:
        known = {"known": ", ".join(CHANNELS)}
        raise GroupRefused(Problem("unknown_value", "channel_unknown", "channel", channel or "", known))
    return channel


def _must_be_free(session: Session, kind: str, name: str) -> None:
    if holder := find(session, kind, [name]).get(names.key(name)):
        raise _taken(kind, holder.name)


def _taken(kind: str, name: str) -> GroupRefused:
    return GroupRefused(Problem("taken", f"{kind}_taken", "name", name))


def _write(session: Session, group: Group, **values: Any) -> None:
    """Write a new group, or these values of one. Somebody else may take the name between our look and our write."""
    kind, name = group.kind, values.get("name", group.name)
    try:
        with session.begin_nested():
            session.add(group)
            for field, value in values.items():
                setattr(group, field, value)
            session.flush()
    except IntegrityError:
        raise _taken(kind, name) from None


def _former(group: Group, name: str) -> list[Any]:
    """The names that the group leaves behind when it gets this one: the switch has members under them until they are
    taken away."""
    if group.kind != "queue":
        return []
    if name == group.name:
        return group.former_names
    return [*(former for former in group.former_names if former not in (name, group.name)), group.name]


def _must_not_have_range(session: Session, group: Group) -> None:
    held = session.scalars(select(Range).where(Range.team_id == group.id).order_by(Range.first).limit(1)).first()
    if held is not None:
        params = {"name": group.name, "range": held.name, "first": held.first, "last": held.last}
        raise GroupRefused(Problem("taken", "team_has_range", "name", group.name, params))
