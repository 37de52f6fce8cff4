"""Settings about signing in: which passwords are good enough, and when wrong ones lock an account."""

from collections.abc import Mapping
from typing import Any

from onboarding.database import db
from onboarding.preferences import locking, passwords
from onboarding.preferences.passwords import LEAST, MODERN, SECURITY_SUITE, SPECIAL
from web import guard
from web.pages.settings_sections import Section, Typed
from web.translating import _, later, ngettext

SUITE_WORDS = {MODERN: later("Long and not guessable"), SECURITY_SUITE: "Security Suite"}


def _passwords() -> Mapping[str, Any]:
    return {"suite": passwords.password_policy(db.session()).suite}


def _save_passwords(typed: Typed) -> str:
    passwords.set_password_policy(db.session(), guard.actor(), typed.get("suite", ""))
    return _("Saved. Whoever chooses a password from now on sees these rules; passwords that people have stay good.")


def _suites() -> dict[str, Any]:
    """Each choice: its value, its name, and what it asks of people."""
    hints = {
        MODERN: _(
            "At least %(least)s characters, not a common password, nothing of the person in it: a few words do.",
            least=LEAST[MODERN],
        ),
        SECURITY_SUITE: _(
            "At least %(least)s characters: capital and small letters, digits, one of %(special)s at least.",
            least=LEAST[SECURITY_SUITE],
            special=SPECIAL,
        ),
    }
    return {"suites": [(suite, SUITE_WORDS[suite], hint) for suite, hint in hints.items()]}


def _locking() -> Mapping[str, Any]:
    policy = locking.lock_policy(db.session())
    return {"tries": str(policy.tries), "minutes": str(policy.minutes)}


def _save_locking(typed: Typed) -> str:
    policy = locking.set_lock_policy(
        db.session(), guard.actor(), tries=typed.get("tries", ""), minutes=typed.get("minutes", "")
    )
    if not policy.tries:
        return _("Saved. Wrong passwords lock nobody.")
    lasts = ngettext("%(num)s minute", "%(num)s minutes", policy.minutes)
    return ngettext(
        "Saved. %(num)s wrong password locks an account for %(lasts)s.",
        "Saved. %(num)s wrong passwords lock an account for %(lasts)s.",
        policy.tries,
        lasts=lasts,
    )


SECTIONS = (
    Section(
        "passwords",
        later("Passwords"),
        passwords.PREFERENCE,
        _passwords,
        _save_passwords,
        {"suite": later("Rules")},
        {"suite": lambda suite: str(SUITE_WORDS[suite])},
        besides=_suites,
    ),
    Section(
        "locking",
        later("Wrong passwords"),
        locking.PREFERENCE,
        _locking,
        _save_locking,
        {"tries": later("Locked after"), "minutes": later("Opens by itself after")},
    ),
)
