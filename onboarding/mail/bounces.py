"""Reading reports about mail that did not arrive (RFC 3464), as servers write them and as some of them ought not to.

Nothing in such a message is believed but two things: which message of ours it names, and whether it says that this one
failed for good or is only late.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from typing import Literal

from onboarding.mail.dialling import printable

MOST_BYTES = 32 * 1024 * 1024
MOST_IDS = 50
MOST_PARTS = 200

_MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[^\s<>@]{1,200}>")
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_FIELD = re.compile(r"^(action|status|diagnostic-code)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.IGNORECASE | re.MULTILINE)
_SAID_IN_WORDS = re.compile(r"^.*\b(?:5\d\d|5\.\d{1,3}\.\d{1,3})\b.*$", re.MULTILINE)

Verdict = Literal["failed", "delayed", "none"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says about others: `message_ids` of ours may be among these; `said`: the server's words."""

    verdict: Verdict
    message_ids: tuple[str, ...]
    said: str


def read(raw: bytes) -> Report:
    """What a report says; verdict none where it reports nothing, such as somebody's answer, or rubbish."""
    try:
        message = email.message_from_bytes(raw[:MOST_BYTES], policy=compat32)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # The parser of the standard library gives up on some rubbish in these ways.
        return Report("none", (), "")
    whole = "\n".join(parts)
    ids = tuple(dict.fromkeys(_MESSAGE_ID.findall(whole)))[:MOST_IDS]
    verdict, said = _verdict(message, parts)
    return Report(verdict, ids, said)


def _parts(message: Message) -> Iterator[str]:
    """The headers and the words of each part, decoded; those of messages inside it too."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            yield content.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(content, bytes) else ""


def _verdict(message: Message, parts: list[str]) -> tuple[Verdict, str]:
    """From the fields of a delivery status, wherever they stand; else from how sloppier servers say it."""
    fields = [(name.lower(), " ".join(value.split())) for part in parts for name, value in _FIELD.findall(part)]
    said = _said(fields)
    actions = {value.lower().partition(" ")[0] for name, value in fields if name == "action"}
    classes = {found[1] for name, value in fields if name == "status" and (found := _STATUS.search(value))}
    if "failed" in actions or ("5" in classes and not actions):
        return "failed", said
    if "delayed" in actions or ("4" in classes and not actions):
        return "delayed", said
    if actions:
        return "none", said
    if message["X-Failed-Recipients"] is not None:
        words = next((found[0] for part in parts if (found := _SAID_IN_WORDS.search(part))), "")
        return "failed", printable(words)
    return "none", said


def _said(fields: list[tuple[str, str]]) -> str:
    """The words of the server that refused, else the bare status."""
    by_name = dict(reversed(fields))
    code = by_name.get("diagnostic-code", "")
    # "smtp; 550 5.1.1 …": what stands before the semicolon says whose words they are.
    return printable(code.partition(";")[2] or code or by_name.get("status", ""))
