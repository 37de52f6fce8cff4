"""Status and stage of agents as SQL: the same functions of the facts as in agents/readiness.py."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent


def locked(at: datetime) -> ColumnElement[bool]:
    """Whether the agent's account is locked at this moment; needs accounts joined."""
    return and_(Account.locked_until.is_not(None), Account.locked_until > at)


def status(at: datetime) -> ColumnElement[str]:
    """deleted > disabled > locked > pending > active; needs accounts joined."""
    return case(
        (Agent.deleted_at.is_not(None), "deleted"),
        (Agent.disabled_at.is_not(None), "disabled"),
        (locked(at), "locked"),
        (Agent.joined_at.is_(None), "pending"),
        else_="active",
    )


def stage(at: datetime) -> ColumnElement[str]:
    """The last of the unbroken run of facts that hold; needs accounts joined.

    Each line names the stage at which somebody stands for whom the next fact does not hold. Those who have joined
    count as invited, and a phone of which nothing is known counts as seen.
    """
    joined = Agent.joined_at.is_not(None)
    return case(
        (Agent.provisioned_at.is_(None), "created"),
        (and_(Agent.invited_at.is_(None), ~joined), "provisioned"),
        (~joined, "invited"),
        (Agent.phone_seen.is_(False), "joined"),
        (
            or_(
                Agent.queue_count <= 0,
                Agent.disabled_at.is_not(None),
                Agent.deleted_at.is_not(None),
                locked(at),
            ),
            "registered",
        ),
        else_="ready",
    )
