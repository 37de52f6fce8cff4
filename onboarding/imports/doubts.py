"""Columns that were recognised by their headings and do not look it: said, and never changed by itself."""

import re
from collections.abc import Sequence

from onboarding.imports.samples import MOST_OF, share
from onboarding.wording import Problem

FEWEST = 3
"""Fewer filled cells than this prove nothing."""
_HARDLY_ANY = 0.2

# Field → what nearly all of its cells have, and the sentence where hardly any does.
_EXPECTED = {
    "email": (re.compile(r"@"), "column_doubtful_email"),
    "personal_email": (re.compile(r"@"), "column_doubtful_email"),
    "extension": (re.compile(r"[0-9]+"), "column_doubtful_extension"),
    "phone": (re.compile(r"(?:[0-9].*){3}"), "column_doubtful_phone"),
    "mobile": (re.compile(r"(?:[0-9].*){3}"), "column_doubtful_phone"),
    "start_date": (re.compile(r"[0-9].*[0-9]"), "column_doubtful_date"),
    "end_date": (re.compile(r"[0-9].*[0-9]"), "column_doubtful_date"),
}
# Field → what hardly any of its cells has, and the sentence where most have it.
_ODD = {
    **dict.fromkeys(("full_name", "first_name", "last_name"), (re.compile(r"[@0-9]"), "column_doubtful_name")),
    "username": (re.compile(r"@"), "column_doubtful_username"),
}


def doubts(headings: Sequence[str], fields: Sequence[str | None], samples: Sequence[Sequence[str]]) -> list[Problem]:
    """A warning for each column whose values hardly ever look like its field."""
    found = []
    for heading, field, values in zip(headings, fields, samples, strict=True):
        if field is not None and (reason := _reason(field, values)):
            found.append(Problem("doubtful_column", reason, field, heading))
    return found


def _reason(field: str, values: Sequence[str]) -> str | None:
    if len(values) < FEWEST:
        return None
    if field in _EXPECTED:
        look, reason = _EXPECTED[field]
        find = look.fullmatch if field == "extension" else look.search
        return reason if share(values, find) < _HARDLY_ANY else None
    if field in _ODD:
        look, reason = _ODD[field]
        return reason if share(values, look.search) >= MOST_OF else None
    return None
