"""Planning: for each person a verdict, all mistakes, and what would change. Nothing is written."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.fields import FIELDS
from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.database import among, batches
from onboarding.numbering import allocation
from onboarding.preferences.new_agents import new_agents
from onboarding.staffing import matching, memberships, phone_warnings
from onboarding.staffing.people import Newcomer, Plan
from onboarding.telephony import foreign as foreign_phones
from onboarding.wording import Problem

GROUP_FIELDS = tuple(memberships.KIND_OF)
PLAIN_FIELDS = tuple(field for field in FIELDS if field not in (*GROUP_FIELDS, "username", "employment_status"))
"""Fields that are stored as they are; a username has its own rules, an employment status only decides."""
_TAKEN_BY = {"number_taken": "extension_of_somebody", "number_taken_none_free": "extension_of_somebody_none_free"}
"""What is said in place of these where it is known whose the number is."""


def plan(session: Session, people: Sequence[Newcomer], *, change_usernames: bool = False) -> list[Plan]:
    """Say what would happen to each of these people now, in their order."""
    defaults = new_agents(session)
    plans = [Plan(newcomer, defaults=defaults) for newcomer in people]
    known = matching.known(session, plans)
    for each in plans:
        matching.match(each, known)
        _check_username(each, known, change_usernames)
    memberships.resolve(session, plans)
    _check_extensions(session, plans)
    for each in plans:
        _give_gateway(each)
        _decide(each)
        each.warnings += phone_warnings.of(each)
    return plans


def _check_username(each: Plan, known: matching.Known, change_usernames: bool) -> None:
    asked = each.newcomer.values.get("username")
    if not asked:
        return
    holder = known.by_username.get(fold(asked))
    if holder is not None and (each.agent is None or holder.id != each.agent.id):
        each.refuse(Problem("taken", "username_taken", "username", asked, {"name": holder.full_name}))
    elif each.agent is not None and fold(asked) != each.agent.username_key and not change_usernames:
        each.refuse(Problem("invalid", "username_would_change", "username", asked, {"username": each.agent.username}))


def _check_extensions(session: Session, plans: Sequence[Plan]) -> None:
    """Refuse numbers that nobody could get now. Each is asked for once, however many want it: which of them gets it is
    not decided here, and somebody who is refused for another reason must not take it from the rest."""
    wishes: dict[tuple[str, frozenset[uuid.UUID]], dict[int, list[Plan]]] = defaultdict(lambda: defaultdict(list))
    for each in plans:
        number = each.newcomer.values.get("extension")
        if number is not None and (each.agent is None or number != each.agent.extension):
            wishes[typology_of(each), teams_of(each)][number].append(each)
    others = foreign_phones.at(session, {number for by_number in wishes.values() for number in by_number})
    for (typology, teams), by_number in wishes.items():
        wants = {
            same[0].agent_id: allocation.Want(same[0].agent_id, typology, number, teams)
            for number, same in by_number.items()
        }
        refused = allocation.refusals(session, list(wants.values()), others)
        names = _names_at(session, [problem for problem in refused.values() if problem.reason in _TAKEN_BY])
        for holder, problem in refused.items():
            number = wants[holder].number or 0
            for each in by_number[number]:
                each.refuse(_naming(problem, names.get(number)))


def _names_at(session: Session, taken: Sequence[Problem]) -> dict[int, str]:
    """Who has each of these numbers, where it is an agent."""
    found: dict[int, str] = {}
    for part in batches([int(problem.value or 0) for problem in taken], 1000):
        here = select(Agent.extension, Agent.full_name).where(among(session, Agent.extension, part))
        found |= {number: name for number, name in session.execute(here) if number is not None}
    return found


def _naming(problem: Problem, name: str | None) -> Problem:
    if name is None:
        return problem
    params = {**problem.params, "name": name}
    return Problem(problem.code, _TAKEN_BY[problem.reason], problem.column, problem.value, params)


def typology_of(each: Plan) -> str:
    given = each.newcomer.values.get("typology")
    return given or (each.agent.typology if each.agent else each.defaults.typology)


def teams_of(each: Plan) -> frozenset[uuid.UUID]:
    """The teams somebody is going to be in: those given, else those they are in already."""
    if (given := each.memberships.get("team")) is not None:
        return frozenset(group_id for group_id, _ in given)
    return frozenset(one.group_id for one in each.belongs if one.kind == "team")


def present_teams(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """The teams that each of these agents is in."""
    return memberships.present_teams(session, agent_ids)


def _give_gateway(each: Plan) -> None:
    """Somebody known who changes to a phone app gets the gateway that new people get."""
    values, agent, gateway = each.newcomer.values, each.agent, each.defaults.push_gateway
    if gateway and agent is not None and not agent.push_gateway and values.get("typology") == "mobile":
        values.setdefault("push_gateway", gateway)


def _decide(each: Plan) -> None:
    if each.problems:
        each.verdict = "invalid"
    elif each.agent is None:
        each.verdict = "create"
    else:
        each.changes = {**changes(each.agent, each.newcomer.values), **each.regrouped}
        if each.agent.deleted_at is not None:
            each.verdict = "comes_back"
        else:
            each.verdict = "update" if each.changes else "unchanged"


def changes(agent: Agent, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Field → [old, new] for what these values would change; both JSON-able."""
    found: dict[str, list[Any]] = {}
    for field in (*PLAIN_FIELDS, "username"):
        if field not in values:
            continue
        old, new = as_stored(getattr(agent, field)), values[field]
        if old != new and not (field == "username" and new is None):
            found[field] = [old, new]
    return found


def as_stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
