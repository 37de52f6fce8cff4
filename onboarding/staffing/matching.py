"""Who is the same person: by employee id where it is given, else by e-mail, without case."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.database import among, batches
from onboarding.staffing.people import Plan
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Known:
    """The agents that any of the people asked for could be, and who holds the usernames they ask for."""

    by_employee_id: dict[str, Agent]
    by_email: dict[str, Agent]
    by_username: dict[str, Agent]


def known(session: Session, plans: Sequence[Plan]) -> Known:
    """Read, in sets, every agent that shares an id, an address or a username with one of the people. Each of the three
    is one agent's alone, so that nobody has to be read twice."""
    by_id = _agents(session, "employee_id", _wanted(plans, "employee_id"))
    by_email = {agent.email_key: agent for agent in by_id}
    strangers = [email for email in _wanted(plans, "email", folded=True) if email not in by_email]
    by_email |= {agent.email_key: agent for agent in _agents(session, "email_key", strangers)}
    by_username = {agent.username_key: agent for agent in by_email.values()}
    names = [name for name in _wanted(plans, "username", folded=True) if name not in by_username]
    by_username |= {agent.username_key: agent for agent in _agents(session, "username_key", names)}
    return Known({agent.employee_id: agent for agent in by_id if agent.employee_id}, by_email, by_username)


def _wanted(plans: Sequence[Plan], field: str, *, folded: bool = False) -> list[str]:
    values = {value for plan in plans if (value := plan.newcomer.values.get(field))}
    return sorted({fold(value) for value in values} if folded else values)


def _agents(session: Session, column: str, values: Sequence[str]) -> list[Agent]:
    found: list[Agent] = []
    for part in batches(values, 1000):
        found.extend(session.scalars(select(Agent).where(among(session, getattr(Agent, column), part))))
    return found


def match(plan: Plan, known: Known) -> None:
    """Find out whether this is somebody known; sets `plan.agent`, or refuses where id and e-mail contradict."""
    values = plan.newcomer.values
    employee_id, email = values.get("employee_id"), values.get("email")
    by_id = known.by_employee_id.get(employee_id) if employee_id else None
    by_email = known.by_email.get(fold(email)) if email else None
    if plan.newcomer.agent is not None:
        _match_by_hand(plan, plan.newcomer.agent, by_id, by_email)
    elif by_id is not None and by_email is not None and by_id.id != by_email.id:
        plan.refuse(_taken("employee_id", employee_id, "id_and_email_of_two", by_id, other=by_email.full_name))
        plan.refuse(_taken("email", email, "id_and_email_of_two", by_id, other=by_email.full_name))
    elif by_id is None and by_email is not None and employee_id and by_email.employee_id:
        lost = by_email.employee_id.lstrip("0") == employee_id
        reason = "id_lost_zeros" if lost else "email_has_other_id"
        plan.refuse(_taken("employee_id", employee_id, reason, by_email, id=by_email.employee_id))
    else:
        plan.agent = by_id or by_email


def _taken(column: str, value: str | None, reason: str, agent: Agent, **params: str) -> Problem:
    return Problem("taken", reason, column, value, {"name": agent.full_name, **params})


def _match_by_hand(plan: Plan, agent: Agent, by_id: Agent | None, by_email: Agent | None) -> None:
    plan.agent = agent
    for column, holder in (("employee_id", by_id), ("email", by_email)):
        if holder is not None and holder.id != agent.id:
            plan.refuse(_taken(column, plan.newcomer.values[column], "is_an_agent_already", holder))
