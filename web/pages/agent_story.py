"""What happened to one agent: from the facts, the invitations, the audit, and the phone's work that is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.imports.models import Import
from onboarding.invitations import reminding
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.telephony import provisioning
from onboarding.wording import Problem
from onboarding.work import Work
from web import formats
from web.pages import agent_entries
from web.pages.agent_deed_words import BEGINNINGS, told
from web.translating import _, later, ngettext, sentence

PARTS = {"": later("Everything"), "invitation": later("Invitation"), "phone": later("Phone")}
MOST_DEEDS = 200
MOST_MESSAGES = 30


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story; `tone` is "", accent, ok, warn or bad; `part` one of PARTS."""

    at: datetime
    icon: str
    title: str
    detail: str
    tone: str = ""
    part: str = ""


def story(session: Session, agent: Agent, part: str) -> list[Event]:
    """The story, or one part of it, newest first. Of moments that are equal, what is named first came later."""
    deeds = _deeds(session, agent)
    events = [
        *_invitation_events(session, agent),
        *_phone_events(session, agent),
        *_joined(agent, deeds),
        *(_of_deed(entry) for entry in deeds),
        _began(session, agent),
    ]
    chosen = [event for event in events if part in ("", event.part)]
    return sorted(chosen, key=lambda event: event.at, reverse=True)


def _began(session: Session, agent: Agent) -> Event:
    import_ = session.get(Import, agent.import_id) if agent.import_id else None
    if import_ is not None:
        title = _("Imported from %(file)s", file=import_.file_name)
        return Event(agent.created_at, "file-earmark-arrow-up", title, _("By %(who)s.", who=import_.uploaded_by))
    created = select(AuditEntry.actor).where(AuditEntry.subject_id == agent.id, AuditEntry.deed == "agent.created")
    who = session.scalar(created.order_by(AuditEntry.at).limit(1))
    detail = _("By %(who)s, one at a time.", who=who) if who else _("One at a time, by hand or by a program.")
    return Event(agent.created_at, "plus-lg", _("Added"), detail)


def _of_deed(entry: AuditEntry) -> Event:
    each = told(entry)
    return Event(entry.at, each.icon, each.title, each.detail, each.tone, each.part)


def _joined(agent: Agent, deeds: list[AuditEntry]) -> Iterator[Event]:
    if agent.joined_at and not any(entry.deed == "agent.password_given" for entry in deeds):
        yield Event(agent.joined_at, "check-lg", _("Joined"), _("Chose a password."), "ok", "invitation")


def _phone_events(session: Session, agent: Agent) -> Iterator[Event]:
    if agent.phone_seen and agent.phone_seen_at:
        detail = _("A phone registered on the switch.")
        yield Event(agent.phone_seen_at, "telephone", _("Phone connected"), detail, "ok", "phone")
    if agent.provisioned_at:
        yield _provisioned(agent, agent.provisioned_at)
    left = session.scalar(select(Work).where(Work.kind == provisioning.KIND, Work.subject_id == agent.id))
    if left is None or not left.problem:
        return
    why = sentence(Problem.restored(left.problem))
    if left.failed_at:
        title = _("The phone could not be set up")
        yield Event(left.failed_at, "exclamation-triangle", title, why, "bad", "phone")
    else:
        detail = ngettext(
            "%(why)s Tried %(num)s time so far, and again %(when)s.",
            "%(why)s Tried %(num)s times so far, and again %(when)s.",
            left.attempts,
            why=why,
            when=formats.when(left.due_at),
        )
        yield Event(left.created_at, "exclamation-triangle", _("The phone waits"), detail, "warn", "phone")


def _provisioned(agent: Agent, at: datetime) -> Event:
    if agent.voicemail:
        title = _("Phone and voicemail set up")
        detail = _("Extension %(extension)s, mailbox %(extension)s with a PIN of its own.", extension=agent.extension)
    else:
        title, detail = _("Phone set up"), _("Extension %(extension)s.", extension=agent.extension)
    return Event(at, "telephone", title, detail, "ok", "phone")


def _invitation_events(session: Session, agent: Agent) -> Iterator[Event]:
    """What became of each message that invites or reminds, and when a link was first opened."""
    rows = session.execute(
        select(Message, Invitation, Work.problem)
        .join(Invitation, Message.subject_id == Invitation.id)
        .outerjoin(Work, and_(Work.kind == outbox.KIND, Work.subject_id == Message.id))
        .where(Invitation.agent_id == agent.id, Message.state != "cancelled")
        .order_by(Message.id.desc())
        .limit(MOST_MESSAGES)
    )
    # What comes later comes first, so that moments that are equal stay in this order.
    opened = set()
    for message, invitation, waiting in rows:
        if invitation.first_seen_at and invitation.id not in opened:
            opened.add(invitation.id)
            detail = _("Perhaps by a mail scanner.")
            yield Event(invitation.first_seen_at, "envelope", _("Link opened"), detail, "accent", "invitation")
        yield from _message_events(agent, message, invitation, waiting)


def _message_events(agent: Agent, message: Message, invitation: Invitation, waiting: object) -> Iterator[Event]:
    problem = message.problem or waiting
    why = sentence(Problem.restored(problem)) if isinstance(problem, dict) else ""
    to = message.recipient or agent.personal_email or agent.email
    at = message.sent_at or message.created_at
    if message.state in ("bounced", "failed"):
        detail = _("To %(address)s. %(why)s", address=to, why=why).rstrip()
        yield Event(at, "envelope-x", _("Invitation not delivered"), detail, "bad", "invitation")
    elif why:
        yield Event(at, "hourglass-split", _("The message waits"), why, "warn", "invitation")
    if message.sent_at:
        yield _sent(message, invitation, to, message.sent_at)


def _sent(message: Message, invitation: Invitation, to: str, at: datetime) -> Event:
    if message.kind == reminding.MESSAGE:
        return Event(at, "send", _("Reminder sent"), _("To %(address)s.", address=to), "accent", "invitation")
    if invitation.bulk_invite_id is not None:
        detail = _("To %(address)s, with a bulk invite.", address=to)
    elif invitation.invited_by:
        detail = _("To %(address)s, by %(who)s.", address=to, who=invitation.invited_by)
    else:
        detail = _("To %(address)s.", address=to)
    return Event(at, "send", _("Invitation sent"), detail, "accent", "invitation")


def _deeds(session: Session, agent: Agent) -> list[AuditEntry]:
    """What people did, and the service by itself, as the audit has it; a password that was chosen later, too."""
    here = select(AuditEntry).where(*agent_entries.about(session, agent.id))
    entries = session.scalars(here.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(MOST_DEEDS))
    return [entry for entry in entries if not _is_told_otherwise(entry, agent)]


def _is_told_otherwise(entry: AuditEntry, agent: Agent) -> bool:
    """By the facts, which say more; the first password is chosen by joining."""
    is_first = entry.deed == "account.password_set" and (agent.joined_at is None or entry.at <= agent.joined_at)
    return is_first or entry.deed in BEGINNINGS
