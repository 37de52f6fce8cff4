"""A number that is known at one look is known to the library, too, and is written the same."""

import random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from onboarding.agents import phone_patterns

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMATS = (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164)


def examples(region: str) -> set[str]:
    """Numbers of each kind of the region as they are written, and the same with digits changed, added or left out."""
    chance = random.Random(region)
    found = set()
    for kind in PhoneNumberType.values():
        number = phonenumbers.example_number_for_type(region, kind)
        for style in FORMATS:
            if number is None:
                continue
            text = phonenumbers.format_number(number, style)
            found.add(text)
            for _ in range(12):
                place = chance.randrange(2, len(text))
                found.add(text[:place] + str(chance.randrange(10)) + text[place + chance.randrange(3) :])
    return found


def by_the_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@pytest.mark.parametrize("region", REGIONS)
def test_a_number_known_at_one_look_is_what_the_library_says(region: str) -> None:
    for text in examples(region):
        known = phone_patterns.existing(text)
        assert known is None or known == by_the_library(text), text


@pytest.mark.parametrize("region", ["IT", "DE", "GB", "US", "FR", "ES", "BR", "VA", "GG", "KZ", "NG", "JP"])
def test_an_ordinary_number_is_known_at_one_look(region: str) -> None:
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    assert number is not None
    text = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    assert phone_patterns.existing(text) == by_the_library(text)


@pytest.mark.parametrize(
    "text", ["", "+", "+44 (0)20 7946 0958", "0039 02 600000000", "+39 02 6000 ext 3", "+999 123456"]
)
def test_what_is_not_plain_is_left_to_the_library(text: str) -> None:
    assert phone_patterns.existing(text) is None
