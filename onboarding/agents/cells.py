"""What a cell may hold: cleaned of what nobody sees, refused where a spreadsheet has damaged it."""

import re
import unicodedata
from typing import Any

from onboarding.wording import Problem

CLEAR = "(clear)"
NO_VALUE = "#NO_VALUE!"
"""Stands in the place of a formula whose result is not in the file."""
_SHOWN = 200

# An apostrophe in front says that what follows is text: digits, or what looks like a formula.
_APOSTROPHE = re.compile(r"['’](?=['’]*[0-9=+\-@])")
_NOT_CLEAR = re.compile(r"['’]+\(clear\)\Z", re.IGNORECASE)
_FORMULA_OF_TEXT = re.compile(r'="([^"]*)"\Z')
_JOINERS = "\u200c\u200d"


class Finding(Exception):
    """Something to say about a cell: raised where it cannot be used, returned where that is only to be known.

    A code of the interface, a reason (key of SENTENCES) and its parameters.
    """

    def __init__(self, code: str, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.params = params

    def problem(self, column: str, value: str) -> Problem:
        return Problem(self.code, self.reason, column, shown(value), self.params)


def shown(value: str) -> str:
    """The value as it is kept with a problem: short, and fit for any database."""
    safe = "".join(mark if unicodedata.category(mark) not in ("Cc", "Cs") else "\ufffd" for mark in value[:_SHOWN])
    return safe if len(value) <= _SHOWN else safe + "…"


def cleaned(text: str, *, lines: bool = False) -> str:
    """The text without what nobody sees: marks without width, odd blanks, blanks around, a text-cell's apostrophe.

    `lines`: whether it may have several lines. Raises Finding for control characters.
    """
    if not text.isprintable():
        text = _without_unseen(text)
        if not lines and "\n" in text:
            raise Finding("invalid", "cell_lines")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    if found := _FORMULA_OF_TEXT.fullmatch(text):  # ="0042", by which programs keep a spreadsheet from calculating
        return found[1].strip()
    return text[1:] if _APOSTROPHE.match(text) else text


def literal(value: str) -> str:
    """The text of a cell that is read as this value, whatever it looks like."""
    is_read_otherwise = is_clear(value) or any(
        pattern.match(value) for pattern in (_NOT_CLEAR, _APOSTROPHE, _FORMULA_OF_TEXT)
    )
    return "'" + value if is_read_otherwise else value


def unquoted(text: str) -> str:
    """A cleaned text of `'(clear)` is that word itself and empties nothing."""
    return text[1:] if _NOT_CLEAR.fullmatch(text) else text


def is_clear(text: str) -> bool:
    """Whether a cleaned text empties its field."""
    return text[:1] == "(" and text.casefold() == CLEAR


def plain_digits(text: str) -> str:
    """The text with the digits of other scripts, and wide ones, as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)


def _without_unseen(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    kept = []
    for place, mark in enumerate(text):
        category = unicodedata.category(mark)
        if category in ("Zs", "Zl", "Zp") or mark == "\t":
            kept.append(" ")
        elif mark in _JOINERS:
            kept.append(mark if _joins(text, place) else "")
        elif "\x80" <= mark <= "\x9f":  # where Windows has letters that this encoding has not
            raise Finding("invalid", "cell_letters_lost")
        elif category in ("Cc", "Cs") and mark != "\n":
            raise Finding("invalid", "cell_control_character", point=f"U+{ord(mark):04X}")
        elif category != "Cf":
            kept.append(mark)
    return "".join(kept)


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands where scripts need it: between letters or vowel signs that are not Latin."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(ord(mark) >= 0x0590 and unicodedata.category(mark)[0] in "LM" for mark in around)
