"""What happened to one agent: from the facts, the latest invitation, the audit, and the phone's work that is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, AuditEntry
from onboarding.imports.models import Import
from onboarding.invitations.models import Invitation
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.telephony import provisioning
from onboarding.wording import Problem
from onboarding.work import Work
from web import formats
from web.translating import sentence

PARTS = {"": "Everything", "invitation": "Invitation", "phone": "Phone"}
MOST_DEEDS = 200
PHONE_FIELDS = frozenset(
    {"extension", "typology", "voicemail", "remote_control", "remote_control_port", "push_gateway", "voicemail_notice"}
)
GROUP_WORDS = {
    "team": "A team.",
    "queue": "A queue.",
    "profile": "A profile.",
    "ai_assistant": "An AI assistant.",
    "list": "A list.",
    "channel_account": "A channel account.",
}
FIELD_WORDS = {"email": "e-mail", "personal_email": "personal e-mail", "ai_assistant": "AI assistant"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story; `tone` is "", accent, ok, warn or bad; `part` one of PARTS."""

    at: datetime
    icon: str
    title: str
    detail: str
    tone: str = ""
    part: str = ""


def story(session: Session, agent: Agent, invitation: Invitation | None, part: str) -> list[Event]:
    """The story, or one part of it, newest first."""
    events = [
        _began(session, agent),
        *_phone_events(session, agent),
        *_invitation_events(session, agent, invitation),
        *_deeds(session, agent),
    ]
    if agent.joined_at:
        events.append(Event(agent.joined_at, "check-lg", "Joined", "Chose a password.", "ok", "invitation"))
    chosen = [event for event in events if part in ("", event.part)]
    return sorted(chosen, key=lambda event: event.at, reverse=True)


def _began(session: Session, agent: Agent) -> Event:
    import_ = session.get(Import, agent.import_id) if agent.import_id else None
    if import_ is None:
        return Event(agent.created_at, "plus-lg", "Added", "One at a time, by hand or by a program.")
    return Event(
        agent.created_at, "file-earmark-arrow-up", f"Imported from {import_.file_name}", f"By {import_.uploaded_by}."
    )


def _phone_events(session: Session, agent: Agent) -> list[Event]:
    events = []
    if agent.provisioned_at:
        title = "Phone and voicemail set up" if agent.voicemail else "Phone set up"
        mailbox = f", mailbox {agent.extension} with a PIN of its own" if agent.voicemail else ""
        detail = f"Extension {agent.extension}{mailbox}."
        events.append(Event(agent.provisioned_at, "telephone", title, detail, "ok", "phone"))
    if agent.phone_seen and agent.phone_seen_at:
        detail = "A phone registered on the switch."
        events.append(Event(agent.phone_seen_at, "telephone", "Phone connected", detail, "ok", "phone"))
    left = session.scalar(select(Work).where(Work.kind == provisioning.KIND, Work.subject_id == agent.id))
    if left is not None and left.problem:
        why = sentence(Problem.restored(left.problem))
        if left.failed_at:
            events.append(
                Event(left.failed_at, "exclamation-triangle", "The phone could not be set up", why, "bad", "phone")
            )
        else:
            tries = formats.plural(left.attempts, "try", "tries")
            detail = f"{why} {tries} so far, the next {formats.when(left.due_at)}."
            events.append(Event(left.created_at, "exclamation-triangle", "The phone waits", detail, "warn", "phone"))
    return events


def _invitation_events(session: Session, agent: Agent, invitation: Invitation | None) -> list[Event]:
    if invitation is None:
        return []
    why = _trouble(session, invitation)
    to = agent.personal_email or agent.email
    events = []
    # What comes later comes first, so that moments that are equal stay in this order.
    if invitation.state in ("bounced", "failed"):
        at = invitation.sent_at or invitation.due_at
        detail = f"To {to}. {why}".rstrip()
        events.append(Event(at, "envelope-x", "Invitation not delivered", detail, "bad", "invitation"))
    elif why:
        at = invitation.sent_at or invitation.due_at
        events.append(Event(at, "hourglass-split", "The message waits", why, "warn", "invitation"))
    if invitation.first_seen_at:
        detail = "Perhaps by a mail scanner."
        events.append(Event(invitation.first_seen_at, "envelope", "Link opened", detail, "accent", "invitation"))
    if invitation.sent_at:
        by = f", by {invitation.invited_by}" if invitation.invited_by else ""
        detail = f"To {to}{by}."
        events.append(Event(invitation.sent_at, "send", "Invitation sent", detail, "accent", "invitation"))
    return events


def _trouble(session: Session, invitation: Invitation) -> str:
    """Why the invitation's newest message did not arrive, or not yet; empty where nothing is known against it."""
    message, waiting = session.execute(
        select(Message.problem, Work.problem)
        .outerjoin(Work, and_(Work.kind == outbox.KIND, Work.subject_id == Message.id))
        .where(Message.subject_id == invitation.id)
        .order_by(Message.id.desc())
        .limit(1)
    ).one_or_none() or (None, None)
    problem = message or waiting
    return sentence(Problem.restored(problem)) if problem else ""


def _deeds(session: Session, agent: Agent) -> list[Event]:
    """What people did, and the service by itself, as the audit has it."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_id == agent.id, AuditEntry.deed.in_((*_CHANGES, *_TOLD)))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(MOST_DEEDS)
    )
    return [_changed(entry) if entry.deed in _CHANGES else _told(entry) for entry in entries]


def _changed(entry: AuditEntry) -> Event:
    """`Ingrid Solheim changed the typology`, with what it was and is."""
    changes: dict[str, list[Any]] = entry.detail.get("changes", {})
    fields = [_field(name) for name in changes]
    what = f"the {fields[0]}" if len(fields) == 1 else f"{len(fields)} fields"
    title = f"{entry.actor} changed {what}" if entry.deed != "agent.came_back" else f"{entry.actor} brought them back"
    pairs = [(name, _shown(old), _shown(new)) for name, (old, new) in changes.items()]
    detail = (
        f"{pairs[0][1]} → {pairs[0][2]}."
        if len(pairs) == 1
        else " ".join(f"{_field(name).capitalize()}: {old} → {new}." for name, old, new in pairs)
    )
    part = "phone" if PHONE_FIELDS.intersection(changes) else ""
    return Event(entry.at, "pencil", title, detail, part=part)


def _field(name: str) -> str:
    return FIELD_WORDS.get(name, name.replace("_", " "))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "none"
    return "none" if value is None or value == "" else formats.TYPOLOGY_WORDS.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a deed is told: the title needs the actor in front, and may name a group; the detail is made from the
    entry's own."""

    icon: str
    title: str
    detail: Callable[[dict[str, Any]], str]
    tone: str = ""
    part: str = ""


def _extension(said: str, missing: str) -> Callable[[dict[str, Any]], str]:
    return lambda detail: said.format(detail["extension"]) if detail.get("extension") is not None else missing


def _group_kind(detail: dict[str, Any]) -> str:
    return GROUP_WORDS[detail["kind"]] if detail.get("kind") else ""


_CHANGES = frozenset({"agent.changed", "agent.came_back", "mailbox.notice_changed"})
_TOLD = {
    "agent.disabled": _Telling(
        "slash-circle",
        "disabled them",
        lambda detail: "They were signed out, and the phone was taken from the switch.",
        part="phone",
    ),
    "agent.enabled": _Telling(
        "check-circle", "enabled them", lambda detail: "The phone is set up anew.", "ok", "phone"
    ),
    "agent.deleted": _Telling(
        "trash", "deleted them", _extension("Extension {} was given back.", "There was no extension."), part="phone"
    ),
    "agent.restored": _Telling(
        "arrow-counterclockwise", "restored them", _extension("With extension {}.", ""), "ok", "phone"
    ),
    "agent.uninvited": _Telling(
        "x-circle", "took the invitation back", lambda detail: "Its links no longer work.", part="invitation"
    ),
    "agent.link_copied": _Telling(
        "link-45deg", "copied an invitation link", lambda detail: "To hand over in person.", part="invitation"
    ),
    "agent.joined_group": _Telling("people", "added them to {name}", _group_kind),
    "agent.left_group": _Telling("people", "took them out of {name}", _group_kind),
    "agent.changed_in_group": _Telling("people", "changed their place in {name}", _group_kind),
    "mailbox.pin_reset": _Telling(
        "key", "gave the mailbox a new PIN", lambda detail: "Its owner sees it on their own page.", part="phone"
    ),
    "mailbox.pin_changed": _Telling("key", "changed the mailbox’s PIN", lambda detail: "By page.", part="phone"),
    "phone.secret_rotated": _Telling(
        "key", "made a new secret for the phone", lambda detail: "The old one no longer works.", part="phone"
    ),
    "phone.set_up_again": _Telling(
        "arrow-clockwise",
        "had the phone set up again",
        lambda detail: "What differs on the switch is mended.",
        part="phone",
    ),
}


def _told(entry: AuditEntry) -> Event:
    told = _TOLD[entry.deed]
    by_itself = entry.actor == SERVICE.name
    detail = told.detail(entry.detail)
    if by_itself and (last_day := entry.detail.get("end_date")):
        detail = f"Their last day, {formats.long_day(date.fromisoformat(last_day))}, was over. {detail}"
    deed = told.title.format(name=entry.detail.get("name") or "a group")
    title = f"{'The service' if by_itself else entry.actor} {deed}"
    return Event(entry.at, told.icon, title, detail, told.tone, told.part)
