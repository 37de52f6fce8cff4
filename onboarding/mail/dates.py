"""Days and times as a message says them, in a language and in the reader's time zone."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

DAY = "EEEE d MMMM"
MOMENT = "EEEE d MMMM, HH:mm"
_BRITISH = {"en": "en_GB"}


@lru_cache(maxsize=1024)
def day(value: date, language: str) -> str:
    """Such as "Monday 1 December"."""
    return format_date(value, DAY, locale=_locale(language))


@lru_cache(maxsize=1024)
def moment(value: datetime, timezone: str, language: str) -> str:
    """A moment in the time zone of whoever reads it, such as "Monday 8 December, 16:30 CET"."""
    local = value.astimezone(ZoneInfo(timezone))
    zone = local.tzname() or ""
    # Many zones have no letters of their own, only "+07".
    return f"{format_datetime(local, MOMENT, locale=_locale(language))} {zone if zone.isalpha() else 'UTC' + zone}"


def is_ahead(value: date, timezone: str) -> bool:
    """Whether a day is today or later where the reader is."""
    return value >= datetime.now(ZoneInfo(timezone)).date()


def _locale(language: str) -> Locale:
    return Locale.parse(_BRITISH.get(language, language))
