"""An invitation that goes out late works for as long as one that goes out in time."""

from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.invitations import times
from onboarding.invitations.models import Invitation
from onboarding.preferences.invitations import invitation_policy
from onboarding.settings import Settings


def let_it_last(session: Session, settings: Settings, invitation: Invitation, agent: Agent) -> None:
    """It is about to go out: its time counts from now, if that is longer. A reminder leaves it as it is."""
    if invitation.state != "planned":
        return
    policy, zone = invitation_policy(session), agent.timezone or settings.timezone
    expires_at = times.expiry(now(), agent.start_date, zone, policy)
    if expires_at > invitation.expires_at:
        invitation.expires_at = expires_at
