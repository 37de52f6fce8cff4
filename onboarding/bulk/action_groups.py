"""Belonging, for many at once: added to groups, taken out of them, and back to what they belonged to before."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk.action_results import Result, for_all
from onboarding.database import among
from onboarding.groups import members
from onboarding.groups.models import Group
from onboarding.settings import Settings
from onboarding.wording import Problem

IN, OUT = "in", "out"

Seats = dict[uuid.UUID, tuple[int, bool]]
"""Group → penalty and whether they begin paused."""
Before = Mapping[uuid.UUID, dict[str, Any]]


def regroup(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Mapping[str, Any]
) -> list[Result]:
    """Let these agents belong to the chosen groups, or no longer."""
    groups = _held(session, [uuid.UUID(each) for each in choices["groups"]])
    if not groups:
        return for_all(agent_ids, Problem("unknown", "action_groups_gone"))
    there = members.hold_agents(session, agent_ids, Agent.deleted_at.is_(None))
    before = _seats(session, there)
    for group in groups:
        if choices["how"] == IN:
            members.add(session, actor, group, there, penalty=choices["penalty"], paused=choices["paused"])
        else:
            members.remove(session, actor, group, there)
    after, same = _seats(session, there), "belongs_already" if choices["how"] == IN else "belongs_to_none"
    results = [
        Result(each, before=_difference(before[each], after[each]))
        if before[each] != after[each]
        else Result(each, Problem("not_now", same))
        for each in there
    ]
    return results + _not_there(session, agent_ids, there)


def belong_as_before(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, before: Before
) -> list[Result]:
    """Give these agents back the groups they had, where they still belong to what they were put into."""
    concerned = {
        uuid.UUID(each) for kept in before.values() for each in (*kept["joined"], *(s[0] for s in kept["left"]))
    }
    groups = {group.id: group for group in _held(session, concerned)}
    there = members.hold_agents(session, agent_ids, Agent.deleted_at.is_(None))
    present = _seats(session, there)
    going: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    returning: dict[tuple[uuid.UUID, int, bool], list[uuid.UUID]] = defaultdict(list)
    results = []
    for agent_id in there:
        joined = [uuid.UUID(each) for each in before[agent_id]["joined"]]
        left = [(uuid.UUID(each), penalty, paused) for each, penalty, paused in before[agent_id]["left"]]
        if not present[agent_id].keys() >= set(joined) or present[agent_id].keys() & {each for each, *_ in left}:
            results.append(Result(agent_id, Problem("changed_meanwhile", "changed_since_action")))
            continue
        for group_id in joined:
            going[group_id].append(agent_id)
        for seat in left:
            returning[seat].append(agent_id)
        results.append(Result(agent_id))
    for group_id, whom in sorted(going.items()):
        members.remove(session, actor, groups[group_id], whom)
    for (group_id, penalty, paused), whom in sorted(returning.items()):
        if group_id in groups:
            members.add(session, actor, groups[group_id], whom, penalty=penalty, paused=paused)
    return results + _not_there(session, agent_ids, there)


def _held(session: Session, group_ids: Sequence[uuid.UUID] | set[uuid.UUID]) -> list[Group]:
    """Those of these groups that there are, kept from being deleted, in order."""
    held = members.hold(session, group_ids)
    return list(session.scalars(select(Group).where(among(session, Group.id, held)).order_by(Group.id)))


def _seats(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Seats]:
    return {
        agent_id: {each.group_id: (each.penalty, each.paused) for each in belongs}
        for agent_id, belongs in members.of(session, agent_ids).items()
    }


def _difference(before: Seats, after: Seats) -> dict[str, Any]:
    return {
        "joined": [str(each) for each in after if each not in before],
        "left": [[str(each), *seat] for each, seat in before.items() if each not in after],
    }


def _not_there(session: Session, agent_ids: Sequence[uuid.UUID], there: Sequence[uuid.UUID]) -> list[Result]:
    missing = set(agent_ids).difference(there)
    known = set(session.scalars(select(Agent.id).where(among(session, Agent.id, missing)))) if missing else set()
    return [
        Result(each, Problem("not_now", "is_deleted") if each in known else Problem("unknown", "agent_unknown"))
        for each in agent_ids
        if each in missing
    ]
