"""A made-up person and their figures: what the preview of each message shows, and a test message says."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from onboarding.database import now
from onboarding.settings import Settings
from onboarding.wording import say


class Board(NamedTuple):
    """How many who start on a day are ready."""

    start_date: date
    ready: int
    total: int

    @property
    def not_ready(self) -> int:
        return self.total - self.ready


_PATHS = {
    "invitation": "/join/SAMPLE",
    "invitation_reminder": "/join/SAMPLE",
    "password_reset": "/reset/SAMPLE",
    "password_changed": "/forgot-password",
    "locked": "/forgot-password",
    "import_finished": "/imports",
    "import_failed": "/imports",
    "readiness_digest": "/agents",
    "staff_invitation": "/sign-up/SAMPLE",
}
"""Where the button of each leads; no link of a sample opens a door."""
FOLDERS = tuple(_PATHS)
"""Every message, by the folder of its templates."""


def context(settings: Settings, folder: str, language: str, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the templates of a message need besides the organisation; `facts` are those of a real person instead."""
    at, monday = now(), _next_monday()
    return {
        "greeting_name": "Amara",
        "username": "amara.okonkwo",
        "extension": "2417",
        "voicemail": True,
        "start_date": monday,
        "timezone": settings.timezone,
        "invited_by": "Ingrid Solheim",
        "expires_at": at + timedelta(days=7),
        "changed_at": at,
        "locked_until": at + timedelta(minutes=15),
        "role": say("as_hr", {}, language),
        "file_name": "new-hires.csv",
        "created": 1208,
        "updated": 31,
        "unchanged": 7,
        "to_fix": 44,
        "reason": say("import_given_up", {}, language),
        "applied": 500,
        "not_reached": 708,
        "board": Board(monday, 171, 214),
        "boards": [Board(monday, 171, 214), Board(monday + timedelta(days=2), 18, 18)],
        "people": [
            ("Zoë van der Meer", monday, say("not_ready_because_no_password", {}, language)),
            ("Hiroshi Tanabe", monday, say("not_ready_because_phone_waiting", {}, language)),
        ],
        "more": 41,
        "not_ready": 43,
        **(facts or {}),
        "link": settings.base_url + _PATHS[folder],
    }


def _next_monday() -> date:
    today = now().date()
    return today + timedelta(days=7 - today.weekday())
