"""What the switch's tables should hold for an agent, by the kind of its phone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from onboarding.groups.members import Seat
from onboarding.telephony.text import Form, callerid, encoded, shortened
from onboarding.telephony.writing import Values
from onboarding.wording import Problem

CONTEXT = "agents"
"""Where in the switch's dialplan an agent's calls begin."""

MAILBOX_CONTEXT = "default"

LONGEST = 80
"""Characters that the switch has for a mailbox's name and for its e-mail address."""

_WEBRTC: Values = {"webrtc": "yes", "allow": "opus,ulaw,alaw", "rtp_symmetric": "no"}
_SIP: Values = {"webrtc": "no", "allow": "g722,ulaw,alaw", "rtp_symmetric": "yes"}
_ALL_PHONES: Values = {
    "transport": None,
    "context": CONTEXT,
    "disallow": "all",
    "direct_media": "no",
    "dtmf_mode": "rfc4733",
    "force_rport": "yes",
    "rewrite_contact": "yes",
    "mwi_subscribe_replaces_unsolicited": "yes",
}
_QUALIFY_SECONDS = {True: 30, False: 60}
"""How often the switch asks whether a phone is still there; a browser's connection dies sooner."""


class Notified(Protocol):
    """What decides where an e-mail about a recording goes."""

    @property
    def email(self) -> str: ...
    @property
    def voicemail(self) -> bool: ...
    @property
    def voicemail_notice(self) -> str: ...


class Person(Protocol):
    """What of an agent the switch is told: an Agent, or a row with these columns."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def extension(self) -> int | None: ...
    @property
    def typology(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def voicemail(self) -> bool: ...
    @property
    def voicemail_notice(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An agent as the switch is to know it. `extension` is also the id of its rows, its SIP user and its mailbox."""

    agent_id: uuid.UUID
    extension: str
    typology: str
    full_name: str
    email: str
    voicemail: bool
    notice: str
    seats: Sequence[Seat]

    @property
    def is_webrtc(self) -> bool:
        return self.typology == "webrtc"

    @property
    def mailboxes(self) -> str | None:
        return f"{self.extension}@{MAILBOX_CONTEXT}" if self.voicemail else None


def subscriber(person: Person, seats: Sequence[Seat]) -> Subscriber:
    return Subscriber(
        person.id,
        str(person.extension),
        person.typology,
        person.full_name,
        person.email,
        person.voicemail,
        person.voicemail_notice,
        seats,
    )


def interface(extension: str) -> str:
    """What a queue rings to reach a phone."""
    return f"PJSIP/{extension}"


def number_of(interface: str) -> int | None:
    """The extension of a phone that a queue rings in this way; None for what is no phone of a number."""
    extension = interface.removeprefix("PJSIP/")
    return int(extension) if extension != interface and extension.isascii() and extension.isdigit() else None


def aor(who: Subscriber) -> Values:
    """One phone at a time: a second sign-in takes the place of the first. No phone but one that signs in."""
    return {
        "id": who.extension,
        "max_contacts": 1,
        "remove_existing": "yes",
        "contact": None,
        "qualify_frequency": _QUALIFY_SECONDS[who.is_webrtc],
        "mailboxes": who.mailboxes,
    }


def auth(who: Subscriber) -> Values:
    """Without what the secret brings, see credentials."""
    return {"id": who.extension, "username": who.extension, "realm": None}


def endpoint(who: Subscriber, form: Form) -> Values:
    """Always with an `auth`: the switch lets anybody register at an endpoint that has none."""
    return {
        "id": who.extension,
        "aors": who.extension,
        "auth": who.extension,
        "callerid": callerid(who.full_name, who.extension, form.encode, form.callerid),
        "mailboxes": who.mailboxes,
        **_ALL_PHONES,
        **(_WEBRTC if who.is_webrtc else _SIP),
    }


def mailbox(who: Subscriber, form: Form) -> Values:
    """Without the PIN, which is written once and then its owner's. An address too long for the switch is left out."""
    email = form.encode(who.email)
    is_told = who.notice != "none" and len(email) <= form.email
    return {
        "context": MAILBOX_CONTEXT,
        "mailbox": who.extension,
        "fullname": shortened(who.full_name, form.fullname, form.encode),
        "email": email if is_told else None,
        "attach": "yes" if who.notice == "recording" else "no",
    }


def members(who: Subscriber, form: Form) -> list[Values]:
    """One a queue. `paused` is how the member begins: from then on it is the switch's."""
    rings = interface(who.extension)
    name = shortened(who.full_name, form.membername, form.encode)
    return [
        {
            "queue_name": seat.queue,
            "interface": rings,
            "membername": name,
            "state_interface": rings,
            "penalty": seat.penalty,
            "paused": int(seat.paused),
        }
        for seat in who.seats
    ]


def notice_address(person: Notified) -> tuple[str | None, Problem | None]:
    """Where an e-mail about a recording goes, or None with the reason why there is none to be sent.

    An address is never shortened: the switch keeps 80 characters, counted as its PostgreSQL driver writes them.
    """
    if not person.voicemail or person.voicemail_notice == "none":
        return None, None
    if len(encoded(person.email)) > LONGEST:
        return None, Problem("too_long", "address_too_long_for_voicemail", "email", person.email, {"most": LONGEST})
    return person.email, None
