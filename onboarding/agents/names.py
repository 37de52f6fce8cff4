"""Names of people, and the usernames made of them."""

import re
import unicodedata

from anyascii import anyascii

from onboarding.agents.cells import Finding
from onboarding.agents.damage import refuse_boolean, refuse_lost_letters

_USERNAME = re.compile(r"[A-Za-z0-9._]*[A-Za-z0-9][A-Za-z0-9._]*")
_MARKS_IN_NAMES = " .,'’·‐‑–´`ʼ״׳-"
_USUAL_NAME = re.compile(rf"(?:[^\W\d_]|[{_MARKS_IN_NAMES}])+")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LONGEST_USERNAME = 64
_AS_TYPED: dict[int, str | None] = {
    **dict.fromkeys(range(0x300, 0x370)),
    **dict.fromkeys(map(ord, "’‘ʼ´`"), "'"),
    **dict(zip(map(ord, "øłđðıħ"), "olddih", strict=True)),
    ord("þ"): "th",
    ord("æ"): "ae",
    ord("œ"): "oe",
}
"""Accents and letters as people type them who have not got them on their keyboard, and one apostrophe for all."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "dr", "esq"})


def fold(text: str) -> str:
    """The text by which people are compared: without case, and one code for one letter."""
    return unicodedata.normalize("NFC", text.casefold()) if not text.isascii() else text.lower()


def plain(text: str) -> str:
    """The text by which people are looked up: folded, without accents, with one kind of apostrophe."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text.casefold()).translate(_AS_TYPED))


def make_username(full_name: str, email: str) -> str:
    """A username of the name or the address: letters of any script in [A-Za-z0-9._], lower case. Not unique.

    The name comes first where its alphabet writes vowels as ours does; of others the address knows better how the
    person spells it (Noa, not Nvh).
    """
    sources = [full_name, email.partition("@")[0]]
    if not _spelled_like_ours(full_name):
        sources.reverse()
    for source in sources:
        plain = anyascii(source).lower().replace("'", "").replace("`", "")
        username = re.sub(r"[^a-z0-9_]+", ".", plain).strip("._")
        if username:
            return username[:_LONGEST_USERNAME].rstrip("._")
    return "agent"


def _spelled_like_ours(name: str) -> bool:
    """Whether all letters are Latin, Greek or Cyrillic."""
    return all(mark < "\u0530" or "\u1e00" <= mark < "\u2000" for mark in name if mark.isalpha())


def read_username(text: str) -> str:
    if not _USERNAME.fullmatch(text):
        raise Finding("invalid", "username_characters", suggestion=make_username(text.partition("@")[0], text))
    return text


def read_name(text: str) -> str:
    """A name has a letter, of whatever script, and has not lost one. Raises Finding."""
    refuse_lost_letters(text)
    refuse_boolean(text)
    if text[0] == "=" and "(" in text:
        raise Finding("invalid", "cell_formula")
    if not any(mark.isalpha() for mark in text):
        raise Finding("invalid", "name_is_number" if text.isdecimal() else "name_without_letters")
    if "@" in text and _ADDRESS.fullmatch(text):
        raise Finding("invalid", "name_is_address")
    return " ".join(text.split())


def is_unusual(name: str) -> bool:
    """Whether there is more in it than names have: digits, brackets, stars, pictures. A hint, such as "(NEW!)"."""
    return not _USUAL_NAME.fullmatch(name) and any(
        unicodedata.category(mark)[0] not in "LMC" and mark not in _MARKS_IN_NAMES for mark in name
    )


def turned(full_name: str) -> str | None:
    """ "Rossi, Anna" as Anna Rossi; None where the name is not written the other way round."""
    last, comma, first = full_name.partition(",")
    last, first = last.strip(), first.strip()
    if not comma or not last or not first or "," in first or first.rstrip(".").casefold() in _SUFFIXES:
        return None
    return f"{first} {last}"
