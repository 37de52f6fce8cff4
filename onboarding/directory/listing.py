"""The address of a list of agents, for pages and messages that count them."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from onboarding.directory.grammar import Filter


def listing(*, start_date: date | None = None, stage: str | None = None, filters: Iterable[Filter | str] = ()) -> str:
    """The path of the list of just those who match."""
    parts = [("start_date", start_date.isoformat())] if start_date else []
    parts += [("stage", stage)] if stage else []
    return "/agents?" + urlencode([*parts, *(("filter", str(each)) for each in filters)])
