"""An invitation that goes out late works for as long as one that goes out in time."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.invitations import times
from onboarding.invitations.models import Invitation
from onboarding.preferences.invitations import invitation_policy
from onboarding.settings import Settings


def let_them_last(session: Session, settings: Settings, going: Sequence[tuple[Invitation, Agent]]) -> None:
    """These are about to go out: their time counts from now, if that is longer. A reminder leaves it as it is."""
    policy, at = invitation_policy(session), now()
    for invitation, agent in going:
        if invitation.state == "planned":
            zone = agent.timezone or settings.timezone
            invitation.expires_at = max(invitation.expires_at, times.expiry(at, agent.start_date, zone, policy))
