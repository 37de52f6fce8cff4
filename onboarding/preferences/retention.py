"""For how long the files that people upload are kept, with the rows that were read from them."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.preferences.models import Preference
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.wording import Problem

PREFERENCE = "retention"
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Retention:
    """`upload_days`: from the upload on; then file and rows go, and with them what an undo needs."""

    upload_days: int = 30

    def until(self, uploaded_at: datetime) -> datetime:
        """When what was uploaded at this time is deleted."""
        return uploaded_at + timedelta(days=self.upload_days)

    def begins(self, at: datetime) -> datetime:
        """Since when something has to be uploaded to be kept at this time."""
        return at - timedelta(days=self.upload_days)


def retention(session: Session) -> Retention:
    """What was set, or the default."""
    kept = session.get(Preference, PREFERENCE)
    return Retention(**kept.value) if kept else Retention()


def set_retention(session: Session, actor: Actor, upload_days: int) -> Retention:
    """Keep uploads for so many days, those that are there too. Raises PreferencesRefused."""
    if not 1 <= upload_days <= MOST_DAYS:
        raise PreferencesRefused([Problem("invalid", "upload_days", "upload_days", params={"most": MOST_DAYS})])
    old, new = retention(session), Retention(upload_days)
    session.merge(Preference(name=PREFERENCE, value=asdict(new)))
    session.flush()
    audit.note(session, actor, "settings.retention", "preference", None, old=asdict(old), new=asdict(new))
    return new
