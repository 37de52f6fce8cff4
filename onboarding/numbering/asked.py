"""Numbers that somebody asked for: may they be had, and if not, why, and which is the nearest free one?"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.numbering import free
from onboarding.numbering.free import Span, Stretch
from onboarding.numbering.models import Number
from onboarding.wording import Problem

HIGHEST_NUMBER = 9_999_999_999
"""Ten digits: what fits, with a name, into the 40 characters that the switch has for a caller's id."""


_CODES = {"outside": "invalid", "others": "invalid"}


@dataclass(frozen=True, slots=True)
class Want:
    """A holder (an agent) of this typology wants a number: this one, or (None) the lowest free."""

    holder_id: uuid.UUID
    typology: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a number cannot be had: `taken`, `reserved`, `resting`, `outside` all ranges, or in one of `others`."""

    want: Want
    number: int
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a number that is not free."""

    state: str
    holder_id: uuid.UUID | None
    rests_until: datetime | None

    def refuses(self, want: Want, at: datetime) -> str | None:
        if self.state == "reserved":
            return "reserved"
        if self.holder_id == want.holder_id or (self.rests_until is not None and self.rests_until <= at):
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


def judge(session: Session, wants: Iterable[Want], at: datetime) -> Judged:
    """Decide about the numbers asked for, in the order given: the first of two who want the same one has it."""
    asked = [(want, want.number) for want in wants if want.number is not None]
    if not asked:
        return Judged({}, [], {})
    ranges = free.spans(session)
    rows = _rows(session, {number for _, number in asked if 0 < number <= HIGHEST_NUMBER})
    judged = Judged({}, [], rows)
    gone: set[int] = set()
    for want, number in asked:
        row = rows.get(number)
        why = "taken" if number in gone else _why_not(want, number, ranges, row, at)
        if why is None:
            gone.add(number)
            judged.granted[want.holder_id] = number
        else:
            judged.refused.append(Refusal(want, number, why, row.rests_until if row else None))
    return judged


def _why_not(want: Want, number: int, ranges: Sequence[Span], row: Row | None, at: datetime) -> str | None:
    refused = row.refuses(want, at) if row else None
    if refused == "reserved" or (row and row.state == "taken" and refused is None):
        return refused
    around = [span for span in ranges if number in span]
    if not any(span.serves(want.typology) for span in around):
        return "others" if around else "outside"
    return refused


def _rows(session: Session, numbers: Collection[int]) -> dict[int, Row]:
    columns = select(Number.number, Number.state, Number.holder_id, Number.rests_until)
    return {
        number: Row(state, holder_id, rests_until)
        for part in free.parts(numbers)
        for number, state, holder_id, rests_until in session.execute(columns.where(Number.number.in_(part)))
    }


def problems(
    session: Session, refused: Sequence[Refusal], at: datetime, avoid: Collection[int] = ()
) -> dict[uuid.UUID, Problem]:
    """Each refusal with its reason and the nearest number that could be had instead; `avoid`: numbers soon taken."""
    if not refused:
        return {}
    ranges = free.spans(session)
    free_for = {
        typology: list(free.without(_all_free(session, ranges, typology, at), avoid))
        for typology in {refusal.want.typology for refusal in refused}
    }
    where = ", ".join(f"{span.first}-{span.last}" for span in ranges)
    return {
        refusal.want.holder_id: _problem(refusal, free_for[refusal.want.typology], {"ranges": where})
        for refusal in refused
    }


def _all_free(session: Session, ranges: Sequence[Span], typology: str, at: datetime) -> list[Stretch]:
    serving = sorted(free.in_order(ranges, typology), key=lambda span: span.first)
    return [stretch for span in serving for stretch in free.stretches(session, span, at)]


def _problem(refusal: Refusal, found: Sequence[Stretch], where: Mapping[str, str]) -> Problem:
    nearest = free.nearest(found, refusal.number)
    params: dict[str, Any] = {"typology": refusal.want.typology, **where}
    if refusal.until is not None:
        params["until"] = refusal.until.date().isoformat()
    if nearest is not None:
        params["nearest"] = nearest
    reason = f"number_{refusal.why}" if nearest is not None else f"number_{refusal.why}_none_free"
    return Problem(_CODES.get(refusal.why, refusal.why), reason, "extension", str(refusal.number), params)
