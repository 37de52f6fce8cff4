"""After how many wrong passwords an account is locked, and for how long."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "locking"
MOST_TRIES, MOST_MINUTES = 100, 1440


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """`tries`: so many wrong passwords in a row lock, 0: none do; `minutes`: after which it opens by itself."""

    tries: int = 10
    minutes: int = 15

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def lock_policy(session: Session) -> LockPolicy:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return LockPolicy(**kept.value) if kept else LockPolicy()


def set_lock_policy(session: Session, actor: Actor, *, tries: str, minutes: str) -> LockPolicy:
    """Keep other numbers, as somebody typed them; a lock that has begun ends as it was. Raises PreferencesRefused."""
    typed = {
        "tries": (tries.strip(), range(MOST_TRIES + 1), "lock_tries"),
        "minutes": (minutes.strip(), range(1, MOST_MINUTES + 1), "lock_minutes"),
    }
    problems = [
        Problem("invalid", reason, field, text, {"most": allowed.stop - 1})
        for field, (text, allowed, reason) in typed.items()
        if _number(text) not in allowed
    ]
    if problems:
        raise PreferencesRefused(problems)
    old, new = lock_policy(session), LockPolicy(int(typed["tries"][0]), int(typed["minutes"][0]))
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
    return new


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
