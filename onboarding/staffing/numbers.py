"""Extensions for people who are brought on board."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from onboarding.numbering import allocation
from onboarding.staffing import planning
from onboarding.staffing.people import Plan, SpokenFor
from onboarding.wording import Problem


def give(session: Session, plans: Sequence[Plan], spoken_for: SpokenFor) -> None:
    """Allocate an extension to everybody who needs one: the new, those who come back, and those who change theirs."""
    wants = [
        allocation.Want(plan.agent_id, planning.typology_of(plan), plan.newcomer.values.get("extension"))
        for plan in plans
        if _needs_number(plan)
    ]
    given = allocation.allocate(session, wants, spoken_for.extensions) if wants else {}
    for plan in plans:
        number = given.get(plan.agent_id)
        if isinstance(number, Problem):
            plan.refuse(number)
        elif number is not None:
            plan.newcomer.values["extension"] = number
            if plan.agent is not None:
                plan.changes["extension"] = [plan.agent.extension, number]


def _needs_number(plan: Plan) -> bool:
    if plan.verdict == "create":
        return True
    if plan.verdict == "comes_back" and plan.agent is not None and plan.agent.extension is None:
        return True
    return plan.verdict in ("update", "comes_back") and plan.changes.get("extension", [None, None])[1] is not None
