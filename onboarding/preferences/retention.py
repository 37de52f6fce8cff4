"""For how long things are kept that are of use for a while only: uploaded files, deleted agents, client logs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.preferences import changing
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "retention"
MOST_DAYS = {"upload_days": 3650, "deleted_days": 3650, "client_log_days": 90}


@dataclass(frozen=True, slots=True)
class Retention:
    """`upload_days`: from the upload on; then file and rows go, and with them what an undo needs.
    `deleted_days`: from the deletion of an agent on; then they are erased for good.
    `client_log_days`: from the moment on at which a line came."""

    upload_days: int = 30
    deleted_days: int = 90
    client_log_days: int = 14

    def until(self, uploaded_at: datetime) -> datetime:
        """When what was uploaded at this time is deleted."""
        return uploaded_at + timedelta(days=self.upload_days)

    def begins(self, at: datetime) -> datetime:
        """Since when something has to be uploaded to be kept at this time."""
        return at - timedelta(days=self.upload_days)

    def deletions_begin(self, at: datetime) -> datetime:
        """Since when an agent has to be deleted to be kept at this time."""
        return at - timedelta(days=self.deleted_days)

    def client_logs_begin(self, at: datetime) -> datetime:
        """Since when a line has to be there to be kept at this time."""
        return at - timedelta(days=self.client_log_days)


def retention(session: Session) -> Retention:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return Retention(**kept.value) if kept else Retention()


def set_retention(session: Session, actor: Actor, days: Mapping[str, int | None]) -> Retention:
    """Keep things for so many days (None: no number), those that are there too; what is not named stays.

    Raises PreferencesRefused.
    """
    problems = [
        Problem("invalid", "days_kept", name, params={"most": most})
        for name, most in MOST_DAYS.items()
        if name in days and not 1 <= (days[name] or 0) <= most
    ]
    if problems:
        raise PreferencesRefused(problems)
    old = retention(session)
    new = Retention(**{**asdict(old), **days})
    changing.keep(session, actor, PREFERENCE, asdict(old), asdict(new))
    return new
