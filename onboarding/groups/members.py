"""Members of groups: added, changed, taken out, in sets.

Groups are held before agents, and agents in the order of their ids, so that no two wait for each other; in how many
queues an agent is, is counted while the agent is held. The switch is told by work.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.agents.memberships import MOST_PENALTY
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, batches, is_postgresql, now, write_rows
from onboarding.groups.belonging import AT_ONCE, Belonging, Seat, of, seats
from onboarding.groups.models import SINGLE_KINDS, Group, Membership

__all__ = [
    "MOST_PENALTY",
    "Belonging",
    "Seat",
    "add",
    "change",
    "count",
    "dissolve",
    "enrol",
    "hold",
    "hold_agents",
    "ids_of",
    "of",
    "only_here",
    "remove",
    "replace",
    "seats",
    "tell_the_switch",
]

Wanted = Mapping[uuid.UUID, Sequence[tuple[uuid.UUID, int | None]]]
"""Agent → (group, penalty or None: as it is) of all that it is to belong to."""

Pair = tuple[uuid.UUID, uuid.UUID]
"""Group and agent."""

_COLUMNS = ("group_id", "agent_id", "penalty", "paused", "created_at")
_FAST = {"synchronize_session": False}


def add(
    session: Session,
    actor: Actor,
    group: Group,
    agent_ids: Collection[uuid.UUID],
    *,
    penalty: int = 0,
    paused: bool = False,
) -> int:
    """Let these agents belong to a group; those who do already stay as they are. Says how many are new.

    Penalty and pause count in queues. Of a kind of which an agent has one only, the new one takes the place of the
    other. Deleted agents are passed over.
    """
    if not hold(session, [group.id]):
        return 0
    there = hold_agents(session, agent_ids, Agent.deleted_at.is_(None))
    new = sorted(set(there).difference(_among_members(session, group.id, there)))
    if group.kind in SINGLE_KINDS:
        of_kind = select(Group.id).where(Group.kind == group.kind)
        _take_out(session, Membership.group_id.in_(of_kind), new)
    seat = (penalty, paused) if group.kind == "queue" else (0, False)
    _write(session, [(group.id, agent_id, *seat) for agent_id in new])
    detail = {"penalty": penalty, "paused": paused} if group.kind == "queue" else {}
    _note(session, actor, "agent.joined_group", group, new, **detail)
    _changed(session, group.kind, new)
    return len(new)


def remove(session: Session, actor: Actor, group: Group, agent_ids: Collection[uuid.UUID]) -> int:
    """Let these agents no longer belong to a group. Says how many did."""
    left = _take_out(session, Membership.group_id == group.id, hold_agents(session, agent_ids))
    _note(session, actor, "agent.left_group", group, left)
    _changed(session, group.kind, left)
    return len(left)


def change(
    session: Session, actor: Actor, group: Group, agent_ids: Collection[uuid.UUID], *, penalty: int, paused: bool
) -> int:
    """Set the penalty of these members of a queue, and whether they begin paused. Says for how many that is new."""
    if group.kind != "queue":
        return 0
    changed: list[uuid.UUID] = []
    differs = or_(Membership.penalty != penalty, Membership.paused != paused)
    for part in batches(hold_agents(session, agent_ids), AT_ONCE):
        mine = (Membership.group_id == group.id) & among(session, Membership.agent_id, part)
        statement = update(Membership).where(mine, differs).values(penalty=penalty, paused=paused)
        changed += session.scalars(statement.returning(Membership.agent_id), execution_options=_FAST)
    _note(session, actor, "agent.changed_in_group", group, changed, penalty=penalty, paused=paused)
    _changed(session, group.kind, changed)
    return len(changed)


def dissolve(session: Session, group: Group) -> int:
    """Let nobody belong to a group any more, before it goes. Says how many did."""
    left = _take_out(session, Membership.group_id == group.id, hold_agents(session, ids_of(session, group.id)))
    _changed(session, group.kind, left)
    return len(left)


def enrol(session: Session, wanted: Wanted) -> None:
    """Write what agents belong to who are new in this transaction, and whose queues the caller has counted; the groups
    are held. The caller writes down the deed and tells the switch."""
    _write(session, [(group, agent, penalty or 0, False) for agent, all_ in wanted.items() for group, penalty in all_])


def replace(session: Session, kind: str, wanted: Wanted) -> None:
    """Make these agents belong to just these groups of a kind; they and the groups are held. Who stays in a queue
    stays paused or not as they are. The caller writes down the deed, raises the versions and tells the switch."""
    there = _there(session, kind, sorted(wanted))
    becomes: dict[Pair, tuple[int, bool]] = {}
    for agent_id, groups in wanted.items():
        for group_id, penalty in groups:
            before, paused = there.get((group_id, agent_id), (0, False))
            becomes[group_id, agent_id] = (before if penalty is None else penalty, paused)
    _erase(session, [pair for pair, seat in there.items() if becomes.get(pair) != seat])
    _write(session, [(*pair, *seat) for pair, seat in becomes.items() if there.get(pair) != seat])
    if kind == "queue":
        _recount(session, sorted(wanted))


def hold(session: Session, group_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Keep these groups from being deleted until the transaction ends; those already gone are not among them."""
    held: set[uuid.UUID] = set()
    for part in batches(sorted(group_ids), AT_ONCE):
        standing = select(Group.id).where(among(session, Group.id, part), Group.deleted_at.is_(None))
        held.update(session.scalars(standing.order_by(Group.id).with_for_update(read=True)))
    return frozenset(held)


def hold_agents(
    session: Session, agent_ids: Collection[uuid.UUID], *conditions: ColumnElement[bool]
) -> list[uuid.UUID]:
    """Those of these agents that there are, kept from being changed by others, in order."""
    held: list[uuid.UUID] = []
    for part in batches(sorted(set(agent_ids)), AT_ONCE):
        these = select(Agent.id).where(among(session, Agent.id, part), *conditions)
        held += session.scalars(these.order_by(Agent.id).with_for_update())
    return held


def ids_of(session: Session, group_id: uuid.UUID) -> list[uuid.UUID]:
    """All who belong to a group, deleted agents too."""
    return list(session.scalars(select(Membership.agent_id).where(Membership.group_id == group_id)))


def count(session: Session, group_id: uuid.UUID) -> int:
    """How many belong to a group; deleted agents do not count."""
    return session.scalar(select(func.count()).select_from(_standing(group_id).subquery())) or 0


def only_here(session: Session, group: Group) -> int:
    """How many agents would be in no queue any more without this one."""
    if group.kind != "queue":
        return 0
    lonely = _standing(group.id).where(Agent.queue_count == 1)
    return session.scalar(select(func.count()).select_from(lonely.subquery())) or 0


def tell_the_switch(session: Session, agent_ids: Sequence[uuid.UUID]) -> None:
    """What the switch has of these agents is no longer right."""
    work.ask(session, "telephony", agent_ids)


def _standing(group_id: uuid.UUID) -> Select[uuid.UUID]:
    members_of = select(Agent.id).join(Membership, Membership.agent_id == Agent.id)
    return members_of.where(Membership.group_id == group_id, Agent.deleted_at.is_(None))


def _among_members(session: Session, group_id: uuid.UUID, agent_ids: Sequence[uuid.UUID]) -> Iterable[uuid.UUID]:
    of_group = select(Membership.agent_id).where(Membership.group_id == group_id)
    for part in batches(agent_ids, AT_ONCE):
        yield from session.scalars(of_group.where(among(session, Membership.agent_id, part)))


def _there(session: Session, kind: str, agent_ids: Sequence[uuid.UUID]) -> dict[Pair, tuple[int, bool]]:
    """Who belongs to which groups of a kind, with penalty and pause."""
    found: dict[Pair, tuple[int, bool]] = {}
    columns = (Membership.group_id, Membership.agent_id, Membership.penalty, Membership.paused)
    of_kind = select(*columns).join(Group, Group.id == Membership.group_id).where(Group.kind == kind)
    for part in batches(agent_ids, AT_ONCE):
        rows = session.execute(of_kind.where(among(session, Membership.agent_id, part)))
        found |= {(group_id, agent_id): (penalty, paused) for group_id, agent_id, penalty, paused in rows}
    return found


def _erase(session: Session, pairs: Sequence[Pair]) -> None:
    for part in batches(pairs, AT_ONCE):
        session.execute(delete(Membership).where(_is_one_of(session, part)), execution_options=_FAST)


def _is_one_of(session: Session, pairs: Sequence[Pair]) -> ColumnElement[bool]:
    """As database.among, for two columns."""
    pair = tuple_(Membership.group_id, Membership.agent_id)
    if not is_postgresql(session):
        return pair.in_(pairs)
    arrays = (literal(list(ids), ARRAY(Uuid)) for ids in zip(*pairs, strict=True))
    return pair.in_(select(*(func.unnest(ids) for ids in arrays)))


def _write(session: Session, rows: Iterable[tuple[uuid.UUID, uuid.UUID, int, bool]]) -> None:
    at = now()
    write_rows(session, Membership, _COLUMNS, [(*row, at) for row in rows])


def _take_out(session: Session, of_groups: ColumnElement[bool], agent_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    left: list[uuid.UUID] = []
    for part in batches(agent_ids, AT_ONCE):
        these = delete(Membership).where(of_groups, among(session, Membership.agent_id, part))
        left += session.scalars(these.returning(Membership.agent_id), execution_options=_FAST)
    return left


def _recount(session: Session, agent_ids: Sequence[uuid.UUID], **besides: Any) -> None:
    """Count the queues of agents who are held; `besides`: what else of them changes."""
    queues = (
        select(func.count())
        .select_from(Membership)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.agent_id == Agent.id, Group.kind == "queue", Group.deleted_at.is_(None))
        .scalar_subquery()
    )
    _update(session, agent_ids, queue_count=queues, **besides)


def _update(session: Session, agent_ids: Sequence[uuid.UUID], **values: Any) -> None:
    for part in batches(agent_ids, AT_ONCE):
        session.execute(update(Agent).where(among(session, Agent.id, part)).values(**values), execution_options=_FAST)


def _changed(session: Session, kind: str, agent_ids: Sequence[uuid.UUID]) -> None:
    """These agents belong to other groups of a kind now: whoever looks at an earlier version of them sees that."""
    news = {"version": Agent.version + 1, "updated_at": now()}
    if kind == "queue":
        _recount(session, agent_ids, **news)
        tell_the_switch(session, agent_ids)
    else:
        _update(session, agent_ids, **news)


def _note(
    session: Session, actor: Actor, deed: str, group: Group, agent_ids: Sequence[uuid.UUID], **detail: Any
) -> None:
    said = {"kind": group.kind, "group": str(group.id), "name": group.name, **detail}
    audit.note_many(session, actor, deed, "agent", [(agent_id, said) for agent_id in agent_ids])
