"""A first password that is chosen for somebody new, in place of an invitation: it counts as joined."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts, passwords
from onboarding.accounts.people import Person
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.invitations import inviting
from onboarding.preferences.passwords import password_policy
from onboarding.settings import Settings
from onboarding.wording import Problem


def problems(session: Session, values: Mapping[str, Any], password: str) -> list[Problem]:
    """What is wrong with this password for a person of these values, whether or not all of them are known yet."""
    names = [str(values[name]) for name in ("full_name", "username", "extension") if values.get(name)]
    return _problems(session, [*names, str(values.get("email") or "").partition("@")[0]], password)


def give(session: Session, settings: Settings, actor: Actor, agent: Agent, password: str) -> list[Problem]:
    """Let somebody who was just added sign in with this password; the mistakes, where it cannot be theirs.

    Whoever chose it knows it, and hands it over; nobody is made to choose another, as joining is what an invitation
    is for.
    """
    account = accounts.account_of(session, agent.id)
    if found := _problems(session, Person(account, agent).about, password):
        return found
    accounts.set_password(session, settings, account, password, by=actor)
    agent.joined_at = agent.joined_at or now()
    session.flush()
    inviting.revoke(session, [agent.id], actor=actor, deed=None)
    audit.note(session, actor, "agent.password_given", "agent", agent.id)
    return []


def _problems(session: Session, about: list[str], password: str) -> list[Problem]:
    found = passwords.problems(password, about, password_policy(session))
    return [_of_somebody_else(problem) for problem in found]


def _of_somebody_else(problem: Problem) -> Problem:
    """Said to whoever chooses it, the password is not "yours"."""
    if problem.reason != "password_personal":
        return problem
    return Problem(problem.code, "first_password_personal", problem.column)
