"""Leaving and coming back: agents are disabled, enabled, deleted and restored, in sets.

Who cannot be is told why, and the others go on. Numbers are locked before agents, as everywhere.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor
from onboarding.database import among, batches, now
from onboarding.invitations import inviting
from onboarding.numbering import free
from onboarding.numbering.allocation import Want
from onboarding.settings import Settings
from onboarding.staffing import numbers, planning
from onboarding.staffing.last_day import without_past_last_day
from onboarding.telephony import provisioning
from onboarding.wording import Problem

MOST_AT_ONCE = 1000
FARTHEST_AHEAD = timedelta(hours=14)
"""How far the clocks of the earliest time zone are before UTC."""

Versions = Mapping[uuid.UUID, int]
"""The version of each agent that a deed is based on."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one agent. `problem`: why nothing was done; `warnings`: what to know about what was done."""

    agent_id: uuid.UUID
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return self.problem is None


def disable(
    session: Session,
    settings: Settings,
    agent_ids: Sequence[uuid.UUID],
    *,
    actor: Actor,
    versions: Versions | None = None,
) -> list[Done]:
    """Shut these agents out: sessions, links and invitations end, the phone goes at once; extension and groups stay."""
    done: list[Done] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        agents, refused = _in_hand(session, part, versions, _not_disabled_because)
        for agent in agents:
            agent.disabled_at = now()
        _changed(session, agents)
        _shut_out(session, settings, agents, actor)
        audit.note_many(session, actor, numbers.DISABLED, "agent", [(each.id, _last_day(each)) for each in agents])
        done += _results(part, refused)
    return done


def enable(
    session: Session,
    settings: Settings,
    agent_ids: Sequence[uuid.UUID],
    *,
    actor: Actor,
    versions: Versions | None = None,
) -> list[Done]:
    """Let these agents in again; the phone they had is set up anew. Who had not joined needs an invitation."""
    done: list[Done] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        agents, refused = _in_hand(session, part, versions, _not_enabled_because)
        warnings = {agent.id: without_past_last_day(settings, agent) for agent in agents}
        for agent in agents:
            agent.disabled_at = None
        _changed(session, agents)
        provisioning.ask(session, [agent.id for agent in agents])
        audit.note_many(session, actor, "agent.enabled", "agent", [(agent.id, {}) for agent in agents])
        done += _results(part, refused, warnings)
    return done


def delete(
    session: Session,
    settings: Settings,
    agent_ids: Sequence[uuid.UUID],
    *,
    actor: Actor,
    versions: Versions | None = None,
) -> list[Done]:
    """Delete these agents: as disabling, and the extension is given back. They keep what is needed to restore them."""
    done: list[Done] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        free.spans(session, lock=True)
        agents, refused = _in_hand(session, part, versions, _not_deleted_because)
        left = {agent.extension: agent for agent in agents if agent.extension is not None}
        deeds = [(agent.id, {"extension": agent.extension}) for agent in agents]
        for agent in agents:
            agent.deleted_at, agent.extension = now(), None
        _changed(session, agents)
        numbers.take_back(session, left)
        _shut_out(session, settings, agents, actor)
        audit.note_many(session, actor, numbers.DELETED, "agent", deeds)
        done += _results(part, refused)
    return done


def erase(
    session: Session, settings: Settings, agent_ids: Sequence[uuid.UUID], *, actor: Actor, deed: str, **detail: str
) -> list[Done]:
    """Unmake these agents, who have not joined: as deleting, and `sweep_out` then leaves nothing to restore.

    Their numbers are free at once, unless a phone was seen there: who has not joined was never shown how to set one up.
    """
    done: list[Done] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        free.spans(session, lock=True)
        agents, refused = _in_hand(session, part, None, _not_erased_because)
        had = {agent.extension: agent for agent in agents if agent.extension is not None}
        deeds = [(agent.id, {"extension": agent.extension, **detail}) for agent in agents]
        for agent in agents:
            agent.deleted_at, agent.extension = agent.deleted_at or now(), None
        _changed(session, agents)
        numbers.take_back_unused(session, had)
        _shut_out(session, settings, agents, actor)
        audit.note_many(session, actor, deed, "agent", deeds)
        done += _results(part, refused)
    return done


def sweep_out(session: Session, agent_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """The rows of erased agents go, with all that belongs to them; returns those whom the switch still has: they go
    once it has let go."""
    left: list[uuid.UUID] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        these = among(session, Agent.id, part), Agent.deleted_at.is_not(None), Agent.joined_at.is_(None)
        gone = delete_rows(Agent).where(
            *these, Agent.provisioned_extension.is_(None), Agent.arriving_extension.is_(None)
        )
        session.execute(gone, execution_options={"synchronize_session": False})
        left += session.scalars(select(Agent.id).where(*these))
    session.expunge_all()
    return left


def restore(
    session: Session,
    settings: Settings,
    agent_ids: Sequence[uuid.UUID],
    *,
    actor: Actor,
    versions: Versions | None = None,
) -> list[Done]:
    """Bring deleted agents back, with the extension they had where nobody else may have it, else with the next free
    one and a warning. Whoever was disabled before stays so."""
    done: list[Done] = []
    for part in batches(agent_ids, MOST_AT_ONCE):
        free.spans(session, lock=True)
        found, refused = _in_hand(session, part, versions, _not_restored_because)
        given, warnings = _numbers_for(session, found)
        refused |= {agent_id: number for agent_id, number in given.items() if isinstance(number, Problem)}
        agents = [agent for agent in found if agent.id not in refused]
        for agent in agents:
            warnings[agent.id] += without_past_last_day(settings, agent)
            agent.deleted_at, agent.extension = None, _number(given[agent.id])
        _changed(session, agents)
        provisioning.ask(session, [agent.id for agent in agents])
        deeds = [(agent.id, {"extension": agent.extension}) for agent in agents]
        audit.note_many(session, actor, "agent.restored", "agent", deeds)
        done += _results(part, refused, warnings)
    return done


def disable_those_who_left(session: Session, settings: Settings, at: datetime) -> list[Done]:
    """Disable everybody whose last day is over at this moment where they are, else where the organisation is."""
    near = select(Agent.id, Agent.end_date, Agent.timezone).where(
        Agent.end_date < (at + FARTHEST_AHEAD).date(), Agent.disabled_at.is_(None), Agent.deleted_at.is_(None)
    )
    gone = [
        agent_id
        for agent_id, end_date, timezone in session.execute(near)
        if end_date and end_date < at.astimezone(ZoneInfo(timezone or settings.timezone)).date()
    ]
    return disable(session, settings, gone, actor=SERVICE)


def _in_hand(
    session: Session,
    agent_ids: Sequence[uuid.UUID],
    versions: Versions | None,
    why_not: Callable[[Agent], Problem | None],
) -> tuple[list[Agent], dict[uuid.UUID, Problem]]:
    """The agents as they are now, locked, without those for whom this cannot be done; and why not."""
    statement = select(Agent).where(among(session, Agent.id, agent_ids)).order_by(Agent.id).with_for_update()
    agents = session.scalars(statement, execution_options={"populate_existing": True}).all()
    refused = dict.fromkeys(agent_ids, Problem("unknown", "agent_unknown"))
    for agent in agents:
        del refused[agent.id]
        problem = _moved_on(agent, versions) or why_not(agent)
        if problem is not None:
            refused[agent.id] = problem
    return [agent for agent in agents if agent.id not in refused], refused


def _moved_on(agent: Agent, versions: Versions | None) -> Problem | None:
    if versions is None or versions.get(agent.id, agent.version) == agent.version:
        return None
    return Problem("changed_meanwhile", "agent_changed_meanwhile", params={"name": agent.full_name})


def _not_disabled_because(agent: Agent) -> Problem | None:
    return _not_now(agent, "is_deleted", agent.deleted_at) or _not_now(agent, "is_disabled_already", agent.disabled_at)


def _not_enabled_because(agent: Agent) -> Problem | None:
    return _not_now(agent, "is_deleted", agent.deleted_at) or _not_now(agent, "is_not_disabled", not agent.disabled_at)


def _not_deleted_because(agent: Agent) -> Problem | None:
    return _not_now(agent, "is_deleted_already", agent.deleted_at)


def _not_erased_because(agent: Agent) -> Problem | None:
    return _not_now(agent, "has_joined", agent.joined_at)


def _not_restored_because(agent: Agent) -> Problem | None:
    return _not_now(agent, "is_not_deleted", not agent.deleted_at)


def _not_now(agent: Agent, reason: str, holds: object) -> Problem | None:
    return Problem("not_now", reason, params={"name": agent.full_name}) if holds else None


def _changed(session: Session, agents: Sequence[Agent]) -> None:
    for agent in agents:
        agent.updated_at = now()
        agent.version += 1
    session.flush()


def _shut_out(session: Session, settings: Settings, agents: Sequence[Agent], actor: Actor) -> None:
    """Sessions, links and invitations end, and the phone goes."""
    ids = [agent.id for agent in agents]
    accounts.end_links_and_sessions(session, ids)
    accounts.cancel_messages(session, ids)
    inviting.revoke(session, ids, actor=actor, deed=None)
    provisioning.take_away(session, settings, ids)


def _last_day(agent: Agent) -> dict[str, str]:
    return {"end_date": agent.end_date.isoformat()} if agent.end_date else {}


def _numbers_for(
    session: Session, agents: Sequence[Agent]
) -> tuple[dict[uuid.UUID, int | Problem], dict[uuid.UUID, list[Problem]]]:
    """The extension of each who comes back, or why there is none; and a warning where it is another than before."""
    former = numbers.former_extensions(session, [agent.id for agent in agents])
    teams = planning.present_teams(session, [agent.id for agent in agents])
    wants = [Want(agent.id, agent.typology, None, teams=teams.get(agent.id, frozenset())) for agent in agents]
    given = numbers.give_back(session, wants, former)
    warnings: dict[uuid.UUID, list[Problem]] = {agent.id: [] for agent in agents}
    for agent in agents:
        number, before = given[agent.id], former.get(agent.id)
        if before is not None and isinstance(number, int) and number != before:
            params = {"former": before, "name": agent.full_name}
            warnings[agent.id].append(Problem("changed", "extension_not_back", "extension", str(number), params))
    return given, warnings


def _number(given: int | Problem) -> int:
    assert isinstance(given, int)
    return given


def _results(
    agent_ids: Sequence[uuid.UUID],
    refused: Mapping[uuid.UUID, Problem],
    warnings: Mapping[uuid.UUID, Sequence[Problem]] | None = None,
) -> list[Done]:
    """One result an agent, in the order in which they were asked for."""
    return [Done(each, refused.get(each), tuple((warnings or {}).get(each, ()))) for each in agent_ids]
