"""What an invitation's message says, and what is noted once it is out."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.invitations import inviting
from onboarding.invitations.lasting import let_it_last
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed
from onboarding.settings import Settings


def compose(session: Session, settings: Settings, message: Message) -> Composed | None:
    """The invitation as it stands now, with a link of its own; None when nobody needs it any more.

    Until the agent has joined it goes to the personal address where there is one: nobody reads the work mailbox
    before the first day.
    """
    # Locked, so that whoever takes it back meanwhile sees that its link is made, or we see that it is gone.
    invitation = session.get(Invitation, message.subject_id, populate_existing=True, with_for_update=True)
    agent = session.get(Agent, invitation.agent_id, populate_existing=True) if invitation else None
    if invitation is None or agent is None or not _wanted(invitation, agent):
        return None
    let_it_last(session, settings, invitation, agent)
    url = inviting.mint(session, settings, invitation, agent, invitation.invited_by or SERVICE.name)
    return Composed(
        recipient=agent.personal_email or agent.email,
        language=agent.language or "en",
        folder="invitation",
        context=facts(settings, agent)
        | {"link": url, "expires_at": invitation.expires_at, "invited_by": invitation.invited_by},
    )


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


def _wanted(invitation: Invitation, agent: Agent) -> bool:
    gone = agent.joined_at or agent.disabled_at or agent.deleted_at
    return invitation.state in ("planned", "sent") and gone is None


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
