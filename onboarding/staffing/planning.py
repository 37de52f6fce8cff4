"""Planning: for each person a verdict, all mistakes, and what would change. Nothing is written."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from onboarding.agents.fields import FIELDS
from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.numbering import allocation
from onboarding.staffing import matching
from onboarding.staffing.people import Newcomer, Plan
from onboarding.wording import Problem

GROUP_FIELDS = ("teams", "queues", "profile", "ai_assistant")
PLAIN_FIELDS = tuple(field for field in FIELDS if field not in (*GROUP_FIELDS, "username", "employment_status"))
"""Fields that are stored as they are; a username has its own rules, an employment status only decides."""
DEFAULT_TYPOLOGY = "webrtc"


def plan(session: Session, people: Sequence[Newcomer], *, change_usernames: bool = False) -> list[Plan]:
    """Say what would happen to each of these people now, in their order."""
    plans = [Plan(newcomer) for newcomer in people]
    known = matching.known(session, plans)
    for each in plans:
        matching.match(each, known)
        _refuse_unknown_groups(each)
        _check_username(each, known, change_usernames)
    _check_extensions(session, plans)
    for each in plans:
        _decide(each)
    return plans


def _refuse_unknown_groups(each: Plan) -> None:
    for field in GROUP_FIELDS:
        asked = each.newcomer.values.get(field)
        for name in asked if isinstance(asked, list) else [asked] if asked else []:
            text = name[0] if isinstance(name, list | tuple) else str(name)
            each.refuse(Problem("unknown_value", f"no_such_{field}", field, text))


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
    wishes: dict[tuple[str, int], list[Plan]] = defaultdict(list)
    for each in plans:
        number = each.newcomer.values.get("extension")
        if number is not None and (each.agent is None or number != each.agent.extension):
            wishes[typology_of(each), number].append(each)
    for typology in {typology for typology, _ in wishes}:
        wants = {
            each[0].agent_id: allocation.Want(each[0].agent_id, typology, number)
            for (wanted, number), each in wishes.items()
            if wanted == typology
        }
        for holder, problem in allocation.refusals(session, list(wants.values())).items():
            for each in wishes[typology, wants[holder].number or 0]:
                each.refuse(problem)


def typology_of(each: Plan) -> str:
    given = each.newcomer.values.get("typology")
    return given or (each.agent.typology if each.agent else DEFAULT_TYPOLOGY)


def _decide(each: Plan) -> None:
    if each.problems:
        each.verdict = "invalid"
    elif each.agent is None:
        each.verdict = "create"
    else:
        each.changes = changes(each.agent, each.newcomer.values)
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
