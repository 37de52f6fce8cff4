"""Actions for tests: people whom they are for, the form that somebody confirmed, and what became of each."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk import actions
from onboarding.bulk.action_models import BulkAction, BulkActionResult
from onboarding.bulk.actions import Asked
from onboarding.bulk.audience import Audience
from onboarding.database import begin_writing, new_id
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query
from onboarding.settings import Settings
from onboarding.staffing import adding
from onboarding.wording import Problem

HR = Actor("Ingrid Solheim", role="hr")
ADMIN = Actor("Ada Admin", role="admin")


def people(session: Session, settings: Settings, *names: str, **typed: str) -> list[Agent]:
    """Agents as the form adds them."""
    begin_writing(session)
    added = [
        adding.add(
            session,
            settings,
            {"full_name": name, "email": f"{name.casefold().replace(' ', '.')}@northwind.example", **typed},
            actor=HR,
            invite="none",
        ).agent
        for name in names
    ]
    session.commit()
    return added


def of(*filters: str) -> Query:
    return Query(filters=parse_all(filters))


def act(
    session: Session,
    settings: Settings,
    deed: str,
    whom: Sequence[Agent] | Query,
    *,
    confirmed: int | None = None,
    form: uuid.UUID | None = None,
    actor: Actor = HR,
    **choices: Any,
) -> BulkAction:
    """What confirming does, in a transaction of its own."""
    if isinstance(whom, Query):
        audience, number = Audience(query=whom), 10_000
    else:
        audience, number = Audience(tuple(agent.id for agent in whom)), len(whom)
    asked = Asked(form or new_id(), deed, audience, number if confirmed is None else confirmed, choices)
    begin_writing(session)
    action = actions.begin(session, settings, asked, actor=actor)
    session.commit()
    return action


def take_back(session: Session, settings: Settings, action: BulkAction, actor: Actor = HR) -> BulkAction:
    begin_writing(session)
    undone = actions.undo(session, settings, action.id, actor=actor)
    session.commit()
    return undone


def step(session: Session, settings: Settings, action: BulkAction, chunk: int) -> bool:
    """What a worker does in one transaction."""
    begin_writing(session)
    goes_on = actions.step(session, replace(settings, chunk_rows=chunk), action.id)
    session.commit()
    return goes_on


def outcomes(session: Session, action: BulkAction) -> dict[str, str]:
    """Name → done, waiting, or why somebody was left out."""
    found = (
        select(Agent.full_name, BulkActionResult)
        .join(BulkActionResult, BulkActionResult.agent_id == Agent.id)
        .where(BulkActionResult.action_id == action.id)
        .order_by(Agent.full_name)
    )
    rows = session.execute(found, execution_options={"populate_existing": True})
    return {name: Problem.restored(row.problem).reason if row.problem else row.outcome for name, row in rows}


def now_is(session: Session, agent: Agent) -> Agent:
    """The agent as the database has them."""
    return session.get_one(Agent, agent.id, populate_existing=True)
