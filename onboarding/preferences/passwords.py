"""Which passwords are good enough: by modern rules, or by the Security Suite that some organisations have to keep."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "passwords"
MODERN, SECURITY_SUITE = "modern", "security_suite"
LEAST = {MODERN: 12, SECURITY_SUITE: 8}
RULES = {
    MODERN: ("long_enough", "uncommon", "impersonal"),
    SECURITY_SUITE: ("long_enough", "capital", "small", "digit", "special"),
}
"""The rules of each suite, in the order in which people read them."""
SPECIAL = "~!@#$%^&-_=+[{]}"
"""The signs of which the Security Suite asks for one."""


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """`suite`: modern or security_suite."""

    suite: str = MODERN

    @property
    def least(self) -> int:
        """The fewest characters that a password may have."""
        return LEAST[self.suite]

    @property
    def rules(self) -> tuple[str, ...]:
        return RULES[self.suite]


def password_policy(session: Session) -> PasswordPolicy:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return PasswordPolicy(**kept.value) if kept else PasswordPolicy()


def set_password_policy(session: Session, actor: Actor, suite: str) -> PasswordPolicy:
    """Ask for these passwords from now on; those that people have stay good. Raises PreferencesRefused."""
    if suite not in RULES:
        raise PreferencesRefused([Problem("invalid", "password_suite", "suite", suite)])
    old, new = password_policy(session), PasswordPolicy(suite)
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
    return new
