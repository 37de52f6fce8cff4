"""Which column of a file holds which of our fields."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onboarding.imports import samples as samples_
from onboarding.imports import synonyms
from onboarding.imports.claims import BY_HAND, LISTS, NAMES, Claim, claim_of, joins_last_name, keys, must_be_dropped
from onboarding.imports.headings import LONGEST, folded, positions
from onboarding.imports.sources import Meanings, meanings
from onboarding.wording import Problem

_ADDRESS_OR_NAME = frozenset({"email", "full_name", "first_name", "last_name"})
_DISPLAY_NAMES = keys(synonyms.DISPLAY_NAMES)
_CALLED = keys(synonyms.CALLED)
_LAST_BESIDE_FIRST = keys(synonyms.LAST_BESIDE_FIRST)
_SURNAME_OR_NICKNAME = keys(synonyms.SURNAME_OR_NICKNAME)
_BRAZILIAN = keys(synonyms.BRAZILIAN)
_JOB_OR_PHONE = keys(synonyms.JOB_OR_PHONE)
_TITLES = keys(synonyms.TITLES)

Chosen = Mapping[str, str | None]
"""What somebody chose by hand: a position (see headings.positions) with its field, or None to leave it out."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a file holds.

    `fields` stand in the order of the headings (None: not read). `ignored` are headings of no field of ours or that
    gave way to a better one, `dropped` those that must not be kept. `via_synonym`: fields found under another name
    than ours. `why`: by what each column was matched: own, synonym, source, values, hand, or None. `problems` keep the
    file from being used: missing_column, duplicate_column.
    """

    fields: list[str | None]
    why: list[str | None]
    ignored: list[str]
    dropped: list[str]
    via_synonym: frozenset[str]
    source: str | None
    problems: list[Problem]
    warnings: list[Problem]


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading with what claims it, why, and what is to be said about that."""

    heading: str
    claim: Claim | None = None
    why: str | None = None
    warning: Problem | None = None

    @property
    def key(self) -> str | None:
        return self.claim.key if self.claim else None

    def is_of(self, names: frozenset[str]) -> bool:
        """Whether it was matched by one of these names, and not by hand."""
        return self.claim is not None and self.claim.key in names and self.claim.rank != BY_HAND

    def tells_about_names(self) -> bool:
        """Whether what a "Name" beside it means follows from this one."""
        return not (
            self.is_of(NAMES | _DISPLAY_NAMES) or joins_last_name(self.heading, self.claim and self.claim.field)
        )

    def left_out(self, warning: Problem | None = None) -> "_Column":
        return _Column(self.heading, warning=warning)

    def means(self, field: str) -> "_Column":
        return replace(self, claim=self.claim and self.claim._replace(field=field), why="values")


def header_strength(cells: Sequence[str]) -> int:
    """How many cells are headings that we know; 0 unless there are two, one of them an e-mail address or a name."""
    found = [claim.field for claim in map(claim_of, cells) if claim]
    return len(found) if len(found) >= 2 and not _ADDRESS_OR_NAME.isdisjoint(found) else 0


def match(
    headings: Sequence[str], samples: Sequence[Sequence[str]] | None = None, chosen: Chosen | None = None
) -> Columns:
    """Name the columns. What was chosen by hand comes first, then what the headings mean where the file comes from;
    else they are compared whole, folded, by the field's name and then by its synonyms.

    `samples` are the first filled values of each column: they decide what a few headings mean that mean two things.
    """
    source = meanings(headings)
    columns = [
        _column(heading, position, source, chosen or {})
        for heading, position in zip(headings, positions(headings), strict=True)
    ]
    columns = _settle_by_values(_settle_names(columns), samples or [[] for _ in headings])
    fields, problems, outdone = _award(columns)
    dropped = [
        heading for heading, field in zip(headings, fields, strict=True) if not field and must_be_dropped(heading)
    ]
    warnings = [column.warning for column in columns if column.warning]
    warnings += [warning for warning in outdone if warning.value not in dropped]
    if dropped:
        warnings.append(Problem("dropped_column", "columns_dropped", params={"headings": ", ".join(dropped)}))
    return Columns(
        fields,
        [column.why if field else None for column, field in zip(columns, fields, strict=True)],
        [h for h, field in zip(headings, fields, strict=True) if not field and h and h not in dropped],
        dropped,
        frozenset(f for heading, f in zip(headings, fields, strict=True) if f and not _is_own_name(heading, f)),
        source.source,
        [*_missing(fields, headings), *problems],
        warnings,
    )


def _column(heading: str, position: str, source: Meanings, chosen: Chosen) -> _Column:
    key = folded(heading) if len(heading) <= LONGEST else ""
    own = claim_of(heading)
    if position in chosen and (own is not None or not must_be_dropped(heading)):
        field = chosen[position]
        why = _why(own) if own and own.field == field else "hand"
        return _Column(heading, Claim(field, BY_HAND, position), why) if field else _Column(heading)
    if key in source.of:
        meaning = source.of[key]
        return _Column(heading, Claim(meaning, 1, key), "source") if meaning else _Column(heading)
    return _Column(heading, own, _why(own)) if own else _Column(heading)


def _why(own: Claim) -> str:
    return "synonym" if own.rank else "own"


def _settle_names(columns: Sequence[_Column]) -> list[_Column]:
    """Decide by its neighbours whether "Name" is the first, the last or the full name, and who is shown as what."""
    columns = _settle_apelido(columns)
    sure = {column.claim.field for column in columns if column.claim and column.tells_about_names()}
    name = _what_name_is(first="first_name" in sure, last="last_name" in sure)
    plain = any(column.is_of(NAMES) for column in columns)
    full = "full_name" in sure or (name == "full_name" and plain)
    only_last = "last_name" in sure and not plain and sure.isdisjoint(("full_name", "first_name"))

    def settled(column: _Column) -> _Column:
        if column.is_of(_DISPLAY_NAMES) and full:
            return column.means("alias")
        if column.is_of(_CALLED) and only_last:
            return column.means("first_name")
        if column.is_of(_LAST_BESIDE_FIRST) and "first_name" in sure:
            return column.means("last_name")
        if column.is_of(NAMES) and name != "full_name":
            return column.means(name)
        return column

    return [settled(column) for column in columns]


def _settle_apelido(columns: Sequence[_Column]) -> list[_Column]:
    if _BRAZILIAN.isdisjoint(folded(column.heading[:LONGEST]) for column in columns):
        return list(columns)
    return [column.means("alias") if column.is_of(_SURNAME_OR_NICKNAME) else column for column in columns]


def _what_name_is(*, first: bool, last: bool) -> str:
    if first == last:
        return "full_name"
    return "last_name" if first else "first_name"


def _settle_by_values(columns: Sequence[_Column], samples: Sequence[Sequence[str]]) -> list[_Column]:
    """Decide by what stands below them what a few headings mean; one that is left out for it is named."""

    def settled(column: _Column, values: Sequence[str]) -> _Column:
        if column.is_of(_JOB_OR_PHONE) and samples_.are_numbers(values):
            return column.means("extension")
        if column.is_of(_TITLES) and samples_.are_forms_of_address(values):
            return column.left_out(Problem("ignored_column", "column_of_address", value=column.heading))
        by_hand = column.claim and column.claim.rank == BY_HAND
        of_status = column.claim and column.claim.field == "employment_status" and not by_hand
        if of_status and samples_.are_row_actions(values):
            return column.left_out(Problem("ignored_column", "column_of_actions", value=column.heading))
        return column

    return [settled(column, values) for column, values in zip(columns, samples, strict=True)]


def _award(columns: Sequence[_Column]) -> tuple[list[str | None], list[Problem], list[Problem]]:
    """Give each field to its best heading; only lists may stand under one heading several times, and what belongs to
    the last name goes with it."""
    fields: list[str | None] = [None] * len(columns)
    problems, warnings = [], []
    rivals: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, column in enumerate(columns):
        if column.claim and not joins_last_name(column.heading, column.claim.field):
            rivals[column.claim.field].append((column.claim.rank, place))
    for name, places in rivals.items():
        rank, best = min(places)
        for other_rank, place in places:
            same = place == best or (other_rank == rank and _are_equal(columns[place], columns[best]))
            if same and (place == best or name in LISTS):
                fields[place] = name
            elif same:
                params = {"first": columns[best].heading}
                reason = "column_chosen_twice" if rank == BY_HAND else "column_twice"
                problems.append(Problem("duplicate_column", reason, name, columns[place].heading, params))
            else:
                params = {"winner": columns[best].heading}
                warnings.append(Problem("ignored_column", "column_outdone", name, columns[place].heading, params))
    if "last_name" in fields:
        for place, column in enumerate(columns):
            if column.claim and joins_last_name(column.heading, column.claim.field):
                fields[place] = "last_name"
    return fields, problems, warnings


def _are_equal(one: _Column, other: _Column) -> bool:
    return one.key == other.key or one.claim is None or one.claim.rank == BY_HAND


def _is_own_name(heading: str, field: str) -> bool:
    claim = claim_of(heading)
    return claim is not None and claim.rank == 0 and claim.field == field


def _missing(fields: Sequence[str | None], headings: Sequence[str]) -> list[Problem]:
    problems = []
    seen = {"headings": ", ".join(heading for heading in headings[:12] if heading)}
    if "email" not in fields:
        reason = "column_only_private" if "personal_email" in fields else "column_no_email"
        problems.append(Problem("missing_column", reason, "email", params=seen))
    if "full_name" not in fields and not {"first_name", "last_name"} <= set(fields):
        problems.append(Problem("missing_column", "column_no_name", "full_name", params=seen))
    return problems
