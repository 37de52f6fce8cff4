"""Messages on their way out, in three steps that a door takes one by one.

1. `compose`, then commit: a link in somebody's mailbox is always one the database knows, even if we are killed
   after the server took the message.
2. `transport.send(outgoing.email, outgoing.recipient)`, with no transaction open: a mail server may take its time.
3. `note_sent` or, after Refused, `note_failed`; then commit.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message as Email
from typing import Any

from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.mail.letter import build, deliverable
from onboarding.mail.models import Message
from onboarding.mail.rendering import render
from onboarding.preferences.logo import Logo, logo
from onboarding.preferences.organisation import Organisation, organisation
from onboarding.settings import Settings
from onboarding.wording import Problem


@dataclass(frozen=True, slots=True)
class Composed:
    """What a message says to whom; `folder` names its templates, `context` holds what they need besides the
    organisation."""

    recipient: str
    language: str
    folder: str
    context: Mapping[str, Any]
    reply_to: str | None = None
    subject_prefix: str = ""


Composer = Callable[[Session, Settings, Message], Composed | None]
"""Says what a message of one kind says now; None when nobody needs it any more."""

SetComposer = Callable[[Session, Settings, Sequence[Message]], Mapping[uuid.UUID, Composed]]
"""The same for many messages of its kind, by their ids; those that nobody needs are left out."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be handed to the mail server."""

    message: Message
    recipient: str
    email: Email


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a set of messages: ready to go out, not needed any more, or to nobody who can be written to."""

    outgoing: list[Outgoing] = field(default_factory=list)
    not_needed: list[Message] = field(default_factory=list)
    unaddressable: list[tuple[Message, Problem]] = field(default_factory=list)


def one_by_one(composer: Composer) -> SetComposer:
    """A composer for kinds of which few are due at a time."""

    def compose_each(session: Session, settings: Settings, messages: Sequence[Message]) -> Mapping[uuid.UUID, Composed]:
        made = {message.id: composer(session, settings, message) for message in messages}
        return {id_: composed for id_, composed in made.items() if composed is not None}

    return compose_each


def compose(
    session: Session, settings: Settings, composers: Mapping[str, SetComposer], messages: Sequence[Message]
) -> Batch:
    """These messages as they go out now, in their order.

    Those that are not queued any more are not needed; those that nobody needs are cancelled.
    """
    by_kind: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.state == "queued":
            by_kind[message.kind].append(message)
    composed: dict[uuid.UUID, Composed] = {}
    for kind, same in by_kind.items():
        composed.update(composers[kind](session, settings, same))
    about, picture, batch = organisation(session), logo(session), Batch()
    for message in messages:
        if message.id in composed:
            _write(settings, about, picture, message, composed[message.id], batch)
            continue
        batch.not_needed.append(message)
        if message.state == "queued":
            message.state = "cancelled"
    return batch


def _write(
    settings: Settings, about: Organisation, picture: Logo | None, message: Message, composed: Composed, batch: Batch
) -> None:
    try:
        recipient = deliverable(composed.recipient)
    except ValueError:
        problem = Problem("failed", "mail_address", value=composed.recipient)
        batch.unaddressable.append((message, problem))
        return
    reply_to = composed.reply_to or about.reply_to
    rendered = render(
        composed.folder,
        composed.language,
        {**composed.context, "organisation": about, "reply_to": reply_to, "logo": "cid:logo" if picture else None},
    )
    email = build(
        message.message_id,
        sender_name=about.name,
        sender=settings.mail_from,
        recipient=recipient,
        reply_to=reply_to,
        rendered=rendered.with_prefix(composed.subject_prefix),
        logo=picture,
    )
    batch.outgoing.append(Outgoing(message, recipient, email))


def note_sent(session: Session, outgoing: Sequence[Outgoing]) -> None:
    """The mail server has taken these."""
    at = now()
    for each in outgoing:
        message = each.message
        message.state, message.sent_at, message.recipient, message.problem = "sent", at, each.recipient, None
    session.flush()


def note_failed(session: Session, message: Message, recipient: str | None, problem: Problem) -> None:
    """This one will never arrive: the mail server refused its recipient for good, or no server could take it."""
    message.state, message.recipient, message.problem = "failed", recipient, problem.stored()
    session.flush()
