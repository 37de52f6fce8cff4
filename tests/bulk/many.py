"""Bulk invites for tests: people who can be invited, a bulk invite for them, and its steps taken one by one."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest import mock

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.bulk import asking, invites, releasing
from onboarding.bulk.asking import Asked
from onboarding.bulk.models import BulkInvite
from onboarding.database import begin_writing
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.preferences.invitations import InvitationPolicy
from onboarding.settings import Settings
from onboarding.work import Work
from tests.directory.people import HR, account, agent

CLOCKS = (
    "onboarding.bulk.releasing.now",
    "onboarding.bulk.invites.now",
    "onboarding.bulk.reminders.now",
    "onboarding.bulk.progress.now",
    "onboarding.invitations.inviting.now",
    "onboarding.invitations.reminding.now",
    "onboarding.invitations.sending.now",
    "onboarding.mail.outbox.now",
    "onboarding.work.now",
)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """It is this moment for whatever looks at the clock of bulk invites, their messages and their work."""
    patches = [mock.patch(name, return_value=moment) for name in CLOCKS]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def person(session: Session, name: str, **facts: Any) -> Agent:
    """Somebody who can be invited."""
    made = agent(session, name, **facts)
    account(session, made)
    session.commit()
    return made


def make(session: Session, settings: Settings, **asked: Any) -> BulkInvite:
    """A bulk invite as somebody asks for it, at a pace that holds nobody up unless another is asked for."""
    asked.setdefault("per_minute", 60_000)
    wish = asking.read(Asked(**asked), settings, InvitationPolicy())
    begin_writing(session)
    made = invites.create(session, settings, wish, actor=HR)
    session.commit()
    return made


def step(session: Session, settings: Settings, bulk_invite: BulkInvite) -> releasing.Released:
    """What a worker does with it in one transaction."""
    begin_writing(session)
    released = releasing.release(session, settings, bulk_invite.id)
    session.commit()
    return released


def invited(session: Session, bulk_invite: BulkInvite | None = None) -> list[str]:
    """Who has been invited, in that order."""
    found = select(Agent.full_name).join(Invitation, Invitation.agent_id == Agent.id).order_by(Invitation.id)
    if bulk_invite is not None:
        found = found.where(Invitation.bulk_invite_id == bulk_invite.id)
    return list(session.scalars(found))


def going_out(session: Session) -> list[datetime]:
    """When the messages that wait go out."""
    found = select(Work.due_at).where(Work.kind == "mail").order_by(Work.due_at)
    return list(session.scalars(found))


def queued(session: Session, kind: str = "invitation") -> list[uuid.UUID]:
    """What the queued messages of a kind are about."""
    found = select(Message.subject_id).where(Message.kind == kind, Message.state == "queued")
    return list(session.scalars(found.order_by(Message.id)))


def state_of(session: Session, bulk_invite: BulkInvite) -> str:
    return session.scalars(select(BulkInvite.state).where(BulkInvite.id == bulk_invite.id)).one()
