"""Status and stage of an agent: functions of its facts, nothing stored."""

from datetime import datetime

from onboarding.agents.models import Agent

STAGES = ("created", "provisioned", "invited", "joined", "registered", "ready")
STATUSES = ("active", "pending", "locked", "disabled", "deleted")


def facts(agent: Agent, locked_until: datetime | None = None, at: datetime | None = None) -> dict[str, bool]:
    """Which of the six facts hold: each pip is filled for its own. A phone of which nothing is known counts as seen."""
    return {
        "created": True,
        "provisioned": agent.provisioned_at is not None,
        "invited": agent.invited_at is not None or agent.joined_at is not None,
        "joined": agent.joined_at is not None,
        "registered": agent.phone_seen is True or (agent.phone_seen is None and agent.joined_at is not None),
        "ready": is_ready(agent, locked_until, at),
    }


def is_ready(agent: Agent, locked_until: datetime | None = None, at: datetime | None = None) -> bool:
    locked = locked_until is not None and at is not None and locked_until > at
    return (
        agent.provisioned_at is not None
        and agent.joined_at is not None
        and agent.queue_count > 0
        and agent.phone_seen is not False
        and agent.disabled_at is None
        and agent.deleted_at is None
        and not locked
    )


def stage(agent: Agent, locked_until: datetime | None = None, at: datetime | None = None) -> str:
    """The last of the unbroken run of facts that hold."""
    reached = "created"
    for name, holds in facts(agent, locked_until, at).items():
        if not holds:
            break
        reached = name
    return reached


def status(agent: Agent, locked_until: datetime | None, at: datetime) -> str:
    """deleted > disabled > locked > pending > active. `locked_until` comes from the agent's account."""
    if agent.deleted_at is not None:
        return "deleted"
    if agent.disabled_at is not None:
        return "disabled"
    if locked_until is not None and locked_until > at:
        return "locked"
    return "pending" if agent.joined_at is None else "active"
