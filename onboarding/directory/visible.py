"""Who may see whom."""

from sqlalchemy import ColumnElement, select, true

from onboarding.accounts.models import STAFF_ROLES, Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that every list, count and export goes through: staff see everybody, agents themselves."""
    if actor.role in STAFF_ROLES:
        return true()
    return Agent.id.in_(select(Account.agent_id).where(Account.id == actor.account_id))
