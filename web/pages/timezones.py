"""The time zones that somebody may choose from, as the city and the time it has there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

from web.translating import _, later, region

PARTS = {
    "Africa": later("Africa"),
    "America": later("America"),
    "Antarctica": later("Antarctica"),
    "Arctic": later("Arctic"),
    "Asia": later("Asia"),
    "Atlantic": later("Atlantic"),
    "Australia": later("Australia"),
    "Europe": later("Europe"),
    "Indian": later("Indian"),
    "Pacific": later("Pacific"),
}
"""The parts of the world by which the time zone database names its places."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`name` is the IANA name, `clock` the time there, such as 9:14."""

    name: str
    city: str
    clock: str


def choices(at: datetime, *chosen: str | None) -> list[tuple[str, list[Choice]]]:
    """By part of the world and city. `chosen` are always among them, also where they are no city's."""
    cities = dict(_cities(region()))
    others = [(name, name) for name in dict.fromkeys(chosen) if name and name not in cities]
    parts = [(_("Other"), others)] if others else []
    parts += [
        (PARTS.get(part, part), list(names))
        for part, names in groupby(_cities(region()), key=lambda pair: pair[0].partition("/")[0])
    ]
    return [
        (part, [Choice(name, city, _clock(at, name)) for name, city in sorted(names, key=lambda pair: pair[1])])
        for part, names in parts
    ]


def known(name: str | None) -> str | None:
    """The time zone, or None where there is none of this name."""
    return name if name in _all() else None


@lru_cache
def _all() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache
def _cities(locale: str) -> list[tuple[str, str]]:
    return sorted((name, get_timezone_location(name, locale=locale, return_city=True)) for name in _names())


def _names() -> Iterator[str]:
    """The names in the table of the time zone database that lists one a place, without the old names."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")[2]


def _clock(at: datetime, name: str) -> str:
    local = at.astimezone(_zone(name))
    return f"{local.hour}:{local.minute:02}"


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    # By itself, Python keeps the last eight of some four hundred, and reads the others' files for every page.
    return ZoneInfo(name)
