"""What was done to one agent, deed by deed, in words: for the story on the overview, and for the history."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.audit import SERVICE, AuditEntry
from web import formats
from web.pages.actors import actor_word
from web.pages.agent_field_words import PHONE_FIELDS, field_word, value_word
from web.translating import _, later, ngettext

CHANGES = frozenset({"agent.changed", "agent.came_back", "mailbox.notice_changed", "agent.log_level_changed"})
"""Deeds that say what each field was and is."""
GROUP_WORDS = {
    "team": later("A team."),
    "queue": later("A queue."),
    "profile": later("A profile."),
    "ai_assistant": later("An AI assistant."),
    "list": later("A list."),
    "channel_account": later("A channel account."),
}
_CHANGED_ONE = {
    "full_name": later("%(who)s changed the name"),
    "username": later("%(who)s changed the username"),
    "email": later("%(who)s changed the e-mail"),
    "alias": later("%(who)s changed the alias"),
    "extension": later("%(who)s changed the extension"),
    "typology": later("%(who)s changed the typology"),
    "voicemail": later("%(who)s changed the voicemail"),
    "start_date": later("%(who)s changed the start date"),
    "end_date": later("%(who)s changed the last day"),
    "queues": later("%(who)s changed the queues"),
    "teams": later("%(who)s changed the teams"),
    "client_log_level": later("%(who)s changed the client log"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A deed in words; `tone` is "", accent, ok, warn or bad; `part` "", invitation or phone."""

    icon: str
    title: str
    detail: str
    tone: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a deed is told: the title has the place %(who)s, perhaps %(name)s; the detail is made from the entry's."""

    icon: str
    title: str
    detail: Callable[[dict[str, Any]], str]
    tone: str = ""
    part: str = ""


def who_did(entry: AuditEntry) -> str:
    return actor_word(entry.actor)


def told(entry: AuditEntry) -> Told:
    """The deed of an entry, one of CHANGES or TELLINGS."""
    return _told_changes(entry) if entry.deed in CHANGES else _told_deed(entry)


def _told_changes(entry: AuditEntry) -> Told:
    """`Ingrid Solheim changed the typology`, with what it was and is."""
    changes: dict[str, list[Any]] = entry.detail.get("changes", {})
    pairs = [(name, _shown(name, old), _shown(name, new)) for name, (old, new) in changes.items()]
    if len(pairs) == 1:
        detail = f"{pairs[0][1]} → {pairs[0][2]}."
    else:
        detail = " ".join(f"{field_word(name)}: {old} → {new}." for name, old, new in pairs)
    part = "phone" if PHONE_FIELDS.intersection(changes) else ""
    if entry.deed == "agent.came_back":
        return Told("arrow-counterclockwise", _("%(who)s brought them back", who=who_did(entry)), detail, "ok", part)
    return Told("pencil", _changed(who_did(entry), list(changes)), detail, part=part)


def _changed(who: str, names: list[str]) -> str:
    if len(names) != 1:
        return ngettext("%(who)s changed %(num)s field", "%(who)s changed %(num)s fields", len(names), who=who)
    if names[0] in _CHANGED_ONE:
        return str(_CHANGED_ONE[names[0]]) % {"who": who}
    return _("%(who)s changed a field: %(field)s", who=who, field=field_word(names[0]))


def _shown(name: str, value: Any) -> str:
    return value_word(name, value) or _("none")


def _told_deed(entry: AuditEntry) -> Told:
    telling = TELLINGS[entry.deed]
    detail = telling.detail(entry.detail)
    if entry.actor == SERVICE.name and (last_day := entry.detail.get("end_date")):
        over = _("Their last day, %(day)s, was over.", day=formats.long_day(date.fromisoformat(last_day)))
        detail = f"{over} {detail}"
    title = str(telling.title) % {"who": who_did(entry), "name": entry.detail.get("name") or _("a group")}
    return Told(telling.icon, title, detail, telling.tone, telling.part)


def _says(text: str) -> Callable[[dict[str, Any]], str]:
    return lambda detail: str(text)


def _extension(said: str, missing: str) -> Callable[[dict[str, Any]], str]:
    def say(detail: dict[str, Any]) -> str:
        number = detail.get("extension")
        return str(missing) if number is None else str(said) % {"extension": number}

    return say


def _group_kind(detail: dict[str, Any]) -> str:
    said = str(GROUP_WORDS[detail["kind"]]) if detail.get("kind") else ""
    if detail.get("kind") == "queue" and detail.get("penalty") is not None:
        said = f"{said} {_('Penalty %(penalty)s.', penalty=detail['penalty'])}"
    return f"{said} {_('Begins paused.')}" if detail.get("paused") else said


def _until(detail: dict[str, Any]) -> str:
    return _("Too many wrong passwords were tried. The phone goes on.")


BEGINNINGS = {
    "agent.created": _Telling("plus-lg", later("%(who)s added them"), _says("")),
    "agent.invited": _Telling("send", later("%(who)s invited them"), _says(""), "accent", "invitation"),
    "agent.joined": _Telling("check-lg", later("%(who)s joined"), _says(""), "ok", "invitation"),
}
"""Of these the story knows more by the facts and the messages."""
TELLINGS = {
    **BEGINNINGS,
    "agent.disabled": _Telling(
        "slash-circle",
        later("%(who)s disabled them"),
        _says(later("They were signed out, and the phone was taken from the switch.")),
        part="phone",
    ),
    "agent.enabled": _Telling(
        "check-circle", later("%(who)s enabled them"), _says(later("The phone is set up anew.")), "ok", "phone"
    ),
    "agent.deleted": _Telling(
        "trash",
        later("%(who)s deleted them"),
        _extension(later("Extension %(extension)s was given back."), later("There was no extension.")),
        part="phone",
    ),
    "agent.restored": _Telling(
        "arrow-counterclockwise",
        later("%(who)s restored them"),
        _extension(later("With extension %(extension)s."), ""),
        "ok",
        "phone",
    ),
    "agent.password_given": _Telling(
        "key",
        later("%(who)s chose a password for them"),
        _says(later("They can sign in with it, which counts as joined.")),
        "ok",
        "invitation",
    ),
    "agent.password_reset_sent": _Telling(
        "key", later("%(who)s sent a link for a new password"), _says(later("It works for an hour."))
    ),
    "agent.log_deleted": _Telling("trash", later("%(who)s deleted the lines of the client log"), _says("")),
    "agent.uninvited": _Telling(
        "x-circle",
        later("%(who)s took the invitation back"),
        _says(later("Its links no longer work.")),
        part="invitation",
    ),
    "agent.link_copied": _Telling(
        "link-45deg",
        later("%(who)s copied an invitation link"),
        _says(later("To hand over in person.")),
        part="invitation",
    ),
    "agent.joined_group": _Telling("people", later("%(who)s added them to %(name)s"), _group_kind),
    "agent.left_group": _Telling("people", later("%(who)s took them out of %(name)s"), _group_kind),
    "agent.changed_in_group": _Telling("people", later("%(who)s changed their place in %(name)s"), _group_kind),
    "agent.picture_changed": _Telling(
        "person", later("%(who)s uploaded a picture"), _says(later("Only a small square of it is kept."))
    ),
    "agent.picture_removed": _Telling(
        "person", later("%(who)s removed the picture"), _says(later("Initials stand for it."))
    ),
    "mailbox.pin_reset": _Telling(
        "key",
        later("%(who)s gave the mailbox a new PIN"),
        _says(later("Its owner sees it on their own page.")),
        part="phone",
    ),
    "mailbox.pin_changed": _Telling(
        "key", later("%(who)s changed the mailbox’s PIN"), _says(later("By page.")), part="phone"
    ),
    "phone.secret_rotated": _Telling(
        "key",
        later("%(who)s made a new secret for the phone"),
        _says(later("The old one no longer works.")),
        part="phone",
    ),
    "phone.code_used": _Telling(
        "qr-code", later("%(who)s set the phone’s app up"), _says(later("By the code on their own page.")), part="phone"
    ),
    "phone.set_up_again": _Telling(
        "arrow-clockwise",
        later("%(who)s had the phone set up again"),
        _says(later("What differs on the switch is mended.")),
        part="phone",
    ),
    "account.locked": _Telling("lock", later("%(who)s locked the account"), _until, "warn"),
    "account.unlocked": _Telling(
        "unlock", later("%(who)s unlocked the account"), _says(later("They can sign in again.")), "ok"
    ),
    "account.password_set": _Telling(
        "key", later("%(who)s chose another password"), _says(later("Sessions elsewhere ended."))
    ),
}
