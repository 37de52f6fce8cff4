"""The groups that people are to belong to: names become groups, for all people at once."""

import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from onboarding.groups import groups, members
from onboarding.groups.models import Group
from onboarding.groups.names import key, nearest
from onboarding.staffing.people import Plan
from onboarding.wording import Problem

KIND_OF = {"teams": "team", "queues": "queue", "profile": "profile", "ai_assistant": "ai_assistant"}
"""The fields that hold names of groups, with the kind of group."""

Asked = list[tuple[str, int | None]]
Found = Mapping[str, Group]
Nearest = Callable[[str, str], str | None]


def resolve(session: Session, plans: Sequence[Plan]) -> None:
    """Say of each plan which groups its person is to belong to, and what that changes; refuse names of no group, or
    leave them out where the field is lenient."""
    _read_present(session, plans)
    found = {field: groups.find(session, kind, _names(plans, field)) for field, kind in KIND_OF.items()}
    names_of = cache(lambda kind: [name for _, name in groups.named(session, kind)])
    near = cache(lambda kind, name: nearest(name, names_of(kind)))
    for each in plans:
        for field in [field for field in KIND_OF if field in each.newcomer.values]:
            _resolve(each, field, found[field], near)


def hold(session: Session, plans: Sequence[Plan]) -> None:
    """Keep the groups of these plans until the transaction ends. One that somebody has deleted meanwhile is left out:
    so it would be, had the person come first."""
    wanted = {group_id for each in plans for groups_ in each.memberships.values() for group_id, _ in groups_}
    held = members.hold(session, wanted) if wanted else frozenset()
    if wanted - held:
        for each in plans:
            for kind, groups_ in each.memberships.items():
                each.memberships[kind] = [(group_id, penalty) for group_id, penalty in groups_ if group_id in held]


def enrol(session: Session, created: Sequence[Plan]) -> None:
    """Write what new people belong to."""
    members.enrol(session, {p.agent_id: [one for kind in p.memberships.values() for one in kind] for p in created})


def replace(session: Session, changed: Sequence[Plan]) -> None:
    """Write what changes for people who are there; with any of them all are held, in one order, before they change."""
    by_kind: dict[str, dict[uuid.UUID, Sequence[tuple[uuid.UUID, int | None]]]] = defaultdict(dict)
    for each in changed:
        for field in each.regrouped:
            by_kind[KIND_OF[field]][each.agent_id] = each.memberships[KIND_OF[field]]
    if by_kind:
        members.hold_agents(session, [each.agent_id for each in changed])
    for kind, wanted in by_kind.items():
        members.replace(session, kind, wanted)


def present_teams(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """The teams that each of these agents is in."""
    return {
        agent_id: frozenset(one.group_id for one in belongs if one.kind == "team")
        for agent_id, belongs in members.of(session, agent_ids).items()
    }


def _read_present(session: Session, plans: Sequence[Plan]) -> None:
    known = {each.agent.id for each in plans if each.agent is not None}
    present = members.of(session, sorted(known))
    for each in plans:
        if each.agent is not None:
            each.belongs = present[each.agent.id]


def _names(plans: Sequence[Plan], field: str) -> set[str]:
    return {name for each in plans for name, _ in _asked(each.newcomer.values.get(field))}


def _asked(value: Any) -> Asked:
    """What a field holds, whether it is a list, one name or nothing."""
    if value is None:
        return []
    return [(value, None)] if isinstance(value, str) else [(name, penalty) for name, penalty in value]


def _resolve(each: Plan, field: str, found: Found, near: Nearest) -> None:
    asked = _asked(each.newcomer.values[field])
    known = [(name, penalty) for name, penalty in asked if key(name) in found]
    unknown = [name for name, _ in asked if key(name) not in found]
    each.unknown_groups.extend((field, name) for name in unknown)
    if unknown and field in each.newcomer.lenient:
        _leave_out(each, field, known, unknown)
    elif unknown:
        for name in unknown:
            each.refuse(_no_such(field, name, near(KIND_OF[field], name)))
    if known or not unknown:
        _settle(each, field, {found[key(name)]: penalty for name, penalty in known})


def _leave_out(each: Plan, field: str, known: Asked, unknown: Sequence[str]) -> None:
    each.warnings.append(Problem("unknown_value", "group_not_applied", field, ", ".join(unknown)))
    if known:
        each.newcomer.values[field] = [[name, penalty] for name, penalty in known]
    else:
        del each.newcomer.values[field]


def _no_such(field: str, name: str, near: str | None) -> Problem:
    parts = [part.strip() for part in re.split(r"[,;/]", name)]
    if field in ("teams", "queues") and len(parts) > 1 and all(parts):
        return Problem("unknown_value", f"no_such_{field}_several", field, name, {"meant": "|".join(parts)})
    if near is None:
        return Problem("unknown_value", f"no_such_{field}", field, name)
    return Problem("unknown_value", f"no_such_{field}_near", field, name, {"nearest": near})


def _settle(each: Plan, field: str, wanted: Mapping[Group, int | None]) -> None:
    each.memberships[KIND_OF[field]] = [(group.id, penalty) for group, penalty in wanted.items()]
    present = {one.group_id: one for one in each.belongs if one.kind == KIND_OF[field]}
    becomes = {
        group: penalty if penalty is not None else present[group.id].penalty if group.id in present else 0
        for group, penalty in wanted.items()
    }
    before = {one.group_id: one.penalty for one in present.values()}
    if before != {group.id: penalty for group, penalty in becomes.items()}:
        old = [(one.name, one.penalty) for one in present.values()]
        new = [(group.name, penalty) for group, penalty in becomes.items()]
        each.regrouped[field] = [written(field, old), written(field, new)]


def written(field: str, groups_: Sequence[tuple[str, int]]) -> list[str] | str | None:
    """Names with penalties as the field is written: a list, or one name for what somebody has one of."""
    names = [f"{name}:{penalty}" if penalty else name for name, penalty in groups_]
    if field in ("teams", "queues"):
        return names
    return names[0] if names else None
