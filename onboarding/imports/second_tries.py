"""Who needs a second try: named by row, with the step that did not work, why, and when it is tried again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.imports.models import Import
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.wording import Problem
from onboarding.work import Work

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Retry:
    """Somebody whose step did not work at first, why, and when it is tried again (None: given up)."""

    name: str
    step: str
    problem: Problem | None
    next_try: datetime | None
    row: int | None = None
    agent_id: uuid.UUID | None = None


def named(session: Session, import_id: uuid.UUID) -> Sequence[Retry]:
    """The next of them, in the order in which they are tried again."""
    waiting = select(Work).where(Work.cause_id == import_id, Work.problem.is_not(None))
    found = session.scalars(waiting.order_by(Work.due_at).limit(SHOWN)).all()
    owners = _owners(session, [each.subject_id for each in found])
    agents = {each.subject_id: owners.get(each.subject_id, each.subject_id) for each in found}
    names = _names(session, list(agents.values()))
    rows = _rows(session, import_id, list(names))
    return [_retry(each, agents[each.subject_id], names, rows) for each in found]


def again(session: Session, import_: Import, *, actor: Actor) -> int:
    """Try all of them now; how many there are."""
    tried = work.try_again(session, import_.id)
    if tried:
        audit.note(session, actor, "import.tried_again", "import", import_.id, steps=tried)
    return tried


def _owners(session: Session, message_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Whom a message invites."""
    invited = select(Message.id, Invitation.agent_id).join(Invitation, Invitation.id == Message.subject_id)
    return dict(session.execute(invited.where(Message.id.in_(message_ids))).all())


def _names(session: Session, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    people = select(Agent.id, Agent.full_name).where(Agent.id.in_(agent_ids))
    return dict(session.execute(people).all())


def _rows(session: Session, import_id: uuid.UUID, agent_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The row of each, which the deed that brought them on board names."""
    deeds = select(AuditEntry.subject_id, AuditEntry.detail["row"].as_integer()).where(
        AuditEntry.subject_id.in_(agent_ids), AuditEntry.detail["import"].as_string() == str(import_id)
    )
    return {agent_id: row for agent_id, row in session.execute(deeds) if agent_id is not None and row is not None}


def _retry(each: Work, agent_id: uuid.UUID, names: dict[uuid.UUID, str], rows: dict[uuid.UUID, int]) -> Retry:
    problem = Problem.restored(each.problem) if each.problem else None
    next_try = None if each.failed_at else each.due_at
    known = agent_id if agent_id in names else None
    return Retry(names.get(agent_id, ""), each.kind, problem, next_try, rows.get(agent_id), known)
