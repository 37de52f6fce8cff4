"""How times, dates and numbers are written on pages."""

import hashlib
import uuid
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask, current_app
from markupsafe import Markup, escape

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from web.translating import _, later, ngettext, region

FACES = 9
TYPOLOGY_WORDS = {"webrtc": "WebRTC", "phonebar": "Phonebar", "external": later("External"), "mobile": later("Mobile")}
ROLE_WORDS = {
    "admin": later("Administrator"),
    "hr": later("HR"),
    "supervisor": later("Supervisor"),
    "agent": later("Agent"),
}
STAGE_WORDS = {
    "created": later("created"),
    "provisioned": later("provisioned"),
    "invited": later("invited"),
    "joined": later("joined"),
    "registered": later("registered"),
    "ready": later("ready"),
}
STATUS_WORDS = {
    "active": later("active"),
    "pending": later("pending"),
    "locked": later("locked"),
    "disabled": later("disabled"),
    "deleted": later("deleted"),
}
TROUBLE_WORDS = {"expired": later("Expired"), "bounced": later("Bounced"), "failed": later("Failed")}
"""What may stand in the way of a stage: of an invitation, or of the phone's set-up."""


def install(app: Flask) -> None:
    for written in (number, plural, initials, face, first_name, language):
        app.add_template_filter(written)
    for told in (day, long_day, date_word, clock, moment, when, ago, exact, time_zone):
        app.add_template_filter(told)
    app.add_template_global(plural)
    app.add_template_filter(TYPOLOGY_WORDS.__getitem__, "typology_word")
    app.add_template_filter(ROLE_WORDS.__getitem__, "role_word")
    app.add_template_filter(STAGE_WORDS.__getitem__, "stage_word")
    app.add_template_filter(STATUS_WORDS.__getitem__, "status_word")
    app.add_template_filter(TROUBLE_WORDS.__getitem__, "trouble_word")


def zone() -> ZoneInfo:
    settings: Settings = current_app.config["ONBOARD"]
    return ZoneInfo(settings.timezone)


def today() -> date:
    return now().astimezone(zone()).date()


def number(value: int | float) -> str:
    return format_decimal(value, locale=region())


def plural(count: int, one: str, many: str) -> str:
    """`3 rows`: the number and the word that goes with it."""
    return f"{number(count)} {ngettext(one, many, count)}"


def day(value: date) -> str:
    """`Mon 1 Dec`, with the year where it is not near."""
    near = abs((value - today()).days) < 300
    return _written(value, "EEE d MMM" if near else "EEE d MMM y", region())


@lru_cache(maxsize=1024)
def _written(value: date, pattern: str, locale: str) -> str:
    """Lists have the same few days in many rows, and writing one costs as much as the rest of its row."""
    return format_date(value, pattern, locale=locale)


def long_day(value: date) -> str:
    """`Monday 1 December`, with the year where it is not near."""
    near = abs((value - today()).days) < 300
    return format_date(value, "EEEE d MMMM" if near else "EEEE d MMMM y", locale=region())


def weekday(value: date) -> str:
    """`Mon`."""
    return format_date(value, "EEE", locale=region())


def date_word(value: datetime) -> str:
    """The day of a moment, as `day`."""
    return day(value.astimezone(zone()).date())


def clock(value: datetime, timezone: str | None = None) -> str:
    """`9:07`, in a time zone or the organisation's."""
    there = ZoneInfo(timezone) if timezone else zone()
    return format_datetime(value.astimezone(there), "H:mm", locale=region())


def moment(value: datetime) -> str:
    """`Today 9:07`, `Yesterday 16:31`, `Mon 24 Nov 10:42`."""
    said = when(value)
    return said[0].upper() + said[1:]


def when(value: datetime) -> str:
    """The same inside a sentence: `today 9:07`."""
    local = value.astimezone(zone())
    names = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    return f"{names.get((local.date() - today()).days) or day(local.date())} {clock(value)}"


def ago(value: datetime) -> Markup:
    """`12 minutes ago`, `yesterday`, `3 days ago`, then the day; exact on hover."""
    said = f'<time datetime="{value.isoformat()}" title="{escape(exact(value))}">{escape(_ago(value))}</time>'
    return Markup(said)  # noqa: S704


def exact(value: datetime) -> str:
    """`Monday 24 November 2025, 10:42`."""
    return format_datetime(value.astimezone(zone()), "EEEE d MMMM y, H:mm", locale=region())


def _ago(value: datetime) -> str:
    seconds = int((now() - value).total_seconds())
    days = (today() - value.astimezone(zone()).date()).days
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", seconds // 60)
    if days < 1 or seconds < 6 * 3600:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", seconds // 3600)
    if days == 1:
        return _("yesterday")
    return _("%(days)s days ago", days=days) if days < 7 else day(value.astimezone(zone()).date())


def language(code: str) -> str:
    """`Italian` for it, `French (Canada)` for fr-CA; a code that is unknown stays as it is."""
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(region()) or code
    except (UnknownLocaleError, ValueError):
        return code


def city(timezone: str) -> str:
    """The place that a time zone is named after: `Buenos Aires`."""
    place = get_timezone_location(timezone, locale=region(), return_city=True) if "/" in timezone else timezone
    return place.rpartition("/")[2]


def time_zone(timezone: str) -> str:
    """`Lagos, UTC+1`, as it is today."""
    away = now().astimezone(ZoneInfo(timezone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(away) // timedelta(minutes=1), 60)
    written = f"{'-' if away < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
    return f"{city(timezone)}, UTC{written if away else ''}"


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def face(subject_id: uuid.UUID) -> int:
    """Which of the nine pairs of colours somebody has, the same on every page."""
    return hashlib.sha256(subject_id.bytes).digest()[0] % FACES


def first_name(agent: Agent) -> str:
    return agent.first_name or agent.full_name.split()[0]
