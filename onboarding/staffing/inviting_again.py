"""People who are known, and are invited again by the same choice as those who are new."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.invitations import inviting
from onboarding.preferences.invitations import invitation_policy
from onboarding.settings import Settings


def invite_again(
    session: Session,
    settings: Settings,
    agents: Sequence[Agent],
    *,
    actor: Actor,
    invite: str,
    import_id: uuid.UUID | None = None,
) -> None:
    """Plan a new invitation for each whom the choice invites; earlier ones stay as they are."""
    policy = invitation_policy(session)
    planned = []
    for agent in agents:
        due_at, _ = inviting.when(invite, settings, policy, agent.start_date, agent.timezone)
        if due_at is not None:
            follows = invite == inviting.START_DATE
            planned.append(inviting.Planned(agent.id, due_at, agent.start_date, agent.timezone, follows))
    inviting.plan(session, settings, planned, actor=actor, cause=inviting.Cause(import_id=import_id))
