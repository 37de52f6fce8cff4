"""Phone numbers of people: made one form where the country is known, kept as typed where it is not."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

from onboarding.agents import phone_patterns
from onboarding.agents.cells import Finding, plain_digits
from onboarding.agents.damage import refuse_lost_digits, refuse_remade_number

# An extension behind the number, as people mark it in several languages.
_EXTENSION = re.compile(
    r"[\s,;/(]*(?:;ext=|extension|extn|ext|x|interno|int|poste|ramal|toestel|durchwahl|dw|anexo|#)[.:\s]*[0-9]{1,7}\)?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:tel|phone|mobile?|mob|cell|telefon[eo]?|handy|fon)\s*[.:]+\s*|☎\s*", re.IGNORECASE)
_TYPED = re.compile(r"\+?[0-9 ()./\u2010-\u2015\u2212-]+")
_BETWEEN = re.compile(r"[|;,/\n]| (?:or|and|und|oder|ou|et|o|e|y|of|en) |(?<=[0-9 ])[+]", re.IGNORECASE)
_LONGEST = 15
"""Digits of a number with its country code (E.164)."""


class Phone(NamedTuple):
    """A number as it is kept. `cut`: an extension behind it was left out. `guessed`: its country code or its first 0
    was missing. `meant`: the number that is more likely meant by one that was kept as it was typed."""

    number: str
    cut: bool = False
    guessed: bool = False
    meant: str | None = None

    @property
    def is_as_typed(self) -> bool:
        return not self.number.startswith("+")


def read_phone(text: str, region: str | None) -> Phone:
    """The number as +391234…. Raises Finding.

    Without a region a number without + is kept as typed: the country cannot be told.
    """
    if known := phone_patterns.existing(text):
        return Phone(known)
    refuse_lost_digits(text)
    refuse_remade_number(text)
    whole = text if text.isascii() else plain_digits(text).replace("\uff0b", "+")
    whole = _LABEL.sub("", whole, count=1) if not whole[0].isdigit() and _LABEL.match(whole) else whole
    number = _EXTENSION.sub("", whole)
    if not _TYPED.fullmatch(number):
        raise _amiss(number)
    digits = re.sub(r"[^0-9]", "", number)
    if len(digits.removeprefix("00")) > _LONGEST:
        raise _amiss(number, "phone_does_not_exist")
    if number[0] == "+":
        return Phone(_existing(number, None), cut=number != whole)
    if region is not None:
        return _at_home(number, digits, region)._replace(cut=number != whole)
    if len(digits) < 3:
        raise Finding("invalid", "phone_unreadable")
    return Phone(number, cut=number != whole, meant=_abroad(digits))


def _at_home(number: str, digits: str, region: str) -> Phone:
    """A number without + where the country is known. One that lost its + or its 0 is told from what it would be."""
    found = _existing(number, region)
    if number[0] == "(" or digits[0] == "0":
        return Phone(found)
    meant = _abroad(digits)
    return Phone(found, guessed=meant == found or _begins_with_zero(region), meant=meant if meant != found else None)


@cache
def _begins_with_zero(region: str) -> bool:
    """Whether people of this country dial a 0 before a number of their own."""
    metadata = PhoneMetadata.metadata_for_region(region)
    return metadata is not None and metadata.national_prefix == "0"


def _abroad(digits: str) -> str | None:
    """The number with its country code that these digits are when a + is put in front, or in the place of 00."""
    digits = digits.removeprefix("00")
    if digits.startswith("0") or len(digits) < 10:
        return None
    try:
        return _existing(f"+{digits}", None)
    except Finding:
        return None


def _amiss(number: str, otherwise: str = "phone_unreadable") -> Finding:
    parts = [part for part in _BETWEEN.split(number) if sum(mark.isdigit() for mark in part) >= 7]
    if len(parts) > 1:
        return Finding("invalid", "phone_several")
    if any(unicodedata.category(mark)[0] == "L" for mark in number):  # the library would dial them: WORK becomes 9675
        return Finding("invalid", "phone_letters")
    return Finding("invalid", otherwise)


def _existing(number: str, region: str | None) -> str:
    try:
        found = phonenumbers.parse(number, region)
    except NumberParseException:
        raise Finding("invalid", "phone_unreadable") from None
    if not phonenumbers.is_valid_number(found):
        raise Finding("invalid", "phone_does_not_exist")
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)
