"""Where agents stand, as SQL: the same functions of the facts as in agents/readiness.py, and what stands in the way.

What is true of few (locked, phone work) is looked up once as a set, so that none of it costs a look-up for each agent.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.invitations import expiring
from onboarding.telephony.provisioning import KIND as PHONE_WORK
from onboarding.work import Work

REASONS = (
    "disabled",
    "no_extension",
    "phone_failed",
    "phone_waiting",
    "bounced",
    "expired",
    "not_invited",
    "planned",
    "no_password",
    "phone_not_seen",
    "locked",
    "no_queue",
    "none",
)
"""What stands in the way of being ready, the first thing first; none: nothing does."""
_OF_INVITATIONS = {
    "bounced": "bounced",
    "failed": "bounced",
    "expired": "expired",
    "planned": "planned",
    "sent": "no_password",
}
"""State of the latest invitation of somebody who has not joined → what stands in the way."""


def locked(at: datetime) -> ColumnElement[bool]:
    """Whether the agent's account is locked at this moment."""
    return Agent.id.in_(select(Account.agent_id).where(Account.locked_until > at, Account.agent_id.is_not(None)))


def status(at: datetime) -> ColumnElement[str]:
    """deleted > disabled > locked > pending > active."""
    return case(
        (Agent.deleted_at.is_not(None), "deleted"),
        (Agent.disabled_at.is_not(None), "disabled"),
        (locked(at), "locked"),
        (Agent.joined_at.is_(None), "pending"),
        else_="active",
    )


def stage(at: datetime) -> ColumnElement[str]:
    """The last of the unbroken run of facts that hold.

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


def reason(at: datetime) -> ColumnElement[str]:
    """What stands in the way of being ready: one of REASONS."""
    return case(
        (Agent.disabled_at.is_not(None), "disabled"),
        (and_(Agent.provisioned_at.is_(None), Agent.extension.is_(None)), "no_extension"),
        (and_(Agent.provisioned_at.is_(None), phone_failed()), "phone_failed"),
        (Agent.provisioned_at.is_(None), "phone_waiting"),
        (Agent.joined_at.is_(None), case(_OF_INVITATIONS, value=invitation(at), else_="not_invited")),
        (Agent.phone_seen.is_(False), "phone_not_seen"),
        (locked(at), "locked"),
        (Agent.queue_count <= 0, "no_queue"),
        else_="none",
    )


def invitation(at: datetime) -> ColumnElement[str]:
    """The state of the latest invitation, expired as soon as its time is over; none where there is no invitation."""
    return func.coalesce(expiring.latest_state(at), "none")


def phone_failed() -> ColumnElement[bool]:
    """Whether setting the phone up did not work; it may be tried again by itself."""
    return Agent.id.in_(select(Work.subject_id).where(Work.kind == PHONE_WORK, Work.problem.is_not(None)))


def phone_setup() -> ColumnElement[str]:
    """How the phone's account on the switch stands: failed, waiting, done, or none where there is none to be."""
    asked = Agent.id.in_(select(Work.subject_id).where(Work.kind == PHONE_WORK))
    wanted = and_(Agent.extension.is_not(None), Agent.disabled_at.is_(None), Agent.deleted_at.is_(None))
    return case(
        (phone_failed(), "failed"),
        (or_(asked, and_(Agent.provisioned_at.is_(None), wanted)), "waiting"),
        (Agent.provisioned_at.is_not(None), "done"),
        else_="none",
    )
