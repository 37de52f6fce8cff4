"""Giving back: fields that were changed return to what they were, where nobody has changed them since."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import among, batches
from onboarding.groups import members
from onboarding.groups.members import Belonging
from onboarding.settings import Settings
from onboarding.staffing import planning
from onboarding.staffing.bring_on_board import ALWAYS, bring_on_board
from onboarding.staffing.memberships import KIND_OF, written
from onboarding.staffing.people import Newcomer
from onboarding.wording import Problem

_WITH_PENALTY = re.compile(r"(.+):([0-9]{1,4})")


@dataclass(slots=True)
class Return:
    """What was changed for one agent (field → [old, new]), and what comes of taking it back.

    `values`: what the agent is given back, as Newcomer.values; `stays`: why something is not given back.
    """

    agent_id: uuid.UUID
    changes: dict[str, list[Any]]
    row: int = 0
    agent: Agent | None = None
    values: dict[str, Any] = field(default_factory=dict)
    stays: list[Problem] = field(default_factory=list)

    def drop(self, problems: Sequence[Problem]) -> None:
        """These fields cannot be had back; one that names no field stands in the way of all."""
        self.stays += problems
        for problem in problems:
            if problem.column in self.values:
                del self.values[problem.column]
            else:
                self.values.clear()


def look(session: Session, returns: Sequence[Return]) -> None:
    """Say of each what it would get back now, and what not and why; nothing is written."""
    compare(session, returns)
    asked = [each for each in returns if each.values]
    plans = planning.plan(session, [_newcomer(each) for each in asked], change_usernames=True)
    for each, plan in zip(asked, plans, strict=True):
        each.drop(plan.problems)


def give_back(
    session: Session, settings: Settings, returns: Sequence[Return], *, actor: Actor, cause_id: uuid.UUID | None = None
) -> None:
    """Give back what can be; a field that cannot be is left out, and the others are tried again."""
    compare(session, returns)
    asked = [each for each in returns if each.values]
    while asked:
        outcomes = bring_on_board(
            session,
            settings,
            [_newcomer(each) for each in asked],
            actor=actor,
            cause_id=cause_id,
            change_usernames=True,
        )
        refused = [(each, outcome.problems) for each, outcome in zip(asked, outcomes, strict=True) if outcome.problems]
        for each, problems in refused:
            each.drop(problems)
        asked = [each for each, _ in refused if each.values]


def _newcomer(each: Return) -> Newcomer:
    return Newcomer(dict(each.values), each.row, agent=each.agent)


def compare(session: Session, returns: Sequence[Return]) -> None:
    """Find the agents, and of each the fields that are still as they were changed."""
    agents: dict[uuid.UUID, Agent] = {}
    for part in batches([each.agent_id for each in returns], 1000):
        agents.update(
            (agent.id, agent) for agent in session.scalars(select(Agent).where(among(session, Agent.id, part)))
        )
    belongs = members.of(session, list(agents))
    for each in returns:
        each.agent = agents.get(each.agent_id)
        if each.agent is None:
            each.stays.append(Problem("unknown", "agent_unknown"))
        elif each.agent.deleted_at is not None:
            each.stays.append(Problem("not_now", "was_deleted_since", params={"name": each.agent.full_name}))
        else:
            _compare(each, each.agent, belongs[each.agent_id])


def _compare(each: Return, agent: Agent, belongs: Sequence[Belonging]) -> None:
    for name, (old, new) in each.changes.items():
        present = _groups(name, belongs) if name in KIND_OF else planning.as_stored(getattr(agent, name))
        if _same(present, new if new is not None else ALWAYS.get(name)):
            each.values[name] = _as_asked(name, old)
        elif not _same(present, old):
            each.stays.append(_changed_since(name, present, agent))


def _groups(name: str, belongs: Sequence[Belonging]) -> list[str] | str | None:
    return written(name, [(one.name, one.penalty) for one in belongs if one.kind == KIND_OF[name]])


def _same(one: Any, other: Any) -> bool:
    return sorted(one) == sorted(other) if isinstance(one, list) and isinstance(other, list) else bool(one == other)


def _as_asked(name: str, old: Any) -> Any:
    """An old value as somebody asks for it; a queue's penalty is said, so that it does not stay as it is."""
    if name == "teams":
        return [[group, None] for group in old]
    if name != "queues":
        return old
    found = [(_WITH_PENALTY.fullmatch(group), group) for group in old]
    return [[match[1], int(match[2])] if match else [group, 0] for match, group in found]


def _changed_since(name: str, present: Any, agent: Agent) -> Problem:
    shown = ", ".join(present) if isinstance(present, list) else present
    if shown in (None, ""):
        return Problem("changed_meanwhile", "was_emptied_since", name, None, {"name": agent.full_name})
    return Problem(
        "changed_meanwhile", "was_changed_since", name, None, {"name": agent.full_name, "present": _word(shown)}
    )


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
