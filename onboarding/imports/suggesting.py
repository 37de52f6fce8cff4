"""Which field a column may be meant for that was not recognised: a suggestion, never applied unasked."""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

from onboarding.agents.models import TYPOLOGIES
from onboarding.imports.claims import all_names
from onboarding.imports.headings import folded
from onboarding.imports.samples import MOST_OF, share
from onboarding.imports.unwanted import is_about_someone_else

_NEAR = 0.84
_LONGEST_COMPARED = 40
_MOST_WORDS = 12
_TELLING = frozenset({"mail", "team"})
"""Short words that mean one thing wherever they stand; others, such as name and user, do not."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# What nearly all the values of a field look like, the most telling first.
_LOOKS = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("typology", re.compile("|".join(TYPOLOGIES), re.IGNORECASE)),
    ("start_date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4}")),
    ("mobile", re.compile(r"\+[0-9][0-9 ()/-]{7,}")),
)


def suggest(heading: str, values: Sequence[str], taken: Collection[str]) -> str | None:
    """The field whose name is most like the heading or part of it, else the one whose values look like these; none
    that another column has already."""
    if is_about_someone_else(heading):
        return None
    field = _by_name(heading) or _by_values(values)
    return field if field not in taken else None


def _by_name(heading: str) -> str | None:
    names = all_names()
    key = folded(heading)[:_LONGEST_COMPARED]
    near = get_close_matches(key, names, n=1, cutoff=_NEAR) if len(key) > 3 else []
    return names[near[0]] if near else _by_words(heading)


def _by_words(heading: str) -> str | None:
    """The field that the longest run of words in the heading names: `Private address: e-mail`."""
    names = all_names()
    words = re.findall(r"[^\W_]+", _CAMEL.sub(" ", heading))[:_MOST_WORDS]
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length, -1, -1):
            key = folded(" ".join(words[start : start + length]))
            if (len(key) > 4 or key in _TELLING) and key in names:
                return names[key]
    return None


def _by_values(values: Sequence[str]) -> str | None:
    for field, look in _LOOKS:
        if share(values, look.fullmatch) >= MOST_OF:
            return field
    return None
