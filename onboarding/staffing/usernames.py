"""Usernames for people who were given none: made from the name, unique among all agents."""

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.agents.names import fold, make_username
from onboarding.database import among, batches
from onboarding.staffing.people import Plan

LONGEST = 64


def choose(session: Session, plans: Sequence[Plan], avoid: Collection[str] = ()) -> list[str]:
    """A free username for each plan, in order: the one asked for, else the name's, numbered from 2 where it is taken.

    `avoid`: folded usernames that are spoken for though no agent has them yet (rows before these in a file).
    """
    promised = [plan.newcomer.proposed_username or "" for plan in plans]
    bases = [name or _base(plan) for name, plan in zip(promised, plans, strict=True)]
    given = {fold(name) for plan in plans if (name := plan.newcomer.values.get("username"))}
    taken = _taken_like(session, {fold(base) for base in bases}) | given

    def is_taken(username: str) -> bool:
        return fold(username) in taken or fold(username) in avoid

    broken = [place for place, name in enumerate(promised) if name and is_taken(name)]
    for place in broken:
        bases[place] = _base(plans[place])
    taken |= _taken_like(session, {fold(bases[place]) for place in broken})
    chosen: list[str] = []

    for plan, base in zip(plans, bases, strict=True):
        username = plan.newcomer.values.get("username") or _free(base, is_taken)
        taken.add(fold(username))
        chosen.append(username)
    return chosen


def _base(plan: Plan) -> str:
    values = plan.newcomer.values
    return make_username(values["full_name"], values["email"])[: LONGEST - 6]


def _free(base: str, is_taken: Callable[[str], bool]) -> str:
    username, number = base, 1
    while is_taken(username):
        number += 1
        username = f"{base}{number}"
    return username


def _taken_like(session: Session, bases: Iterable[str]) -> set[str]:
    """The usernames in use that equal one of the bases; where one does, also its numbered kin."""
    found: set[str] = set()
    ordered = sorted(bases)
    for part in batches(ordered, 1000):
        found.update(session.scalars(select(Agent.username_key).where(among(session, Agent.username_key, part))))
    for part in batches(sorted(found), 100):
        kin = or_(*(Agent.username_key.startswith(base, autoescape=True) for base in part))
        found.update(session.scalars(select(Agent.username_key).where(kin)))
    return found
