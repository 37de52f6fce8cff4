"""The readiness digest: whether it is sent, on which day of the week and when."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "readiness_digest"
THURSDAY = 3
_WRITTEN_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Digest:
    """`weekday`: 0 is Monday; `time`: HH:MM where the organisation is."""

    on: bool = True
    weekday: int = THURSDAY
    time: str = "09:00"

    def next_after(self, at: datetime, timezone: str) -> datetime:
        """The first moment after `at` at which it is due."""
        zone = ZoneInfo(timezone)
        local, clock = at.astimezone(zone), time.fromisoformat(self.time)
        day = local.date() + timedelta(days=(self.weekday - local.weekday()) % 7)
        due = datetime.combine(day, clock, zone)
        return due if due > at else datetime.combine(day + timedelta(days=7), clock, zone)


def digest(session: Session) -> Digest:
    """What was set; the default for what was not."""
    kept = session.get(Preference, PREFERENCE)
    return Digest(**kept.value) if kept else Digest()


def set_digest(session: Session, actor: Actor, *, on: bool, weekday: int, at: str) -> Digest:
    """Keep another choice; `at` is written HH:MM. Raises PreferencesRefused."""
    problems = []
    if weekday not in range(7):
        problems.append(Problem("invalid", "digest_weekday", "weekday"))
    found = _WRITTEN_TIME.fullmatch(at.strip())
    if found is None:
        problems.append(Problem("invalid", "digest_time", "time", at))
    if problems or found is None:
        raise PreferencesRefused(problems)
    old, new = digest(session), Digest(on, weekday, f"{int(found[1]):02}:{found[2]}")
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
    return new
