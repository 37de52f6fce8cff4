"""Agents for tests, each with the facts that a test is about."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.invitations.models import Invitation
from onboarding.numbering.models import Number

HR = Actor("Ingrid Solheim", role="hr")


def agent(session: Session, name: str, **facts: Any) -> Agent:
    """An agent of this name; username and address are made from it unless given."""
    plain = facts.pop("username", name.lower().replace(" ", "."))
    email = facts.pop("email", f"{plain}@northwind.example")
    made = Agent(
        full_name=name,
        username=plain,
        username_key=plain.casefold(),
        email=email,
        email_key=email.casefold(),
        typology=facts.pop("typology", "webrtc"),
        **facts,
    )
    if made.extension is not None:
        session.add(Number(number=made.extension, state="taken"))
        session.flush()
    session.add(made)
    session.flush()
    return made


def account(session: Session, of: Agent, **facts: Any) -> Account:
    made = Account(role="agent", agent_id=of.id, **facts)
    session.add(made)
    session.flush()
    return made


def invitation(session: Session, to: Agent, state: str, *, days_left: int = 7) -> Invitation:
    made = Invitation(
        agent_id=to.id, state=state, invited_by="HR", due_at=now(), expires_at=now() + timedelta(days=days_left)
    )
    session.add(made)
    session.flush()
    return made
