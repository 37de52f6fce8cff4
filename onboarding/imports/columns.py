"""Which column of a file holds which of our fields."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onboarding.agents.fields import FIELDS
from onboarding.imports.headings import folded, is_about_someone_else, is_never_kept, readings
from onboarding.imports.synonyms import DISPLAY_NAMES, NAMES, SYNONYMS
from onboarding.wording import Problem

LISTS = frozenset({"teams", "queues"})
_ADDRESS_OR_NAME = frozenset({"email", "full_name", "first_name", "last_name"})
_LEAST_RANK = 1000
_LONGEST = 200


class _Claim(NamedTuple):
    """A heading that names a field: the lower the rank the better, 0 is the canonical name itself."""

    field: str
    rank: int
    key: str


_CLAIMS = {
    **{
        folded(name): _Claim(field, rank, folded(name))
        for field, names in SYNONYMS.items()
        for rank, name in enumerate(names, start=1)
    },
    **{folded(name): _Claim("full_name", _LEAST_RANK, folded(name)) for name in (*DISPLAY_NAMES, *NAMES)},
    **{folded(name): _Claim(name, 0, folded(name)) for name in FIELDS},
}
_NAMES = frozenset(folded(name) for name in NAMES)
_DISPLAY_NAMES = frozenset(folded(name) for name in DISPLAY_NAMES)
_FRENCH_NAME = folded("Nom")


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a file holds.

    `fields` stand in the order of the headings (None: not read). `ignored` are headings of no field of ours or that
    gave way to a better one, `dropped` those that must not be kept. `via_synonym`: fields found under another name
    than ours. `problems` keep the file from being used: missing_column, duplicate_column.
    """

    fields: list[str | None]
    ignored: list[str]
    dropped: list[str]
    via_synonym: frozenset[str]
    problems: list[Problem]
    warnings: list[Problem]


def header_strength(cells: Sequence[str]) -> int:
    """How many cells are headings that we know; 0 unless there are two, one of them an e-mail address or a name."""
    found = [claim.field for claim in map(_claim, cells) if claim]
    return len(found) if len(found) >= 2 and not _ADDRESS_OR_NAME.isdisjoint(found) else 0


def match(headings: Sequence[str]) -> Columns:
    """Name the columns. Headings are compared whole, folded, by the field's name and then by its synonyms."""
    dropped = [heading for heading in headings if _is_dropped(heading)]
    claims = _settle_names([None if heading in dropped else _claim(heading) for heading in headings])
    fields, problems, warnings = _award(headings, claims)
    ignored = [
        heading
        for heading, name in zip(headings, fields, strict=True)
        if not name and heading and heading not in dropped
    ]
    used = [(place, name) for place, name in enumerate(fields) if name]
    if dropped:
        problem = Problem("dropped_column", "columns_dropped", params={"headings": ", ".join(dropped)})
        warnings.append(problem)
    return Columns(
        fields,
        ignored,
        dropped,
        frozenset(name for place, name in used if (claim := claims[place]) and claim.rank),
        [*_missing(fields, headings), *problems],
        warnings,
    )


def _claim(heading: str) -> _Claim | None:
    """The field that a heading names when it is seen by itself."""
    whole = folded(heading) if len(heading) <= _LONGEST else ""
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
    return numbered if numbered and numbered.field in LISTS else None


def _is_dropped(heading: str) -> bool:
    return 0 < len(heading) <= _LONGEST and folded(heading) not in _CLAIMS and is_never_kept(heading)


def _settle_names(claims: list[_Claim | None]) -> list[_Claim | None]:
    """Decide by its neighbours whether "Name" is the first, the last or the full name, and who is shown as what."""
    sure = {claim.field for claim in claims if claim and claim.key not in _NAMES | _DISPLAY_NAMES}
    name = _what_name_is(first="first_name" in sure, last="last_name" in sure)
    full = "full_name" in sure or (name == "full_name" and any(claim and claim.key in _NAMES for claim in claims))

    def settled(claim: _Claim | None) -> _Claim | None:
        if claim and claim.key in _DISPLAY_NAMES and full:
            return claim._replace(field="alias")
        if claim and claim.key == _FRENCH_NAME and "first_name" in sure:
            return claim._replace(field="last_name")
        if claim and claim.key in _NAMES:
            return claim._replace(field=name)
        return claim

    return [settled(claim) for claim in claims]


def _what_name_is(*, first: bool, last: bool) -> str:
    if first == last:
        return "full_name"
    return "last_name" if first else "first_name"


def _award(
    headings: Sequence[str], claims: list[_Claim | None]
) -> tuple[list[str | None], list[Problem], list[Problem]]:
    """Give each field to its best heading; only lists may stand under one heading several times."""
    fields: list[str | None] = [None] * len(headings)
    problems, warnings = [], []
    rivals: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, claim in enumerate(claims):
        if claim:
            rivals[claim.field].append((claim.rank, place))
    for name, places in rivals.items():
        rank, best = min(places)
        for other_rank, place in places:
            equal = other_rank == rank and _key(claims[place]) == _key(claims[best])
            if equal and (place == best or name in LISTS):
                fields[place] = name
            elif equal:
                params = {"first": headings[best]}
                problems.append(Problem("duplicate_column", "column_twice", name, headings[place], params))
            else:
                params = {"winner": headings[best]}
                warnings.append(Problem("ignored_column", "column_outdone", name, headings[place], params))
    return fields, problems, warnings


def _key(claim: _Claim | None) -> str | None:
    return claim.key if claim else None


def _missing(fields: Sequence[str | None], headings: Sequence[str]) -> list[Problem]:
    problems = []
    seen = {"headings": ", ".join(heading for heading in headings[:12] if heading)}
    if "email" not in fields:
        reason = "column_only_private" if "personal_email" in fields else "column_no_email"
        problems.append(Problem("missing_column", reason, "email", params=seen))
    if "full_name" not in fields and not {"first_name", "last_name"} <= set(fields):
        problems.append(Problem("missing_column", "column_no_name", "full_name", params=seen))
    return problems
