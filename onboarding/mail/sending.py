"""A message on its way out, in three steps that a door takes one by one.

1. `compose`, then commit: a link in somebody's mailbox is always one the database knows, even if we are killed
   after the server took the message.
2. `transport.send(outgoing.email, outgoing.recipient)`, with no transaction open: a mail server may take its time.
3. `note_sent` or, after Refused, `note_failed`; then commit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.mail.letter import build, deliverable
from onboarding.mail.models import Message
from onboarding.mail.rendering import render
from onboarding.preferences.organisation import organisation
from onboarding.settings import Settings
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Composed:
    """What a message says to whom; `folder` names its templates, `context` holds what they need."""

    recipient: str
    language: str
    folder: str
    context: Mapping[str, Any]
    reply_to: str | None = None


Composer = Callable[[Session, Settings, Message], Composed | None]
"""Says what a message of one kind says now; None when nobody needs it any more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be handed to the mail server."""

    message: Message
    recipient: str
    email: EmailMessage


def compose(
    session: Session, settings: Settings, composers: Mapping[str, Composer], message: Message
) -> Outgoing | None:
    """The message as it goes out now.

    None when it is not queued any more, or nobody needs it, in which case it is cancelled.
    """
    if message.state != "queued":
        return None
    composed = composers[message.kind](session, settings, message)
    if composed is None:
        message.state = "cancelled"
        return None
    about = organisation(session)
    reply_to = composed.reply_to or about.reply_to
    context = {**composed.context, "organisation": about, "reply_to": reply_to}
    recipient = deliverable(composed.recipient)
    email = build(
        message.message_id,
        sender_name=about.name,
        sender=settings.mail_from,
        recipient=recipient,
        reply_to=reply_to,
        rendered=render(composed.folder, composed.language, context),
    )
    return Outgoing(message, recipient, email)


def note_sent(session: Session, outgoing: Outgoing) -> None:
    """The mail server has taken it."""
    message = outgoing.message
    message.state, message.sent_at, message.recipient, message.problem = "sent", now(), outgoing.recipient, None
    session.flush()


def note_failed(session: Session, outgoing: Outgoing, problem: Problem) -> None:
    """The mail server refused this recipient for good."""
    message = outgoing.message
    message.state, message.recipient, message.problem = "failed", outgoing.recipient, problem.stored()
    session.flush()
