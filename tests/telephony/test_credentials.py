"""Secrets and PINs."""

import re

import pytest

from onboarding.telephony.credentials import is_trivial, new_pin, new_secret
from onboarding.telephony.text import as_is, callerid, encoded, shortened


def test_secrets_are_long_different_and_of_characters_no_driver_mangles() -> None:
    secrets = {new_secret() for _ in range(200)}
    assert len(secrets) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", secret) for secret in secrets)


def test_pins_are_six_digits_and_not_trivial() -> None:
    pins = [new_pin("1001") for _ in range(500)]
    assert all(re.fullmatch(r"[0-9]{6}", pin) for pin in pins)
    assert not any(is_trivial(pin, "1001") for pin in pins)
    assert len(set(pins)) > 450


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "654321", "012345", "987601", "739111", "482482", "121212", "737373", "510017"]
)
def test_a_pin_that_somebody_would_try_is_trivial(pin: str) -> None:
    assert is_trivial(pin, "1001"[:3])


@pytest.mark.parametrize("pin", ["482915", "905271", "118294", "730926"])
def test_a_pin_like_any_other_is_not_trivial(pin: str) -> None:
    assert not is_trivial(pin, "1001")


def test_a_pin_never_holds_its_mailbox() -> None:
    assert is_trivial("910015", "1001")
    assert not any("12" in new_pin("12") for _ in range(100))


@pytest.mark.parametrize(
    ("name", "extension", "expected"),
    [
        ("Ana", "1001", '"Ana" <1001>'),
        ("x" * 60, "1001", f'"{"x" * 31}" <1001>'),
        ("x" * 60, "1234567890", f'"{"x" * 25}" <1234567890>'),
        ("x" * 30 + ";y", "1001", f'"{"x" * 30}" <1001>'),
        ("x" * 28 + "^y", "1001", f'"{"x" * 28}^5E" <1001>'),
        ("x" * 30 + " y", "1001", f'"{"x" * 30}" <1001>'),
    ],
)
def test_a_caller_id_is_shortened_on_purpose_and_never_within_an_escape(
    name: str, extension: str, expected: str
) -> None:
    assert callerid(name, extension, encoded) == expected


def test_the_sqlite_driver_decodes_nothing_so_nothing_is_encoded() -> None:
    assert shortened("a;b^c", 80, as_is) == "a;b^c"
    assert shortened("a;b^c", 80, encoded) == "a^3Bb^5Ec"
