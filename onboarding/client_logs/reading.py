"""The lines of one agent, as those who help them read, download and delete them."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.client_logs.levels import and_worse
from onboarding.client_logs.models import ClientLogLine

SHOWN = 500


def latest(session: Session, agent_id: uuid.UUID, level: str = "", text: str = "") -> Sequence[ClientLogLine]:
    """The newest 500 lines, newest first: of this level and worse, and with this text in them, in any case."""
    asked = select(ClientLogLine).where(ClientLogLine.agent_id == agent_id)
    if levels := and_worse(level):
        asked = asked.where(ClientLogLine.level.in_(levels))
    if text:
        asked = asked.where(ClientLogLine.text.icontains(text, autoescape=True))
    return session.scalars(asked.order_by(ClientLogLine.at.desc(), ClientLogLine.id.desc()).limit(SHOWN)).all()


def has_any(session: Session, agent_id: uuid.UUID) -> bool:
    return session.scalar(select(ClientLogLine.id).where(ClientLogLine.agent_id == agent_id).limit(1)) is not None


def delete_all(session: Session, actor: Actor, agent: Agent) -> int:
    """Delete the agent's lines; returns how many there were."""
    gone: Any = session.execute(
        delete(ClientLogLine).where(ClientLogLine.agent_id == agent.id),
        execution_options={"synchronize_session": False},
    )
    if gone.rowcount:
        audit.note(session, actor, "agent.log_deleted", "agent", agent.id, lines=gone.rowcount)
    return int(gone.rowcount)
