"""Invitations: when those for a start date go out, for how long their links work, when somebody is reminded."""

import re
from dataclasses import asdict, dataclass
from datetime import time, timedelta

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "invitations"
MOST_DAYS = 90
MOST_REMINDERS = 10
_WRITTEN_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Reminders:
    """Every so many days, at most so often; none with 0."""

    every_days: int
    most: int


@dataclass(frozen=True, slots=True)
class InvitationPolicy:
    """`clock`: HH:MM where the person is; `days_before`: the start date; `valid_days`: after it, and after sending."""

    clock: str = "09:00"
    days_before: int = 0
    valid_days: int = 7
    remind_every_days: int = 3
    reminders: int = 2

    @property
    def time(self) -> time:
        return time.fromisoformat(self.clock)

    @property
    def valid_for(self) -> timedelta:
        return timedelta(days=self.valid_days)

    @property
    def reminding(self) -> Reminders:
        return Reminders(self.remind_every_days, self.reminders)


def invitation_policy(session: Session) -> InvitationPolicy:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return InvitationPolicy(**kept.value) if kept else InvitationPolicy()


def set_invitation_policy(
    session: Session,
    actor: Actor,
    *,
    clock: str,
    days_before: int | None,
    valid_days: int | None,
    remind_every_days: int | None,
    reminders: int | None,
) -> InvitationPolicy:
    """Keep another choice, for invitations that are planned from now on. None: no number. Raises PreferencesRefused."""
    problems: list[Problem] = []

    def whole(name: str, value: int | None, least: int, most: int) -> int:
        if value is None or not least <= value <= most:
            bounds = {"least": least, "most": most}
            problems.append(Problem("invalid", "invitations_out_of_bounds", name, None, bounds))
            return least
        return value

    written = read_clock(clock)
    if written is None:
        problems.append(Problem("invalid", "invitations_time", "clock", clock))
    new = InvitationPolicy(
        clock=written or "",
        days_before=whole("days_before", days_before, 0, MOST_DAYS),
        valid_days=whole("valid_days", valid_days, 1, MOST_DAYS),
        remind_every_days=whole("remind_every_days", remind_every_days, 1, MOST_DAYS),
        reminders=whole("reminders", reminders, 0, MOST_REMINDERS),
    )
    if problems:
        raise PreferencesRefused(problems)
    old = invitation_policy(session)
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
    return new


def read_clock(text: str) -> str | None:
    """A time of day as HH:MM; None where it is none."""
    found = _WRITTEN_TIME.fullmatch(text.strip())
    return f"{int(found[1]):02}:{found[2]}" if found else None
