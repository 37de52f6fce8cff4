"""Numbers that somebody asked for: may they be had, and if not, why, and which is the nearest free one?"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.database import among
from onboarding.numbering import free
from onboarding.numbering.free import Circle, Span, Stretch
from onboarding.numbering.models import Number
from onboarding.wording import Problem

HIGHEST_NUMBER = 9_999_999_999
"""Ten digits: what fits, with a name, into the 40 characters that the switch has for a caller's id."""


_CODES = {"outside": "invalid", "others": "invalid", "teams": "invalid", "foreign": "taken", "foreign_known": "taken"}


_EVERYWHERE = ("reserved", "foreign", "foreign_known")
"""Refusals that hold also for numbers outside all ranges."""


@dataclass(frozen=True, slots=True)
class Want:
    """A holder (an agent) of this typology, in these teams, wants a number: this one, or (None) the lowest free."""

    holder_id: uuid.UUID
    typology: str
    number: int | None
    teams: frozenset[uuid.UUID] = frozenset()

    @property
    def circle(self) -> Circle:
        return Circle(self.typology, self.teams)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a number cannot be had: `taken`, `foreign` (`foreign_known`: and whose), `reserved`, `resting`, `outside` all
    ranges, or in one of `others` or of `teams`. `params` are what its sentence needs besides."""

    want: Want
    number: int
    why: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a number that is not free, or that has rested long enough."""

    state: str
    holder_id: uuid.UUID | None
    rests_until: datetime | None
    note: str | None
    seen_on_switch: bool

    def is_free(self, at: datetime) -> bool:
        return self.state == "resting" and self.rests_until is not None and self.rests_until <= at

    @property
    def params(self) -> dict[str, str]:
        params = {} if self.rests_until is None else {"until": self.rests_until.date().isoformat()}
        return params if self.note is None else {**params, "whose": self.note}

    def refuses(self, want: Want, at: datetime) -> str | None:
        if self.state == "foreign":
            return "foreign_known" if self.note else "foreign"
        if self.state == "reserved":
            return "reserved"
        if self.holder_id == want.holder_id or self.is_free(at):
            return None
        return self.state


@dataclass(frozen=True, slots=True)
class Judged:
    """Which wishes are granted (holder → number), which refused, and the rows there are for the numbers asked for."""

    granted: dict[uuid.UUID, int]
    refused: list[Refusal]
    rows: dict[int, Row]

    @property
    def new(self) -> dict[uuid.UUID, int]:
        """What is granted and not yet taken by its holder."""
        held = {number for number, row in self.rows.items() if row.state == "taken"}
        return {holder: number for holder, number in self.granted.items() if number not in held}


def judge(
    session: Session, wants: Iterable[Want], at: datetime, others: Mapping[int, str | None] | None = None
) -> Judged:
    """Decide about the numbers asked for, in the order given: the first of two who want the same one has it.

    `others`: numbers of people outside this service, and whose, that are not noted yet.
    """
    asked = [(want, want.number) for want in wants if want.number is not None]
    if not asked:
        return Judged({}, [], {})
    ranges = free.spans(session)
    known = rows(session, {number for _, number in asked if 0 < number <= HIGHEST_NUMBER})
    for number, whose in (others or {}).items():
        if number not in known or known[number].is_free(at):
            known[number] = Row("foreign", None, None, whose, seen_on_switch=True)
    judged = Judged({}, [], known)
    gone: set[int] = set()
    for want, number in asked:
        row = known.get(number)
        why = "taken" if number in gone else _why_not(want, number, ranges, row, at)
        if why is None:
            gone.add(number)
            judged.granted[want.holder_id] = number
        else:
            params = row.params if row else {}
            judged.refused.append(Refusal(want, number, why, {**params, **_range_around(number, ranges)}))
    return judged


def _why_not(want: Want, number: int, ranges: Sequence[Span], row: Row | None, at: datetime) -> str | None:
    refused = row.refuses(want, at) if row else None
    if refused in _EVERYWHERE or (row and row.state == "taken" and refused is None):
        return refused
    around = next((span for span in ranges if number in span), None)
    if around is None:
        return "outside"
    if not around.serves(want.circle):
        return "teams" if around.team_id else "others"
    return refused


def _range_around(number: int, ranges: Sequence[Span]) -> dict[str, str]:
    return next(({"range": span.name} for span in ranges if number in span), {})


def rows(session: Session, numbers: Collection[int]) -> dict[int, Row]:
    """What is known of these numbers; a free one has no row, or one that has rested long enough."""
    fields = (Number.state, Number.holder_id, Number.rests_until, Number.note, Number.seen_on_switch)
    found: dict[int, Row] = {}
    for part in free.parts(numbers):
        for row in session.execute(select(Number.number, *fields).where(among(session, Number.number, part))):
            found[row.number] = Row(row.state, row.holder_id, row.rests_until, row.note, row.seen_on_switch)
    return found


def problems(
    session: Session, refused: Sequence[Refusal], at: datetime, avoid: Collection[int] = ()
) -> dict[uuid.UUID, Problem]:
    """Each refusal with its reason and the nearest number that could be had instead; `avoid`: numbers soon taken."""
    if not refused:
        return {}
    ranges = free.spans(session)
    free_for = {
        circle: list(free.without(_all_free(session, ranges, circle, at), avoid))
        for circle in {refusal.want.circle for refusal in refused}
    }
    where = ", ".join(f"{span.first}-{span.last}" for span in ranges)
    return {
        refusal.want.holder_id: _problem(refusal, free_for[refusal.want.circle], {"ranges": where})
        for refusal in refused
    }


def _all_free(session: Session, ranges: Sequence[Span], circle: Circle, at: datetime) -> list[Stretch]:
    serving = sorted(free.in_order(ranges, circle), key=lambda span: span.first)
    return [stretch for span in serving for stretch in free.stretches(session, span, at)]


def _problem(refusal: Refusal, found: Sequence[Stretch], where: Mapping[str, str]) -> Problem:
    nearest = free.nearest(found, refusal.number)
    params: dict[str, Any] = {"typology": refusal.want.typology, **where, **refusal.params}
    if nearest is not None:
        params["nearest"] = nearest
    reason = f"number_{refusal.why}" if nearest is not None else f"number_{refusal.why}_none_free"
    return Problem(_CODES.get(refusal.why, refusal.why), reason, "extension", str(refusal.number), params)
