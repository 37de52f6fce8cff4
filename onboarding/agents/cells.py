"""What a cell may hold: cleaned of what nobody sees, refused where a spreadsheet has damaged it."""

import re
import unicodedata
from typing import Any

from onboarding.wording import Problem

CLEAR = "(clear)"
NO_VALUE = "#NO_VALUE!"
"""Stands in the place of a formula whose result is not in the file."""
_SHOWN = 200

_SHORTENED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+")
_FORMULA_ERROR = re.compile(r"#(?:[¡]?[^\W\d_][\w/]*[!?]|N/A|NV|N/D|N/V|ND|NB|I/T|#+|DIV/0!|DEEL/0!)", re.IGNORECASE)
# UTF-8 that was opened as Windows-1252 and saved again: Ã followed by what stands for the second byte.
_TWICE_ENCODED = re.compile("Ã[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u00a0-\u00bf]|Â[\u00a0-\u00bf]|â€|\ufffd")
_LOST_LETTER = re.compile(r"[^\W\d_]\?+[^\W\d_]")
_APOSTROPHE = re.compile(r"['’](?=[0-9=+\-@])")
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
    return text[1:] if _APOSTROPHE.match(text) else text


def refuse_damage(text: str) -> None:
    """Raises Finding where a spreadsheet has put something else in the place of what was typed."""
    if text == NO_VALUE:
        raise Finding("invalid", "cell_no_value")
    if text.startswith("#") and _FORMULA_ERROR.fullmatch(text):
        raise Finding("invalid", "cell_formula_error")
    if not text.isascii() and _TWICE_ENCODED.search(text):
        raise Finding("invalid", "cell_letters_lost")


def refuse_lost_digits(text: str) -> None:
    """Raises Finding for 2.001E+03: its digits are gone, so it is never expanded."""
    if _SHORTENED.fullmatch(text):
        raise Finding("invalid", "cell_digits_lost")


def refuse_lost_letters(text: str) -> None:
    """Raises Finding for a question mark amid letters: a letter that the file's encoding did not have."""
    if "?" in text and _LOST_LETTER.search(text):
        raise Finding("invalid", "cell_letters_lost")


def _without_unseen(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    kept = []
    for place, mark in enumerate(text):
        category = unicodedata.category(mark)
        if category in ("Zs", "Zl", "Zp") or mark == "\t":
            kept.append(" ")
        elif mark in _JOINERS:
            kept.append(mark if _joins(text, place) else "")
        elif category in ("Cc", "Cs") and mark != "\n":
            raise Finding("invalid", "cell_control_character", point=f"U+{ord(mark):04X}")
        elif category != "Cf":
            kept.append(mark)
    return "".join(kept)


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands where scripts need it: between letters or vowel signs that are not Latin."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(ord(mark) >= 0x0590 and unicodedata.category(mark)[0] in "LM" for mark in around)
