"""What can be done to many at once, and how it is taken back: each deed takes a set and says what became of each.

A deed leaves out for whom it cannot be done, and says why; the others are done in the caller's transaction.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from onboarding.accounts import staff
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk import action_groups, action_typology
from onboarding.bulk.action_groups import Before
from onboarding.bulk.action_results import Result
from onboarding.database import among, now
from onboarding.invitations import inviting
from onboarding.settings import Settings
from onboarding.staffing import erasing, leaving
from onboarding.staffing.leaving import Done
from onboarding.wording import Problem

Choices = Mapping[str, Any]
Do = Callable[[Session, Settings, Sequence[uuid.UUID], Actor, Choices], list[Result]]
Undo = Callable[[Session, Settings, Sequence[uuid.UUID], Actor, Before], list[Result]]

EDITORS = ("admin", "hr")


@dataclass(frozen=True, slots=True)
class Deed:
    """`undo`: None where it cannot be taken back. `roles`: who may ask for it. `of_deleted`: for deleted agents."""

    do: Do
    undo: Undo | None = None
    roles: tuple[str, ...] = EDITORS
    of_deleted: bool = False


def _invite(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    agents = _held(session, agent_ids)
    refused = {agent.id: problem for agent in agents if (problem := inviting.why_not(agent)) is not None}
    inviting.invite(session, settings, [agent for agent in agents if agent.id not in refused], actor=actor)
    return _each(agent_ids, agents, refused)


def _unlock(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    agents = _held(session, agent_ids)
    locked = select(Account).where(among(session, Account.agent_id, agent_ids), Account.locked_until > now())
    opened = {each.agent_id for each in session.scalars(locked).all() if staff.unlock(session, actor, each)}
    closed = {agent.id: Problem("not_now", "is_not_locked") for agent in agents if agent.id not in opened}
    return _each(agent_ids, agents, closed)


def _disable(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    return _marked(session, leaving.disable(session, settings, agent_ids, actor=actor), Agent.disabled_at)


def _enable_again(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, before: Before
) -> list[Result]:
    versions, moved = _as_left(session, agent_ids, Agent.disabled_at, before)
    return moved + _results(leaving.enable(session, settings, list(versions), actor=actor, versions=versions))


def _enable(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    return _results(leaving.enable(session, settings, agent_ids, actor=actor))


def _delete(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    return _marked(session, leaving.delete(session, settings, agent_ids, actor=actor), Agent.deleted_at)


def _restore_again(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, before: Before
) -> list[Result]:
    versions, moved = _as_left(session, agent_ids, Agent.deleted_at, before)
    return moved + _results(leaving.restore(session, settings, list(versions), actor=actor, versions=versions))


def _restore(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    return _results(leaving.restore(session, settings, agent_ids, actor=actor))


def _disable_again(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, before: Before
) -> list[Result]:
    return _results(leaving.disable(session, settings, agent_ids, actor=actor))


def _delete_again(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, before: Before
) -> list[Result]:
    return _results(leaving.delete(session, settings, agent_ids, actor=actor))


def _erase(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], actor: Actor, choices: Choices
) -> list[Result]:
    return _results(erasing.erase(session, agent_ids, actor=actor))


DEEDS: dict[str, Deed] = {
    "invite": Deed(_invite),
    "add": Deed(action_groups.regroup, action_groups.belong_as_before),
    "enable": Deed(_enable, _disable_again),
    "disable": Deed(_disable, _enable_again),
    "unlock": Deed(_unlock, roles=("admin",)),
    "typology": Deed(action_typology.change, action_typology.change_back),
    "delete": Deed(_delete, _restore_again),
    "restore": Deed(_restore, _delete_again, of_deleted=True),
    "erase": Deed(_erase, of_deleted=True),
}


def _held(session: Session, agent_ids: Sequence[uuid.UUID]) -> list[Agent]:
    """The agents as they are now, kept from being changed by others."""
    held = select(Agent).where(among(session, Agent.id, agent_ids)).order_by(Agent.id).with_for_update()
    return list(session.scalars(held, execution_options={"populate_existing": True}))


def _each(
    agent_ids: Sequence[uuid.UUID], agents: Sequence[Agent], refused: Mapping[uuid.UUID, Problem]
) -> list[Result]:
    known = {agent.id for agent in agents}
    gone = Problem("unknown", "agent_unknown")
    return [Result(each, refused.get(each) if each in known else gone) for each in agent_ids]


def _results(done: Sequence[Done]) -> list[Result]:
    return [Result(each.agent_id, each.problem, each.warnings) for each in done]


def _marked(session: Session, done: Sequence[Done], column: InstrumentedAttribute[datetime | None]) -> list[Result]:
    """With the moment at which it was done: whoever has another one later was done to again by somebody else."""
    well = [each.agent_id for each in done if each.ok]
    at = select(Agent.id, column).where(among(session, Agent.id, well))
    marks: dict[uuid.UUID, datetime] = {agent_id: moment for agent_id, moment in session.execute(at) if moment}
    return [
        Result(
            each.agent_id, each.problem, each.warnings, {"at": marks[each.agent_id].isoformat()} if each.ok else None
        )
        for each in done
    ]


def _as_left(
    session: Session, agent_ids: Sequence[uuid.UUID], column: InstrumentedAttribute[datetime | None], before: Before
) -> tuple[dict[uuid.UUID, int], list[Result]]:
    """Agent → version of those who are as the action left them; and the others, with why they stay as they are."""
    found = select(Agent.id, Agent.version, column).where(among(session, Agent.id, agent_ids))
    present = {agent_id: (version, at) for agent_id, version, at in session.execute(found)}
    same = {
        agent_id: version
        for agent_id, (version, at) in present.items()
        if at is not None and at.isoformat() == before[agent_id]["at"]
    }
    moved = Problem("changed_meanwhile", "changed_since_action")
    gone = Problem("unknown", "agent_unknown")
    return same, [Result(each, moved if each in present else gone) for each in agent_ids if each not in same]
