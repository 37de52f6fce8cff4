"""Which field a heading names when it is seen by itself."""

import re
from functools import cache
from typing import NamedTuple

from onboarding.agents.fields import FIELDS
from onboarding.imports import synonyms
from onboarding.imports.headings import LONGEST, folded, parts, readings
from onboarding.imports.synonyms import SYNONYMS
from onboarding.imports.unwanted import is_about_someone_else, is_never_kept

LISTS = frozenset({"teams", "queues"})
BY_HAND = -1
LEAST_RANK = 1000
_PARTS_OF_NAME = frozenset({"full_name", "first_name", "last_name"})


class Claim(NamedTuple):
    """A heading that names a field: the lower the rank the better, 0 is the canonical name itself."""

    field: str
    rank: int
    key: str


def keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, names))


def _least(field: str, names: tuple[str, ...], rank: int = LEAST_RANK) -> dict[str, Claim]:
    return {key: Claim(field, rank, key) for key in keys(names)}


NAMES = keys(synonyms.NAMES)
_PREFIXES = keys(synonyms.NAME_PREFIXES)
_SECOND_SURNAMES = keys(synonyms.SECOND_SURNAMES)
_CLAIMS = {
    **{
        folded(name): Claim(field, rank, folded(name))
        for field, names in SYNONYMS.items()
        for rank, name in enumerate(names, start=1)
    },
    **_least("full_name", (*synonyms.DISPLAY_NAMES, *synonyms.NAMES)),
    **_least("alias", synonyms.CALLED),
    **_least("last_name", (*synonyms.NAME_PREFIXES, *synonyms.SECOND_SURNAMES)),
    **_least("last_name", synonyms.BIRTH_NAMES, LEAST_RANK + 1),
    **_least("last_name", synonyms.SURNAME_OR_NICKNAME),
    **_least("description", (*synonyms.JOB_OR_PHONE, *synonyms.TITLES)),
    **{folded(name): Claim(name, 0, folded(name)) for name in FIELDS},
}


def claim_of(heading: str) -> Claim | None:
    """The field that a heading names. None for one that is not ours, or that must not come in."""
    whole = folded(heading) if len(heading) <= LONGEST else ""
    if not whole:
        return None
    if whole in _CLAIMS:
        return _CLAIMS[whole]
    if is_never_kept(heading) or is_about_someone_else(heading):
        return None
    for key in readings(heading):
        if key in _CLAIMS:
            return _CLAIMS[key]
    numbered = _CLAIMS.get(re.sub(r"[0-9]+$", "", whole))
    return numbered if numbered and numbered.field in LISTS else _in_two_languages(heading)


def joins_last_name(heading: str, field: str | None) -> bool:
    """Whether a column of the last name holds only a part that belongs to another one: `van der`, a second surname."""
    return field == "last_name" and place_in_last_name(heading) != 0


def place_in_last_name(heading: str) -> int:
    """-1 for what stands before the last name, 1 for what stands after it, else 0."""
    key = folded(heading[:LONGEST])
    return -1 if key in _PREFIXES else int(key in _SECOND_SURNAMES)


def must_be_dropped(heading: str) -> bool:
    """Whether what stands under this heading may not be kept, unless a field of ours has that very name."""
    return 0 < len(heading) <= LONGEST and is_never_kept(heading)


@cache
def all_names() -> dict[str, str]:
    """Each heading that we know by itself, folded, with its field."""
    return {key: claim.field for key, claim in _CLAIMS.items()}


def _in_two_languages(heading: str) -> Claim | None:
    """What all parts of a heading such as `Vorname / Prénom` agree on; a part that means any name goes with another
    that means a certain one."""
    found = [_CLAIMS.get(folded(part)) for part in parts(heading)]
    claims = [claim for claim in found if claim]
    if len(found) < 2 or len(claims) < len(found):
        return None
    certain = [claim for claim in claims if claim.key not in NAMES]
    fields = {claim.field for claim in certain}
    if not certain or (len(fields) == 1 and (len(certain) == len(claims) or fields <= _PARTS_OF_NAME)):
        return certain[0] if certain else claims[0]
    return None
