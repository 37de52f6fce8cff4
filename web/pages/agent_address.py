"""The address of the list of agents: its state is in it, so a view is a link."""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import request

FILTERS = ("typology", "status", "stage", "start_date", "filter")
OF_LIST = ("q", *FILTERS, "deleted", "sort", "limit")


def parts() -> list[tuple[str, str]]:
    """What the address of this page says of the list, in its order; the page it shows is left out."""
    return [(name, value) for name, value in request.args.items(multi=True) if name in OF_LIST and value]


def asked() -> list[tuple[str, str]]:
    """The same without how many are shown at a time: what a view keeps, and what deeds on all that match are sent."""
    return [part for part in parts() if part[0] != "limit"]


def address(path: str = "/agents", *, add: str | None = None, without: str | None = None, **changes: str | None) -> str:
    """The list's address with these parts changed (None: left out); it names the first page unless given a cursor.

    `add`: a filter, as it is written, to put on. `without`: a filter as it is written, or the name of a part, to take
    off; where both are given the one takes the other's place.
    """
    made: list[tuple[str, str]] = []
    for name, value in parts():
        if name in changes:
            continue
        if without and (name == without or (name, value) == ("filter", without)):
            made += [("filter", add)] if add else []
            add = None
        else:
            made.append((name, value))
    made += [(name, value) for name, value in changes.items() if value]
    if add:
        made.append(("filter", add))
    return of(path, dict.fromkeys(made))


def of(path: str, made: Iterable[tuple[str, str]]) -> str:
    """A path with these parts behind it."""
    asked = urlencode(list(made))
    return f"{path}?{asked}" if asked else path
