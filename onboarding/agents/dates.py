"""Dates as people and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from onboarding.agents.cells import Finding, plain_digits
from onboarding.agents.damage import refuse_lost_digits
from onboarding.agents.months import is_weekday, month_of

DateOrder = Literal["dmy", "mdy"]

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\.?")
_RUN_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})")
_TIME = re.compile(
    r"(?:T| +)(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?)"
    r" ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?$"
)
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]{2,14})\.?,? +(?=[0-9]|[^\W\d_])")
_OF = r"(?:of |de |del |di )?"
_DAY_MONTH = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s./-]*{_OF}([^\W\d_]{{3,12}})\.?[\s,./-]+{_OF}([0-9]{{4}}|[0-9]{{2}})\.?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.? ?([0-9]{1,2})(?:st|nd|rd|th)?,? +([0-9]{4})", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})[\s./-]+([^\W\d_]{3,12})\.?[\s./-]+([0-9]{1,2})\.?", re.IGNORECASE)
_PART = re.compile(
    r"[0-9]{1,2}[./-][0-9]{1,2}\.?|[0-9]{4}(?:[./-][0-9]{1,2})?|[0-9]{1,2}[./-][0-9]{4}"
    r"|[0-9]{1,2}\.?[ -][^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?[ -](?:[0-9]{2}|[0-9]{4})"
)
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_SERIALS_COUNT_FROM = date(1899, 12, 30)
_YEARS = range(1950, 2200)


def date_order(samples: Iterable[str]) -> DateOrder | None:
    """The one order of day and month that all these dates agree on; None where nothing decides, or they disagree.

    A number above 12 decides. So do dots: nobody writes them between month and day in that order.
    """
    orders: set[DateOrder] = set()
    for sample in samples:
        found = _YEAR_LAST.match(sample.strip())
        if not found:
            continue
        first, dots, second = int(found[1]), found[2] == ".", int(found[3])
        if (first > 12 or dots) and second <= 12:
            orders.add("dmy")
        elif second > 12 >= first and not dots:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def read_date(text: str, order: DateOrder | None) -> date:
    """A date in ISO 8601, otherwise year first or with the month as a word; else in the order that the whole file
    agrees on. A time of day is passed over. Raises Finding."""
    text = _without_weekday(_without_time(plain_digits(text)))
    if found := _YEAR_FIRST.fullmatch(text):
        return _existing(int(found[1]), int(found[3]), int(found[4]))
    if found := _RUN_TOGETHER.fullmatch(text):
        return _existing(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        if found[2] == "." and int(found[3]) > 12:
            raise Finding("invalid", "date_does_not_exist")
        return _year_last(int(found[1]), int(found[3]), int(found[4]), order)
    if (named := _with_named_month(text)) is not None:
        return named
    raise _amiss(text, order)


def _without_time(text: str) -> str:
    """The day alone. A time with its zone may be another day here, unless it is midnight: then it stands for a day."""
    found = _TIME.search(text) if ":" in text else None
    if found is None:
        return text
    if found["zone"] and found["time"].strip("0:., "):
        raise Finding("invalid", "date_with_zone")
    return text[: found.start()]


def _without_weekday(text: str) -> str:
    found = _WEEKDAY_BEFORE.match(text)
    if not found or not is_weekday(found[1]) or _MONTH_DAY.fullmatch(text) or _PART.fullmatch(text):
        return text
    return text[found.end() :]


def _year_last(first: int, second: int, year: int, order: DateOrder | None) -> date:
    if order is None and first != second and min(first, second) <= 12:
        if max(first, second) > 12:
            raise Finding("invalid", "date_orders_differ")
        day_first, month_first = _existing(year, second, first), _existing(year, first, second)
        raise Finding("invalid", "date_ambiguous", date=day_first.isoformat(), other_date=month_first.isoformat())
    return _existing(year, first, second) if order == "mdy" else _existing(year, second, first)


def _with_named_month(text: str) -> date | None:
    """1 March 2027, March 1, 2027, 2027. március 1., in the languages of Europe; None for what is none of these."""
    if found := _DAY_MONTH.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_DAY.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    elif found := _YEAR_MONTH_DAY.fullmatch(text):
        year, month, day = found[1], found[2], found[3]
    else:
        return None
    number = month_of(month)
    if number is None:
        return None
    if len(year) == 2:
        raise _short_year(2000 + int(year), number, int(day))
    return _existing(int(year), number, int(day))


def _amiss(text: str, order: DateOrder | None) -> Finding:
    if found := _SERIAL.fullmatch(text):
        meant = _SERIALS_COUNT_FROM + timedelta(days=int(found[1]))
        if meant.year in _YEARS:
            return Finding("invalid", "date_serial", date=meant.isoformat())
    if found := _SHORT_YEAR.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), 2000 + int(found[4])
        if order is None and first != second:
            return Finding("invalid", "date_short_year")
        return _short_year(year, first, second) if order == "mdy" else _short_year(year, second, first)
    if _PART.fullmatch(text):
        return Finding("invalid", "date_part")
    refuse_lost_digits(text)
    return Finding("invalid", "date_unreadable")


def _short_year(year: int, month: int, day: int) -> Finding:
    meant = _existing(year, month, day).isoformat()
    return Finding("invalid", "date_short_year_meant", date=meant, iso=meant)


def _existing(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Finding("invalid", "date_does_not_exist") from None
    if year not in _YEARS:
        raise Finding("invalid", "date_year", year=year)
    return found
