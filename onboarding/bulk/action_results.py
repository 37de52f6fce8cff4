"""What a deed does to a set: one result an agent; and how results are kept and read again."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk.action_models import BulkAction, BulkActionResult
from onboarding.directory.visible import visible_to
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Result:
    """`problem`: why nothing was done; `before`: what taking it back needs."""

    agent_id: uuid.UUID
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()
    before: dict[str, Any] | None = None


def for_all(agent_ids: Sequence[uuid.UUID], problem: Problem) -> list[Result]:
    """The same reason for all of these."""
    return [Result(agent_id, problem) for agent_id in agent_ids]


def note(session: Session, action_id: uuid.UUID, results: Sequence[Result]) -> None:
    """Write what became of these agents, in one go."""
    session.flush()
    rows = [
        {
            "action_id": action_id,
            "agent_id": each.agent_id,
            "outcome": "left_out" if each.problem else "done",
            "problem": _impersonal(each.problem) if each.problem else None,
            "warnings": [_impersonal(warning) for warning in each.warnings] or None,
            "before": each.before,
        }
        for each in results
    ]
    if rows:
        session.execute(update(BulkActionResult), rows)


def _impersonal(problem: Problem) -> dict[str, Any]:
    """Without the name, which is the agent's to keep, to change and to have erased."""
    return replace(problem, params={name: value for name, value in problem.params.items() if name != "name"}).stored()


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of one agent, who is None where they have been erased since."""

    agent_id: uuid.UUID
    agent: Agent | None
    outcome: str
    problem: Problem | None
    warnings: tuple[Problem, ...]


def page(
    session: Session,
    actor: Actor,
    action_id: uuid.UUID,
    *,
    outcome: str | None = None,
    after: uuid.UUID | None = None,
    limit: int,
    nobody: str,
) -> list[Shown]:
    """Some of the results, of one outcome or all; `nobody`: what stands for the name of somebody who was erased."""
    found = (
        select(BulkActionResult, Agent)
        .outerjoin(Agent, Agent.id == BulkActionResult.agent_id)
        .where(BulkActionResult.action_id == action_id, (Agent.id.is_(None) | visible_to(actor)))
        .order_by(BulkActionResult.agent_id)
        .limit(limit)
    )
    if outcome is not None:
        found = found.where(BulkActionResult.outcome == outcome)
    if after is not None:
        found = found.where(BulkActionResult.agent_id > after)
    return [_shown(result, agent, nobody) for result, agent in session.execute(found)]


def _shown(result: BulkActionResult, agent: Agent | None, nobody: str) -> Shown:
    name = agent.full_name if agent else nobody
    problem = _named(result.problem, name) if result.problem else None
    return Shown(
        result.agent_id, agent, result.outcome, problem, tuple(_named(each, name) for each in result.warnings or ())
    )


def _named(kept: Mapping[str, Any], name: str) -> Problem:
    problem = Problem.restored(kept)
    return replace(problem, params={**problem.params, "name": name})


def recent(session: Session, limit: int, before: uuid.UUID | None = None) -> list[BulkAction]:
    """The newest actions first; `before`: those made before this one."""
    found = select(BulkAction).order_by(BulkAction.id.desc()).limit(limit)
    return list(session.scalars(found.where(BulkAction.id < before) if before else found))


def undoing(session: Session, action_id: uuid.UUID) -> BulkAction | None:
    """The action that takes this one back, if somebody has asked for it."""
    return session.scalar(select(BulkAction).where(BulkAction.undoes == action_id))
