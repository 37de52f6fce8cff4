"""Who may see whom."""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.groups.models import Group, Membership, Supervision

SEE_EVERYBODY = ("admin", "hr")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that every list, count and export goes through.

    Administrators and HR see everybody; a supervisor the agents of the groups that they supervise; an agent
    themselves. A program that acts as a supervisor has no groups, and sees nobody.
    """
    if actor.role in SEE_EVERYBODY:
        return true()
    if actor.account_id is None:
        return false()
    if actor.role == "supervisor":
        supervised = (
            select(Membership.agent_id)
            .join(Supervision, Supervision.group_id == Membership.group_id)
            .join(Group, Group.id == Membership.group_id)
            .where(Supervision.account_id == actor.account_id, Group.deleted_at.is_(None))
        )
        return Agent.id.in_(supervised)
    return Agent.id.in_(select(Account.agent_id).where(Account.id == actor.account_id))


def supervises_nothing(session: Session, actor: Actor) -> bool:
    """Whether this is a supervisor to whom nobody has given a group yet."""
    if actor.role != "supervisor":
        return False
    given = (
        select(Supervision.group_id)
        .join(Group, Group.id == Supervision.group_id)
        .where(Supervision.account_id == actor.account_id, Group.deleted_at.is_(None))
    )
    return session.scalar(given.limit(1)) is None
