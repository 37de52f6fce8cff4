"""How much an agent's pages tell: each level takes in all that are worse."""

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.agents.models import CLIENT_LOG_LEVELS, Agent
from onboarding.audit import Actor

OFF, *LEVELS = CLIENT_LOG_LEVELS


def and_worse(level: str) -> list[str]:
    """The levels of lines that are taken at this level, the worst first; none when it is off, or not one of ours."""
    return LEVELS[: LEVELS.index(level) + 1] if level in LEVELS else []


def set_level(session: Session, actor: Actor, agent: Agent, level: str) -> bool:
    """Let the agent's pages tell this much from now on; False where they do already. Raises ValueError."""
    if level not in CLIENT_LOG_LEVELS:
        raise ValueError(level)
    if agent.client_log_level == level:
        return False
    changes = {"client_log_level": [agent.client_log_level, level]}
    agent.client_log_level = level
    session.flush()
    audit.note(session, actor, "agent.log_level_changed", "agent", agent.id, changes=changes)
    return True
