"""What spreadsheets and encodings put in the place of what was typed: refused by name, never mended by guessing."""

import re

from onboarding.agents.cells import NO_VALUE, Finding
from onboarding.agents.months import is_month

_FORMULA_ERROR = re.compile(r"#(?:[¡]?[^\W\d_][\w/]*[!?]|N/A|NV|N/D|N/V|ND|NB|I/T|DIV/0!|DEEL/0!)", re.IGNORECASE)
_TOO_NARROW = re.compile(r"#{2,}")
_SHORTENED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+")
_DECIMAL = re.compile(r"([0-9]+)[.,]0+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[., '’][0-9]{3})+|[0-9]+(?: [0-9]+)+")
_DAY_OF_MONTH = re.compile(r"([0-9]{1,2})\.?[- ]([^\W\d_]{3,4})\.?|([^\W\d_]{3,4})\.?[- ][0-9]{1,2}")
_DIGITS_KEPT = 15
# UTF-8 that was opened as Windows-1252 and saved again: Ã followed by what stands for the second byte.
_TWICE_ENCODED = re.compile("Ã[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u00a0-\u00bf]|Â[\u00a0-\u00bf]|â€|\ufffd")
# A question mark at a letter stands for one that the encoding lacked; the others are what the letters of old DOS and
# Mac files look like in Windows-1252.
_LOST_LETTER = re.compile(r"[^\W\d_][?†‡‰„‚¤¬±]|[?†‡‰„‚¤¬±][^\W\d_]")
_BOOLEANS = frozenset({"TRUE", "FALSE", "WAHR", "FALSCH", "VRAI", "FAUX"})


def refuse_damage(text: str) -> None:
    """Raises Finding where a spreadsheet has put something else in the place of what was typed."""
    if text[0] == "#":
        if text == NO_VALUE:
            raise Finding("invalid", "cell_no_value")
        if _FORMULA_ERROR.fullmatch(text):
            raise Finding("invalid", "cell_formula_error")
        if _TOO_NARROW.fullmatch(text):
            raise Finding("invalid", "cell_too_narrow")
    if not text.isascii() and _TWICE_ENCODED.search(text):
        raise Finding("invalid", "cell_letters_lost")


def refuse_lost_digits(text: str) -> None:
    """Raises Finding for 2.001E+03 and for long numbers that end in zeros: digits are gone, so nothing is expanded."""
    if _SHORTENED.fullmatch(text):
        raise Finding("invalid", "cell_digits_lost")
    if len(text) > _DIGITS_KEPT and text.isdecimal() and not text[_DIGITS_KEPT:].strip("0"):
        raise Finding("invalid", "cell_digits_rounded")


def refuse_remade_number(text: str) -> None:
    """Raises Finding for a code that became a date (1-Feb), a decimal (1001.0) or a word for yes and no."""
    if (found := _DAY_OF_MONTH.fullmatch(text)) and not text.isupper() and is_month(found[2] or found[3]):
        raise Finding("invalid", "cell_turned_to_date")
    if found := _DECIMAL.fullmatch(text):
        raise Finding("invalid", "cell_decimal", meant=found[1])
    refuse_boolean(text)


def refuse_grouped(text: str) -> None:
    """Raises Finding for 1,001: digits that a spreadsheet has put into groups."""
    if _GROUPED.fullmatch(text):
        raise Finding("invalid", "cell_digits_grouped", meant=re.sub(r"[^0-9]", "", text))


def refuse_boolean(text: str) -> None:
    """Raises Finding for TRUE where that is a spreadsheet's word."""
    if text in _BOOLEANS:
        raise Finding("invalid", "cell_boolean")


def refuse_lost_letters(text: str) -> None:
    """Raises Finding for a question mark at a letter: one that the file's encoding did not have."""
    if ("?" in text or not text.isascii()) and _LOST_LETTER.search(text):
        raise Finding("invalid", "cell_letters_lost")
