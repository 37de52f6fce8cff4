"""For how long a number rests that somebody had, before somebody else gets it."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.database import now
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.wording import Problem

PREFERENCE = "numbers"
MOST_REST_DAYS = 3650


class PolicyRefused(Exception):
    """A policy that cannot be; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


@dataclass(frozen=True, slots=True)
class NumberPolicy:
    """`rest_days`: 0 lets a freed number go to the next one at once."""

    rest_days: int = 30

    @property
    def rest_until(self) -> datetime | None:
        """Until when a number rests that is freed now; None: not at all."""
        return now() + timedelta(days=self.rest_days) if self.rest_days else None


def number_policy(session: Session) -> NumberPolicy:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return NumberPolicy(**kept.value) if kept else NumberPolicy()


def set_number_policy(session: Session, actor: Actor, rest_days: int) -> None:
    """Let numbers that are freed from now on rest for so many days. Raises PolicyRefused."""
    if not 0 <= rest_days <= MOST_REST_DAYS:
        raise PolicyRefused(Problem("invalid", "rest_days_out_of_bounds", "rest_days", str(rest_days)))
    old, new = number_policy(session), NumberPolicy(rest_days)
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
