"""Settings about what comes by itself: the weekly digest, and the deletion of what has been kept long enough."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from babel.dates import get_day_names

from onboarding.bulk import digest
from onboarding.database import db
from onboarding.preferences import digest as digest_preference
from onboarding.preferences import retention
from web import formats, guard
from web.pages.settings_sections import Section, Typed, numbers
from web.translating import _, later, region


def _digest() -> Mapping[str, Any]:
    chosen = digest_preference.digest(db.session())
    return {"on": chosen.on, "weekday": str(chosen.weekday), "time": chosen.time}


def _save_digest(typed: Typed) -> str:
    due = digest.change(
        db.session(),
        guard.settings(),
        guard.actor(),
        on="on" in typed,
        weekday=typed.get("weekday", default=-1, type=int),
        at=typed.get("time", ""),
    )
    if due is None:
        return _("Saved. No digest goes out any more.")
    return _("Saved. The next digest goes out %(when)s.", when=formats.when(due))


def _weekdays() -> dict[str, Any]:
    names = sorted(get_day_names(locale=region()).items())
    return {
        "weekdays": [(str(number), name) for number, name in names],
        "timezone": guard.settings().timezone.replace("_", " "),
    }


def _retention() -> Mapping[str, Any]:
    return asdict(retention.retention(db.session()))


def _save_retention(typed: Typed) -> str:
    retention.set_retention(db.session(), guard.actor(), numbers(typed, retention.MOST_DAYS))
    return _("Saved. What is older is deleted within some minutes.")


SECTIONS = (
    Section(
        "digest",
        later("Readiness digest"),
        digest_preference.PREFERENCE,
        _digest,
        _save_digest,
        {"on": later("Digest"), "weekday": later("Day"), "time": later("Time")},
        {"weekday": lambda number: str(get_day_names(locale=region())[number])},
        besides=_weekdays,
    ),
    Section(
        "retention",
        later("What is deleted by itself"),
        retention.PREFERENCE,
        _retention,
        _save_retention,
        {
            "upload_days": later("Days that files are kept"),
            "deleted_days": later("Days that deleted agents are kept"),
            "client_log_days": later("Days that client logs are kept"),
        },
    ),
)
