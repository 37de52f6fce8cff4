"""Extensions for people: given when they come on board or come back, taken back when they leave or change theirs."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.database import among, batches, now
from onboarding.numbering import allocation
from onboarding.numbering import foreign as foreign_numbers
from onboarding.numbering.allocation import Want
from onboarding.preferences.numbers import number_policy
from onboarding.staffing import planning
from onboarding.staffing.people import Plan, SpokenFor
from onboarding.telephony import foreign as foreign_phones
from onboarding.wording import Problem

DISABLED, DELETED = "agent.disabled", "agent.deleted"
"""The deeds that take somebody's phone away, as the audit names them."""


def give(session: Session, plans: Sequence[Plan], spoken_for: SpokenFor) -> None:
    """Allocate an extension to everybody who needs one: the new, those who come back, and those who change theirs.

    Extensions that were drawn beforehand for people who turn out to need none are free again.
    """
    drawn = allocation.held(session, _proposed(plans))
    needy = {plan.agent_id: plan for plan in plans if _needs_number(plan)}
    if spare := [number for holder, number in drawn.items() if holder not in needy]:
        allocation.release(session, spare, None)
    given: dict[uuid.UUID, int | Problem] = {**drawn}
    left = [plan for plan in needy.values() if plan.agent_id not in drawn]
    former = former_extensions(session, [plan.agent_id for plan in left if plan.verdict == "comes_back"])
    if left:
        given |= give_back(session, _wants(left), former | _proposed(left), spoken_for.extensions)
    for plan in needy.values():
        number = given[plan.agent_id]
        if isinstance(number, Problem):
            plan.refuse(number)
        else:
            plan.newcomer.values["extension"] = number
            if plan.agent is not None:
                plan.changes["extension"] = [plan.agent.extension, number]


def draw(session: Session, plans: Sequence[Plan], spoken_for: SpokenFor) -> dict[uuid.UUID, int]:
    """Take an extension for each of these new people before they are added; those for whom there is none get none."""
    drawn = allocation.held(session, _proposed(plans))
    left = [plan for plan in plans if plan.agent_id not in drawn]
    given = give_back(session, _wants(left), _proposed(left), spoken_for.extensions) if left else {}
    return drawn | {holder: number for holder, number in given.items() if isinstance(number, int)}


def _proposed(plans: Sequence[Plan]) -> dict[uuid.UUID, int]:
    return {
        plan.newcomer.agent_id: number for plan in plans if (number := plan.newcomer.proposed_extension) is not None
    }


def _wants(plans: Sequence[Plan]) -> list[Want]:
    return [
        Want(
            plan.agent_id,
            planning.typology_of(plan),
            plan.newcomer.values.get("extension"),
            teams=planning.teams_of(plan),
        )
        for plan in plans
    ]


def _needs_number(plan: Plan) -> bool:
    if plan.verdict == "create":
        return True
    if plan.verdict == "comes_back" and plan.agent is not None and plan.agent.extension is None:
        return True
    return plan.verdict in ("update", "comes_back") and plan.changes.get("extension", [None, None])[1] is not None


def give_back(
    session: Session, wants: Sequence[Want], former: Mapping[uuid.UUID, int], spoken_for: Collection[int] = ()
) -> dict[uuid.UUID, int | Problem]:
    """Give each holder its number, or the reason why not; whoever asks for none gets the one it had, if that can be."""
    wanted_back = {holder: number for holder, number in former.items() if number not in spoken_for}
    back = {
        want.holder_id: replace(want, number=wanted_back[want.holder_id])
        for want in wants
        if want.number is None and want.holder_id in wanted_back
    }
    given = _allocate(session, [back.get(want.holder_id, want) for want in wants], spoken_for)
    gone = [want for want in wants if want.holder_id in back and isinstance(given[want.holder_id], Problem)]
    return {**given, **_allocate(session, gone, spoken_for)}


def _allocate(session: Session, wants: Sequence[Want], spoken_for: Collection[int]) -> dict[uuid.UUID, int | Problem]:
    """As allocation.allocate; numbers at which the switch has a phone of others are noted, and not given out."""
    given: dict[uuid.UUID, int | Problem] = {}
    left = list(wants)
    while left:
        given |= allocation.allocate(session, left, spoken_for)
        numbers = {want.holder_id: number for want in left if isinstance(number := given[want.holder_id], int)}
        others = foreign_phones.at(session, numbers.values()) if numbers else {}
        left = [want for want in left if numbers.get(want.holder_id) in others]
        if left:
            allocation.release(session, list(others), None)
            foreign_numbers.mark(session, others)
    return given


def former_extensions(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The extension that each of these deleted agents had last; those who had none are left out."""
    found: dict[uuid.UUID, int] = {}
    for part in batches(agent_ids, 1000):
        deeds = select(AuditEntry.subject_id, AuditEntry.detail["extension"].as_integer()).where(
            among(session, AuditEntry.subject_id, part), AuditEntry.deed == DELETED
        )
        found |= {
            agent_id: number
            for agent_id, number in session.execute(deeds.order_by(AuditEntry.at, AuditEntry.id))
            if number is not None
        }
    return found


def take_back(session: Session, numbers: Mapping[int, Agent]) -> None:
    """Take numbers back from the agents who had them: they rest, unless no phone ever had them.

    The agents no longer have them as their extensions.
    """
    _let_go(session, numbers, _used(session, list(numbers.values())))


def take_back_unused(session: Session, numbers: Mapping[int, Agent]) -> None:
    """The same for agents who never joined, and so were never shown how to set up a phone: a number rests only where
    one was seen all the same."""
    _let_go(session, numbers, {agent.id for agent in numbers.values() if agent.phone_seen_at is not None})


def _let_go(session: Session, numbers: Mapping[int, Agent], used: Collection[uuid.UUID]) -> None:
    until = rest_until(session)
    resting = [number for number, agent in numbers.items() if agent.id in used]
    fresh = [number for number, agent in numbers.items() if agent.id not in used]
    if resting:
        allocation.release(session, resting, until)
    if fresh:
        allocation.release(session, fresh, None)


def rest_days(session: Session) -> int:
    """For how many days a number rests that somebody has had."""
    return number_policy(session).rest_days


def rest_until(session: Session) -> datetime | None:
    """Until when a number rests that is given back now; None: not at all."""
    days = rest_days(session)
    return now() + timedelta(days=days) if days else None


def _used(session: Session, agents: Sequence[Agent]) -> set[uuid.UUID]:
    """Those whose phone is or was on the switch. Leaving takes it from there, which the audit remembers."""
    used = {
        agent.id
        for agent in agents
        if (agent.provisioned_at, agent.provisioned_extension, agent.arriving_extension) != (None, None, None)
    }
    open_question = [agent.id for agent in agents if agent.id not in used]
    for part in batches(open_question, 1000):
        left = select(AuditEntry.subject_id).where(
            among(session, AuditEntry.subject_id, part), AuditEntry.deed.in_((DISABLED, DELETED))
        )
        used.update(agent_id for agent_id in session.scalars(left) if agent_id)
    return used


def take_back_changed(session: Session, plans: Sequence[Plan]) -> None:
    """Take back the old numbers of those who have got another."""
    numbers: dict[int, Agent] = {}
    for plan in plans:
        old = plan.changes.get("extension", [None])[0]
        if plan.agent is not None and old is not None:
            numbers[old] = plan.agent
    take_back(session, numbers)
