"""Phone numbers of people: made one form where the country is known, kept as typed where it is not."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from onboarding.agents.cells import Finding, refuse_lost_digits

# An extension behind the number, as people mark it in several languages.
_EXTENSION = re.compile(
    r"[\s,;/(]*(?:;ext=|extension|extn|ext|x|interno|int|poste|ramal|toestel|durchwahl|dw|anexo|#)[.:\s]*[0-9]{1,7}\)?$",
    re.IGNORECASE,
)
_AS_TYPED = re.compile(r"[0-9 ()./\u2010-\u2015+-]+")


def read_phone(text: str, region: str | None) -> tuple[str, bool]:
    """The number as +391234…, and whether an extension behind it was cut off. Raises Finding.

    Without a region a number without + is kept as typed: the country cannot be told (see is_as_typed).
    """
    refuse_lost_digits(text)
    number = _EXTENSION.sub("", text.removeprefix("tel:"))
    if any(mark.isalpha() for mark in number):  # the library would dial them: WORK becomes 9675
        raise Finding("invalid", "phone_letters")
    cut = number != text.removeprefix("tel:")
    if region is None and not number.startswith("+"):
        if not _AS_TYPED.fullmatch(number) or not 3 <= sum(mark.isdigit() for mark in number) <= 20:
            raise Finding("invalid", "phone_unreadable")
        return number, cut
    return _existing(number, region), cut


def is_as_typed(number: str) -> bool:
    return not number.startswith("+")


def _existing(number: str, region: str | None) -> str:
    try:
        found = phonenumbers.parse(number, region)
    except NumberParseException:
        raise Finding("invalid", "phone_unreadable") from None
    if not phonenumbers.is_valid_number(found):
        raise Finding("invalid", "phone_does_not_exist")
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)
