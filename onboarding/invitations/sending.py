"""What an invitation's message says, and what is noted once it is out."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.invitations import inviting
from onboarding.invitations.lasting import let_them_last
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed, SetComposer
from onboarding.settings import Settings

REMINDER = "invitation_reminder"


def compose(session: Session, settings: Settings, messages: Sequence[Message]) -> dict[uuid.UUID, Composed]:
    """The invitations or reminders as they stand now, each with a link of its own; those that nobody needs any more
    are left out.

    Until the agent has joined they go to the personal address where there is one: nobody reads the work mailbox
    before the first day.
    """
    wanted = _wanted(session, messages)
    let_them_last(session, settings, [(invitation, agent) for invitation, agent, _ in wanted.values()])
    links = inviting.mint_many(session, settings, list(wanted.values()))
    return {
        message.id: Composed(
            recipient=agent.personal_email or agent.email,
            language=agent.language or "en",
            folder=message.kind,
            context=facts(settings, agent)
            | {"link": url, "expires_at": invitation.expires_at, "invited_by": invitation.invited_by},
        )
        for (message, (invitation, agent, _)), url in zip(wanted.items(), links, strict=True)
    }


COMPOSERS: dict[str, SetComposer] = {inviting.MESSAGE: compose, REMINDER: compose}


def facts(settings: Settings, agent: Agent) -> dict[str, Any]:
    """What a message to an agent says about them."""
    return {
        "greeting_name": agent.greeting_name,
        "username": agent.username,
        "extension": str(agent.extension) if agent.extension is not None else None,
        "voicemail": agent.voicemail,
        "start_date": agent.start_date,
        "timezone": agent.timezone or settings.timezone,
    }


def _wanted(session: Session, messages: Sequence[Message]) -> dict[Message, tuple[Invitation, Agent, Account]]:
    """The messages that somebody still needs, with whose they are, in the order of the messages.

    Their invitations are locked, so that whoever takes one back meanwhile sees that its link is made, or we see that it
    is gone.
    """
    rows = session.execute(
        select(Invitation, Agent, Account)
        .join(Agent, Agent.id == Invitation.agent_id)
        .join(Account, Account.agent_id == Agent.id)
        .where(
            Invitation.id.in_([message.subject_id for message in messages]),
            Invitation.state.in_(("planned", "sent")),
            Agent.joined_at.is_(None),
            Agent.disabled_at.is_(None),
            Agent.deleted_at.is_(None),
        )
        .order_by(Invitation.id)
        .with_for_update(of=Invitation),
        execution_options={"populate_existing": True},
    )
    found = {invitation.id: (invitation, agent, account) for invitation, agent, account in rows}
    return {message: found[message.subject_id] for message in messages if message.subject_id in found}


def of_messages(messages: Iterable[Message]) -> list[uuid.UUID]:
    """The invitations that these messages are about."""
    return [message.subject_id for message in messages if message.kind in COMPOSERS]


def note_sent(session: Session, invitation_ids: Sequence[uuid.UUID]) -> None:
    """These are out: the invitation is sent, and the agent counts as invited from its first one."""
    at = now()
    agents = session.scalars(
        update(Invitation)
        .where(Invitation.id.in_(invitation_ids), Invitation.state == "planned")
        .values(state="sent", sent_at=at)
        .returning(Invitation.agent_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        update(Agent).where(Agent.id.in_(agents), Agent.invited_at.is_(None)).values(invited_at=at),
        execution_options={"synchronize_session": False},
    )


def note_failed(session: Session, invitation_ids: Sequence[uuid.UUID]) -> None:
    """The address refused these for good."""
    session.execute(
        update(Invitation)
        .where(Invitation.id.in_(invitation_ids), Invitation.state.in_(("planned", "sent")))
        .values(state="bounced", remind_at=None),
        execution_options={"synchronize_session": False},
    )
