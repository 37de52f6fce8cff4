"""How passwords are kept, and which are good enough."""

import time

import pytest

from onboarding.accounts.passwords import COMMON, hash_password, problems, rules, verify
from onboarding.preferences.passwords import SECURITY_SUITE, PasswordPolicy
from onboarding.settings import Settings

MODERN, SUITE = PasswordPolicy(), PasswordPolicy(SECURITY_SUITE)
ABOUT = ["Amara Okonkwo", "amara.okonkwo", "2417"]


def test_a_kept_password_is_argon2id_with_memory_and_the_cost_that_was_set(settings: Settings) -> None:
    kept = hash_password(settings, "marigold-tram-7")
    assert kept.startswith(f"$argon2id$v=19$m=19456,t={settings.password_cost},p=1$")
    assert "marigold" not in kept


def test_the_right_password_is_known_and_no_other(settings: Settings) -> None:
    kept = hash_password(settings, "marigold-tram-7")
    assert verify(settings, kept, "marigold-tram-7")
    assert not verify(settings, kept, "Marigold-tram-7")
    assert not verify(settings, kept, "")


def test_where_none_is_kept_nothing_matches(settings: Settings) -> None:
    assert not verify(settings, None, "marigold-tram-7")
    assert not verify(settings, "", "")
    assert not verify(settings, "damaged", "marigold-tram-7")


def test_where_none_is_kept_it_takes_as_long(settings: Settings) -> None:
    kept = hash_password(settings, "marigold-tram-7")

    def seconds(hash_: str | None) -> float:
        started = time.thread_time()
        verify(settings, hash_, "wrong-password")
        return time.thread_time() - started

    known, unknown = (min(seconds(hash_) for _ in range(5)) for hash_ in (kept, None))
    assert unknown > known / 2


def test_an_accent_is_the_same_however_the_keyboard_composes_it(settings: Settings) -> None:
    kept = hash_password(settings, "caf\u00e9-marigold-tram")
    assert verify(settings, kept, "cafe\u0301-marigold-tram")


@pytest.mark.parametrize(
    "password",
    ["marigold-tram-7", "correct horse tram staple", "ÆøåÆøåÆøåÆøå", "x7$kQ2!vLp9@", "山田さんの猫は三匹とても好き"],
)
def test_a_good_password_has_no_problems(password: str) -> None:
    assert problems(password, ABOUT, MODERN) == []


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("", ["password_missing"]),
        ("marigold-7", ["password_too_short"]),
        ("m" * 129, ["password_too_long"]),
        ("passwordpassword", ["password_common"]),
        ("PasswordPassword", ["password_common"]),
        ("password12345", ["password_common"]),
        ("!!Welcome 2025!!", ["password_common"]),
        ("qwertyuiopasdfghjkl", ["password_common"]),
        ("123456789012", ["password_common"]),
        ("aaaaaaaaaaaa", ["password_common"]),
        ("marigold-Amara-tram", ["password_personal"]),
        ("OKONKWO-marigold", ["password_personal"]),
        ("my amara.okonkwo tram", ["password_personal"]),
        ("marigold-2417-tram", ["password_personal"]),
        ("amara", ["password_too_short", "password_personal"]),
        ("qwerty", ["password_too_short", "password_common"]),
    ],
)
def test_a_weak_password_is_told_why(password: str, reasons: list[str]) -> None:
    assert [problem.reason for problem in problems(password, ABOUT, MODERN)] == reasons


def test_no_problem_holds_the_password() -> None:
    for password in ("marigold-7", "passwordpassword", "marigold-Amara-tram", "secret" * 40):
        for problem in problems(password, ABOUT, MODERN):
            assert password not in str(problem.stored())
            assert "invalid" not in problem.sentence()


def test_short_names_do_not_forbid_innocent_words() -> None:
    assert problems("banana-planet-lamp", ["Ana Li", "ana.li", "101"], MODERN) == []
    assert [problem.reason for problem in problems("banana-101-lamps", ["Ana Li", "101"], MODERN)] == [
        "password_personal"
    ]


@pytest.mark.parametrize(
    ("password", "met"),
    [
        ("", {"long_enough": False, "uncommon": False, "impersonal": False}),
        ("amara", {"long_enough": False, "uncommon": True, "impersonal": False}),
        ("password", {"long_enough": False, "uncommon": False, "impersonal": True}),
        ("marigold-tram-7", {"long_enough": True, "uncommon": True, "impersonal": True}),
    ],
)
def test_the_rules_are_ticked_one_by_one(password: str, met: dict[str, bool]) -> None:
    assert {rule.key: rule.met for rule in rules(password, ABOUT, MODERN)} == met


def test_the_list_of_common_passwords_is_long_enough_to_matter() -> None:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines))
    assert all(line == line.casefold().strip() and line for line in lines)
    assert sum(len(line) >= 8 for line in lines) >= 2000


@pytest.mark.parametrize("password", ["Abcdef1!", "Zürich7~", "aB3[aB3[", "ÄÖÜß12%x", "Password1!", "Amara2417&"])
def test_the_security_suite_asks_for_what_it_names_and_for_nothing_else(password: str) -> None:
    assert problems(password, ABOUT, SUITE) == []


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("Abcde1!", ["password_too_short"]),
        ("abcdefg1!", ["password_no_capital"]),
        ("ABCDEFG1!", ["password_no_small"]),
        ("Abcdefgh!", ["password_no_digit"]),
        ("Abcdefg1", ["password_no_special"]),
        ("Abcdefg1 ", ["password_no_special"]),
        ("Abcdefg1*", ["password_no_special"]),
        ("Abcdefg1.", ["password_no_special"]),
        ("marigold-tram", ["password_no_capital", "password_no_digit"]),
        (
            "山田さんの猫は三匹",
            ["password_no_capital", "password_no_small", "password_no_digit", "password_no_special"],
        ),
        ("", ["password_missing"]),
        ("Ab1!" * 33, ["password_too_long"]),
    ],
)
def test_the_security_suite_says_each_thing_that_is_missing(password: str, reasons: list[str]) -> None:
    assert [problem.reason for problem in problems(password, ABOUT, SUITE)] == reasons


@pytest.mark.parametrize("sign", "~!@#$%^&-_=+[{]}")
def test_every_sign_of_the_security_suite_counts(sign: str) -> None:
    assert problems(f"Abcdefg1{sign}", ABOUT, SUITE) == []
