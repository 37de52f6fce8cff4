"""What one of many would get: shown to whoever plans it, or sent to them as a test."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from onboarding.accounts.links import link
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.invitations import inviting, sending, times
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.mail.rendering import Rendered, render
from onboarding.mail.sending import Composed
from onboarding.preferences.invitations import invitation_policy
from onboarding.preferences.logo import logo
from onboarding.preferences.organisation import organisation
from onboarding.settings import Settings

TEST_MESSAGE = "invitation_test"
"""The kind of a test message: its subject is the person whose invitation it shows, its recipient whoever asked."""
LEADS_NOWHERE = "/join/example"


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as its recipient gets it, but for the link, which leads nowhere."""

    sender: str
    recipient: str
    rendered: Rendered


def preview(session: Session, settings: Settings, agent: Agent, actor: Actor) -> Preview:
    """The invitation that this person would get if it went out now."""
    composed = _composed(session, settings, agent, actor.name if actor.account_id else None)
    about, picture = organisation(session), logo(session)
    frame = {"organisation": about, "reply_to": about.reply_to, "logo": picture.address if picture else None}
    rendered = render(composed.folder, composed.language, {**composed.context, **frame})
    return Preview(about.name, composed.recipient, rendered)


def send_test(session: Session, settings: Settings, agent: Agent, to: Account) -> None:
    """Queue the invitation of this person to somebody of the staff. The agent gets nothing, and no link is made."""
    (message_id,) = outbox.post(session, TEST_MESSAGE, [agent.id], sender_domain=outbox.sender_domain(settings))
    session.get_one(Message, message_id).recipient = to.email
    session.flush()


def compose_test(session: Session, settings: Settings, message: Message) -> Composed | None:
    """The test as it goes out; nothing where the person is not there any more."""
    agent = session.get(Agent, message.subject_id)
    if agent is None or message.recipient is None:
        return None
    composed = _composed(session, settings, agent, None)
    return replace(composed, recipient=message.recipient, subject_prefix="Test: ")


def _composed(session: Session, settings: Settings, agent: Agent, invited_by: str | None) -> Composed:
    zone, policy = agent.timezone or settings.timezone, invitation_policy(session)
    expires_at = times.expiry(now(), agent.start_date, zone, policy)
    example = {"link": link(settings, LEADS_NOWHERE), "expires_at": expires_at, "invited_by": invited_by}
    return Composed(
        recipient=agent.personal_email or agent.email,
        language=agent.language or "en",
        folder=inviting.MESSAGE,
        context=sending.facts(settings, agent) | example,
    )
