"""What the switch's tables should hold for an agent, by the kind of its phone."""

import uuid
from dataclasses import dataclass
from typing import Any

from onboarding.telephony.text import Encode, callerid, shortened

CONTEXT = "agents"
"""Where in the switch's dialplan an agent's calls begin."""

MAILBOX_CONTEXT = "default"

LONGEST = 80
"""Characters that the switch has for a mailbox's name and for its e-mail address."""

Values = dict[str, Any]

_WEBRTC: Values = {"webrtc": "yes", "allow": "opus,ulaw,alaw", "rtp_symmetric": "no"}
_SIP: Values = {"webrtc": "no", "allow": "g722,ulaw,alaw", "rtp_symmetric": "yes"}
_ALL_PHONES: Values = {
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


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An agent as the switch is to know it. `extension` is also the id of its rows, its SIP user and its mailbox."""

    agent_id: uuid.UUID
    extension: str
    typology: str
    full_name: str
    email: str
    voicemail: bool

    @property
    def is_webrtc(self) -> bool:
        return self.typology == "webrtc"

    @property
    def mailboxes(self) -> str | None:
        return f"{self.extension}@{MAILBOX_CONTEXT}" if self.voicemail else None


def aor(who: Subscriber) -> Values:
    """One phone at a time: a second sign-in takes the place of the first."""
    return {
        "id": who.extension,
        "max_contacts": 1,
        "remove_existing": "yes",
        "qualify_frequency": _QUALIFY_SECONDS[who.is_webrtc],
        "mailboxes": who.mailboxes,
    }


def auth(who: Subscriber) -> Values:
    """Without the secret, which is written once."""
    return {"id": who.extension, "auth_type": "userpass", "username": who.extension}


def endpoint(who: Subscriber, encode: Encode) -> Values:
    """Always with an `auth`: the switch lets anybody register at an endpoint that has none."""
    return {
        "id": who.extension,
        "aors": who.extension,
        "auth": who.extension,
        "callerid": callerid(who.full_name, who.extension, encode),
        "mailboxes": who.mailboxes,
        **_ALL_PHONES,
        **(_WEBRTC if who.is_webrtc else _SIP),
    }


def mailbox(who: Subscriber, encode: Encode) -> Values:
    """Without the PIN, which is written once and then its owner's. An address too long for the switch is left out."""
    email = encode(who.email)
    return {
        "context": MAILBOX_CONTEXT,
        "mailbox": who.extension,
        "fullname": shortened(who.full_name, LONGEST, encode),
        "email": email if len(email) <= LONGEST else None,
        "attach": "yes",
    }
