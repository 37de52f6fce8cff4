"""The names of months and days of the week in the languages of Europe."""

import unicodedata
from functools import cache

from babel import Locale

LANGUAGES = (
    "en", "en_GB", "de", "fr", "it", "es", "pt", "nl", "pl", "cs", "sk", "da", "sv", "nb", "fi", "hu", "ro", "el", "ru",
    "uk", "bg", "tr", "hr", "sl", "et", "lv", "lt", "ca",
)  # fmt: skip
"""In which words are understood, as Babel calls them."""
_OF_EXCEL = {"mrz": 3, "mär": 3}
_WIDTHS = tuple((context, width) for context in ("format", "stand-alone") for width in ("wide", "abbreviated"))


def month_of(name: str) -> int | None:
    """1 to 12; None for what is no month, and for a name that is another month in another language."""
    found = _months().get(_key(name), frozenset())
    return next(iter(found)) if len(found) == 1 else None


def is_month(name: str) -> bool:
    return _key(name) in _months()


def is_weekday(name: str) -> bool:
    return _key(name) in _weekdays()


@cache
def _months() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {name: {number} for name, number in _OF_EXCEL.items()}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context, width in _WIDTHS:
            for number, name in months[context][width].items():
                for spelled in {_key(name), _plain(_key(name))}:
                    found.setdefault(spelled, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        _key(name)
        for language in LANGUAGES
        for context, width in _WIDTHS
        for name in Locale.parse(language).days[context][width].values()
    )


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold()).strip(". ")


def _plain(name: str) -> str:
    """Without accents, which not everybody types."""
    parts = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if not unicodedata.combining(mark)))
