"""One person by form or interface: the same check and the same upsert as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onboarding.agents import validation
from onboarding.agents.dates import date_order
from onboarding.agents.models import CLIENT_LOG_LEVELS, Agent
from onboarding.audit import Actor
from onboarding.invitations import inviting
from onboarding.numbering import allocation, free
from onboarding.preferences.new_agents import new_agents
from onboarding.settings import Settings
from onboarding.staffing import first_password, memberships, planning, usernames
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer, Outcome, Plan
from onboarding.wording import Problem


class NotAdded(Exception):
    """Nothing was done; the problems say why, each with its field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.reason for problem in problems))
        self.problems = problems


class Changed(Exception):
    """Somebody else changed this agent meanwhile; its version is no longer the one expected."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Somebody added or changed, and what to know about it."""

    agent: Agent
    warnings: list[Problem]


def _check(session: Session, settings: Settings, raw: Mapping[str, str]) -> validation.Checked:
    """Check one person by the rules of this deployment; the dates of one person decide how they are written."""
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    order = date_order(raw.get(name, "") for name in ("start_date", "end_date"))
    new = new_agents(session)
    defaults = validation.Defaults(settings.phone_region, today, order, new.typology, new.push_gateway)
    return validation.check(raw, defaults)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said of somebody new one at a time, and in no file. With a password, nobody is invited.

    `password`: None leaves it to an invitation. `client_log_level`: one of CLIENT_LOG_LEVELS.
    """

    password: str | None = None
    client_log_level: str = "off"


NOTHING_BESIDE = Beside()


def add(
    session: Session,
    settings: Settings,
    raw: Mapping[str, str],
    *,
    actor: Actor,
    invite: str = inviting.NOW,
    beside: Beside = NOTHING_BESIDE,
) -> Settled:
    """Bring one new person on board from what was typed, by canonical field. Raises NotAdded with all mistakes;
    somebody who is an agent already, or has left, is one of them."""
    checked, problems = _examined(session, settings, raw, beside)
    if problems:
        raise NotAdded(problems)
    invite = invite if beside.password is None else inviting.NONE
    outcome = _bring(session, settings, Newcomer(checked.values), actor=actor, invite=invite)
    added = _settled(session, outcome, checked)
    added.agent.client_log_level = beside.client_log_level
    session.flush()
    if beside.password is not None:
        _give_password(session, settings, actor, added.agent, beside.password)
    return added


def _give_password(session: Session, settings: Settings, actor: Actor, agent: Agent, password: str) -> None:
    """Now that username and extension are known, too, the password must not hold them."""
    if found := first_password.give(session, settings, actor, agent, password):
        raise NotAdded(found)


def look(
    session: Session, settings: Settings, raw: Mapping[str, str], beside: Beside = NOTHING_BESIDE
) -> tuple[list[Problem], list[Problem]]:
    """What `add` would find wrong with this person now, and what it would warn of; nothing is written."""
    checked, problems = _examined(session, settings, raw, beside)
    return problems, checked.warnings


def _examined(
    session: Session, settings: Settings, raw: Mapping[str, str], beside: Beside
) -> tuple[validation.Checked, list[Problem]]:
    """The person as understood, and every mistake at once: of the fields, of what is taken, of what stands beside."""
    checked = _check(session, settings, raw)
    problems = list(checked.problems)
    if checked.has_left and not problems:
        problems.append(Problem("invalid", "has_left_is_not_added", "end_date", checked.values.get("end_date")))
    known = {problem.column for problem in problems}
    conflicts = _conflicts(session, checked.values)
    problems += [problem for problem in conflicts if problem.column not in known]
    return checked, [*problems, *_beside(session, checked.values, beside)]


def _conflicts(session: Session, values: dict[str, Any]) -> list[Problem]:
    """What others have already, of what is asked for; whoever is an agent already is compared as somebody new."""
    plan = planning.plan(session, [Newcomer(values)])[0]
    if plan.agent is None or plan.agent.deleted_at is not None or plan.problems:
        return plan.problems
    others = {name: value for name, value in values.items() if name not in ("email", "employee_id")}
    return [_known_already(plan.agent, values), *planning.plan(session, [Newcomer(others)])[0].problems]


def _beside(session: Session, values: dict[str, Any], beside: Beside) -> list[Problem]:
    problems = [] if beside.password is None else first_password.problems(session, values, beside.password)
    level = beside.client_log_level
    if level not in CLIENT_LOG_LEVELS:
        params = {"known": ", ".join(CLIENT_LOG_LEVELS)}
        problems.append(Problem("unknown_value", "log_level_unknown", "client_log_level", level, params))
    return problems


def _known_already(agent: Agent, values: dict[str, Any]) -> Problem:
    column = "employee_id" if values.get("employee_id") == agent.employee_id and agent.employee_id else "email"
    return Problem("taken", "is_an_agent_already", column, values.get(column), {"name": agent.full_name})


def _bring(session: Session, settings: Settings, person: Newcomer, *, actor: Actor, invite: str) -> Outcome:
    try:
        with session.begin_nested():
            return bring_on_board(session, settings, [person], actor=actor, invite=invite)[0]
    except IntegrityError:
        # Somebody added the same person between our look and our write.
        raise NotAdded([Problem("taken", "taken_meanwhile", "email", person.values.get("email"))]) from None


def _settled(session: Session, outcome: Outcome, checked: validation.Checked) -> Settled:
    if outcome.problems or outcome.agent_id is None:
        raise NotAdded(outcome.problems)
    agent = session.get_one(Agent, outcome.agent_id, populate_existing=True)
    return Settled(agent, [*checked.warnings, *outcome.warnings])


def hold(session: Session, agent: Agent, raw: Mapping[str, str]) -> None:
    """Lock what a change of these fields needs, and read the agent anew: numbers before agents, as everywhere."""
    if raw.get("extension"):
        free.spans(session, lock=True)
    session.refresh(agent, with_for_update=True)


def change_one(
    session: Session,
    settings: Settings,
    agent: Agent,
    raw: Mapping[str, str],
    *,
    actor: Actor,
    version: int | None = None,
) -> Agent:
    """As `change`, for whoever shows no warnings."""
    return change(session, settings, agent, raw, actor=actor, version=version).agent


def change(
    session: Session,
    settings: Settings,
    agent: Agent,
    raw: Mapping[str, str],
    *,
    actor: Actor,
    version: int | None = None,
) -> Settled:
    """Change the given fields of one agent. Raises NotAdded with all mistakes, Changed when `version` is another;
    somebody deleted has to be restored first."""
    if version is not None and version != agent.version:
        raise Changed
    if agent.deleted_at is not None:
        raise NotAdded([Problem("not_now", "is_deleted", params={"name": agent.full_name})])
    checked = _check(session, settings, {**_required(agent, raw), **raw})
    if checked.problems:
        raise NotAdded(list(checked.problems))
    person = Newcomer(checked.values, agent=agent)
    plan = planning.plan(session, [person], change_usernames=True)[0]
    if plan.problems:
        raise NotAdded(plan.problems)
    try:
        with session.begin_nested():
            outcome = bring_on_board(session, settings, [person], actor=actor, change_usernames=True)[0]
    except IntegrityError:
        raise NotAdded([Problem("taken", "taken_meanwhile", "email", raw.get("email"))]) from None
    return _settled(session, outcome, checked)


def _required(agent: Agent, raw: Mapping[str, str]) -> dict[str, str]:
    """What the check of a person needs and was not given anew: as it is."""
    named = raw.get("first_name") and raw.get("last_name")
    needed = {"email": agent.email, "typology": agent.typology}
    if not named:
        needed["full_name"] = agent.full_name
    if agent.push_gateway:
        needed["push_gateway"] = agent.push_gateway
    return needed


def proposals(session: Session, raw: Mapping[str, str]) -> dict[str, str | None]:
    """The username and extension somebody would get now: for the form, as one types."""
    teams = [[name, None] for name in raw.get("teams", "").split("|") if name]
    values: dict[str, Any] = {"full_name": raw.get("full_name", ""), "email": raw.get("email", ""), "teams": teams}
    plan = Plan(Newcomer(values), defaults=new_agents(session))
    memberships.resolve(session, [plan])
    name = usernames.choose(session, [plan])[0] if values["full_name"] or values["email"] else None
    typology = raw.get("typology") or plan.defaults.typology
    free = allocation.peek(session, typology, 1, teams=planning.teams_of(plan))
    return {"username": name, "extension": str(free[0]) if free else None}
