"""Agents and groups for tests, made as people make them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.audit import Actor
from onboarding.database import new_id
from onboarding.groups import groups, members
from onboarding.groups.models import Group
from onboarding.work import Work

HR = Actor("Ingrid Solheim")


def agents(session: Session, count: int) -> list[uuid.UUID]:
    """The ids of so many agents without extensions, in order."""
    made = []
    for number in range(count):
        name = f"agent{number}"
        email = f"{name}@northwind.example"
        made.append(
            Agent(
                id=new_id(),
                full_name=f"Agent {number}",
                username=name,
                username_key=fold(name),
                email=email,
                email_key=fold(email),
                typology="webrtc",
            )
        )
    session.add_all(made)
    session.flush()
    return [agent.id for agent in made]


def group(session: Session, kind: str, name: str) -> Group:
    return groups.create(session, HR, kind, name, channel="voice" if kind == "channel_account" else None)


def queue_counts(session: Session, agent_ids: Sequence[uuid.UUID]) -> list[int]:
    session.expire_all()
    return [session.get_one(Agent, agent_id).queue_count for agent_id in agent_ids]


def belongs(session: Session, agent_id: uuid.UUID) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in members.of(session, [agent_id])[agent_id]]


def asked_of_the_switch(session: Session, kind: str = "telephony") -> set[uuid.UUID]:
    return set(session.scalars(select(Work.subject_id).where(Work.kind == kind)))


def nothing_asked(session: Session) -> None:
    session.query(Work).delete()
