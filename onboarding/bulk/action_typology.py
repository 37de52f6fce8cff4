"""Another typology for many at once, through the one upsert, and back."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk.action_results import Result
from onboarding.database import among
from onboarding.groups import members
from onboarding.settings import Settings
from onboarding.staffing import giving_back
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.giving_back import Return
from onboarding.staffing.people import Newcomer, Outcome
from onboarding.wording import Problem


def change(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Mapping[str, Any]
) -> list[Result]:
    """Give these agents a typology, with what their phones need for it. `choices`: field → value."""
    held = select(Agent).where(among(session, Agent.id, agent_ids)).order_by(Agent.id).with_for_update()
    agents = {agent.id: agent for agent in session.scalars(held, execution_options={"populate_existing": True})}
    refused = {
        agent_id: problem for agent_id in agent_ids if (problem := _why_not(agents.get(agent_id), choices)) is not None
    }
    people = [Newcomer(dict(choices), agent=agents[each]) for each in agent_ids if each not in refused]
    outcomes = bring_on_board(session, settings, people, actor=actor)
    return [Result(each, problem) for each, problem in refused.items()] + [_result(outcome) for outcome in outcomes]


def _why_not(agent: Agent | None, choices: Mapping[str, Any]) -> Problem | None:
    if agent is None:
        return Problem("unknown", "agent_unknown")
    if agent.deleted_at is not None:
        return Problem("not_now", "is_deleted")
    if choices["typology"] == "mobile" and not agent.push_gateway and not choices.get("push_gateway"):
        return Problem("missing", "push_gateway_lacking", "push_gateway")
    return None


def _result(outcome: Outcome) -> Result:
    agent = outcome.newcomer.agent
    assert agent is not None
    if outcome.problems:
        return Result(agent.id, outcome.problems[0])
    if outcome.verdict == "unchanged":
        return Result(agent.id, Problem("not_now", "has_typology_already"))
    return Result(agent.id, warnings=tuple(outcome.warnings), before=outcome.changes)


def change_back(
    session: Session,
    settings: Settings,
    agent_ids: Sequence[uuid.UUID],
    actor: Actor,
    before: Mapping[uuid.UUID, dict[str, Any]],
) -> list[Result]:
    """Give these agents back what they had; who has been changed in any of it since stays as they are."""
    members.hold_agents(session, agent_ids)
    returns = [Return(agent_id, before[agent_id]) for agent_id in agent_ids]
    giving_back.look(session, returns)
    whole = [Return(each.agent_id, each.changes) for each in returns if not each.stays]
    giving_back.give_back(session, settings, whole, actor=actor)
    stays = {each.agent_id: each.stays[0] for each in (*returns, *whole) if each.stays}
    return [Result(agent_id, stays.get(agent_id)) for agent_id in agent_ids]
