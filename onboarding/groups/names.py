"""How groups may be called, and which name somebody may have meant."""

import re
from collections.abc import Collection
from difflib import get_close_matches

from anyascii import anyascii

from onboarding.agents import cells
from onboarding.agents.cells import Finding
from onboarding.agents.damage import refuse_damage
from onboarding.agents.names import fold
from onboarding.agents.validation import PLACEHOLDERS
from onboarding.groups.refusal import GroupRefused
from onboarding.wording import Problem

LONGEST = {"queue": 80}
"""By kind where it is not LONGEST_NAME: the switch's columns hold 80 characters of a queue's name."""
LONGEST_NAME = 120
LONGEST_DESCRIPTION = 1000
_FOR_QUEUES = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
_NEAR_AMONG = 1000


def read_name(kind: str, text: str) -> str:
    """The name as it is kept: trimmed, one blank between words. Raises GroupRefused.

    A bar stands between names in a cell, so that none can have one. A queue's name is the switch's too, in whose
    tables and dialplan letters of other alphabets, colons, commas and the like mean something else or get lost.
    """
    try:
        name = " ".join(cells.cleaned(text).split())
        if name:
            refuse_damage(name)
    except Finding as wrong:
        raise GroupRefused(wrong.problem("name", text)) from None
    limit = LONGEST.get(kind, LONGEST_NAME)
    if not name:
        raise _refused("missing", "group_name_missing", text)
    if len(name) > limit:
        raise _refused("too_long", "cell_too_long", text, limit=limit)
    if "|" in name:
        raise _refused("invalid", "group_name_bar", text)
    if key(name) == cells.CLEAR or key(name) in PLACEHOLDERS:
        raise _refused("reserved", "group_name_means_nothing", text)
    if kind == "queue" and not _FOR_QUEUES.fullmatch(name):
        raise _refused("invalid", "queue_name_characters", text, suggestion=_for_queues(name, limit))
    return name


def _refused(code: str, reason: str, text: str, **params: str | int) -> GroupRefused:
    return GroupRefused(Problem(code, reason, "name", cells.shown(text), params))


def _for_queues(name: str, limit: int) -> str:
    plain = re.sub(r"[^A-Za-z0-9 ._-]+", "-", anyascii(name)).lstrip(" ._-")
    return plain[:limit].rstrip(" ._-") or "support"


def key(name: str) -> str:
    """By what names are compared: without case, one blank between words."""
    return fold(" ".join(name.split()))


def read_description(text: str | None) -> str | None:
    """Raises GroupRefused."""
    try:
        description = cells.cleaned(text or "", lines=True)
    except Finding as wrong:
        raise GroupRefused(wrong.problem("description", text or "")) from None
    if len(description) > LONGEST_DESCRIPTION:
        limit = {"limit": LONGEST_DESCRIPTION}
        raise GroupRefused(Problem("too_long", "cell_too_long", "description", cells.shown(description), limit))
    return description or None


def nearest(name: str, names: Collection[str]) -> str | None:
    """The one of these names that somebody who wrote another most likely meant."""
    spelled = {fold(known): known for known in sorted(names)[:_NEAR_AMONG]}
    near = get_close_matches(fold(name)[:LONGEST_NAME], list(spelled), n=1)
    return spelled[near[0]] if near else None
