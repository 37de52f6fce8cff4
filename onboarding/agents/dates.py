"""Dates as people and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from onboarding.agents.cells import Finding, refuse_lost_digits

DateOrder = Literal["dmy", "mdy"]

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})\.?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?: 0?0:00(?::00)?)?")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_SERIALS_COUNT_FROM = date(1899, 12, 30)
_YEARS = range(1900, 2200)


def date_order(samples: Iterable[str]) -> DateOrder | None:
    """The one order of day and month that all these dates agree on; None where nothing decides, or they disagree.

    A number above 12 decides. So do dots: nobody writes them between month and day in that order.
    """
    orders: set[DateOrder] = set()
    for sample in samples:
        found = _YEAR_LAST.fullmatch(sample.strip())
        if not found:
            continue
        first, dots, second = int(found[1]), found[2] == ".", int(found[3])
        if first > 12 or dots:
            orders.add("dmy")
        if second > 12:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def read_date(text: str, order: DateOrder | None) -> date:
    """A date in ISO 8601 (or otherwise year first), else in the order that the whole file agrees on. Raises Finding."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _existing(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), order)
    if found := _SERIAL.fullmatch(text):
        raise Finding("invalid", "date_serial", date=(_SERIALS_COUNT_FROM + timedelta(days=int(found[1]))).isoformat())
    if _SHORT_YEAR.fullmatch(text):
        raise Finding("invalid", "date_short_year")
    refuse_lost_digits(text)
    raise Finding("invalid", "date_unreadable")


def _year_last(first: int, second: int, year: int, order: DateOrder | None) -> date:
    if order is None and first <= 12 and second <= 12:
        day_first, month_first = _existing(year, second, first), _existing(year, first, second)
        raise Finding("invalid", "date_ambiguous", date=day_first.isoformat(), other_date=month_first.isoformat())
    if order is None:
        raise Finding("invalid", "date_orders_differ")
    return _existing(year, second, first) if order == "dmy" else _existing(year, first, second)


def _existing(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Finding("invalid", "date_does_not_exist") from None
    if year not in _YEARS:
        raise Finding("invalid", "date_unreadable")
    return found
