"""Passwords: how they are kept (argon2id), and which are good enough."""

import base64
import secrets
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from onboarding.preferences.passwords import SPECIAL, PasswordPolicy, password_policy
from onboarding.settings import Settings
from onboarding.wording import Problem

MOST = 128
MEMORY_KIB = 19 * 1024
TELLING_LETTERS, TELLING_DIGITS = 4, 3

COMMON = Path(__file__).with_name("common_passwords.txt")
"""Well-known passwords in lower case, one a line."""

_AROUND = string.digits + string.punctuation + string.whitespace


class PasswordRefused(Exception):
    """A password that does not meet the rules; the problems say which."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.reason for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for a password, and whether it is met; `key` is one of the policy's rules."""

    key: str
    met: bool


def hash_password(settings: Settings, password: str) -> str:
    return _hasher(settings.password_cost).hash(_same(password))


def verify(settings: Settings, kept: str | None, password: str) -> bool:
    """Whether this is the password that was kept. Where none is kept the same work is done for nothing, so that the
    time says nothing about whether somebody has an account."""
    hasher = _hasher(settings.password_cost)
    try:
        matches = hasher.verify(kept or _nobodys(hasher), _same(password[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return matches and kept is not None


def rules(password: str, about: Sequence[str], policy: PasswordPolicy) -> list[Rule]:
    """The rules that people see; `about`: names, username, extension, which the password must not contain."""
    same = _same(password)
    met = {
        "long_enough": lambda: len(same) >= policy.least,
        "uncommon": lambda: bool(same) and not _is_common(same),
        "impersonal": lambda: bool(same) and not _is_personal(same, about),
        "capital": lambda: _has(same, "Lu"),
        "small": lambda: _has(same, "Ll"),
        "digit": lambda: _has(same, "Nd"),
        "special": lambda: any(sign in SPECIAL for sign in same),
    }
    return [Rule(key, met[key]()) for key in policy.rules]


def problems(password: str, about: Sequence[str], policy: PasswordPolicy) -> list[Problem]:
    """What is wrong with a new password, in sentences; none of them holds the password."""
    if not password:
        return [Problem("missing", "password_missing", "password")]
    length = len(_same(password))
    if length > MOST:
        return [Problem("too_long", "password_too_long", "password", params={"length": length, "most": MOST})]
    reasons = {
        "long_enough": Problem(
            "too_short", "password_too_short", "password", params={"length": length, "least": policy.least}
        ),
        "uncommon": Problem("common", "password_common", "password"),
        "impersonal": Problem("personal", "password_personal", "password"),
        "capital": Problem("no_capital", "password_no_capital", "password"),
        "small": Problem("no_small", "password_no_small", "password"),
        "digit": Problem("no_digit", "password_no_digit", "password"),
        "special": Problem("no_special", "password_no_special", "password", params={"special": SPECIAL}),
    }
    return [reasons[rule.key] for rule in rules(password, about, policy) if not rule.met]


def must_be_good(session: Session, password: str, about: Sequence[str]) -> None:
    """Raises PasswordRefused for a password that the organisation's rules do not allow."""
    found = problems(password, about, password_policy(session))
    if found:
        raise PasswordRefused(found)


def _has(password: str, category: str) -> bool:
    """Whether a character of this Unicode category is in it: capital (Lu), small (Ll), digit (Nd)."""
    return any(unicodedata.category(character) == category for character in password)


def _same(password: str) -> str:
    # Keyboards differ in how they compose an accented letter; it is one password all the same.
    return unicodedata.normalize("NFC", password)


def _is_common(password: str) -> bool:
    """Whether it is a well-known password, or one with digits and signs around it."""
    folded = password.casefold()
    return folded in _common() or folded.strip(_AROUND) in _common()


def telling(about: Sequence[str]) -> set[str]:
    """The words, folded, that would tell who somebody is; shorter ones are in too many innocent words (Ana, banana)."""
    folded = [_same(text).casefold() for text in about]
    words = {word for text in folded for word in (text, *text.split())}
    return {word for word in words if len(word) >= (TELLING_DIGITS if word.isdigit() else TELLING_LETTERS)}


def _is_personal(password: str, about: Sequence[str]) -> bool:
    folded = password.casefold()
    return any(word in folded for word in telling(about))


@lru_cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


@lru_cache
def _hasher(cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=cost, memory_cost=MEMORY_KIB, parallelism=1)


@lru_cache
def _nobodys(hasher: PasswordHasher) -> str:
    """A hash that no password has, of the same cost as the real ones."""

    def random(size: int) -> str:
        return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")

    parameters = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${parameters}${random(hasher.salt_len)}${random(hasher.hash_len)}"
