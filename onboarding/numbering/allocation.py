"""Giving out numbers, in sets, under one lock a range; and taking them back."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from onboarding.database import now, write_rows
from onboarding.numbering import asked, free
from onboarding.numbering.asked import Want
from onboarding.numbering.free import Span, Stretch
from onboarding.numbering.models import Number, Range
from onboarding.wording import Problem

__all__ = ["Want", "allocate", "peek", "refusals", "release"]

_COLUMNS = ("number", "state", "holder_id", "since")


def allocate(
    session: Session, wants: Sequence[Want], spoken_for: Collection[int] = ()
) -> dict[uuid.UUID, int | Problem]:
    """Give each holder its number, or the reason why not.

    Numbers asked for go first; everybody else gets the lowest free one, in the order given, of the ranges for the
    typology and then of those for everybody. Other transactions that want numbers of these ranges wait until this one
    ends. A holder may ask for the number it has, or had and that rests since. Numbers `spoken_for` go only to those
    who ask for them.
    """
    at = now()
    ranges = free.spans(session, {want.typology for want in wants}, lock=True)
    judged = asked.judge(session, wants, at)
    pools = _pools(session, ranges, wants, {*judged.granted.values(), *spoken_for}, at)
    given, short = _draw(ranges, pools, wants)
    taken = {**judged.new, **given}
    with_row = {*judged.rows, *(number for pool in pools.values() for number in pool.rested)}
    _take(session, taken, with_row.intersection(taken.values()), at)
    _move_on(session, ranges, pools, taken.values())
    return {**judged.granted, **given, **short, **asked.problems(session, judged.refused, at)}


def peek(session: Session, typology: str, count: int, avoid: Collection[int] = ()) -> list[int]:
    """The next free numbers for this typology, at most so many, without taking them."""
    at = now()
    found: list[int] = []
    for span in free.in_order(free.spans(session, {typology}), typology):
        if len(found) < count:
            unwanted = {number for number in avoid if number in span}
            free_ones = free.stretches(session, span, at, count - len(found) + len(unwanted))
            found += islice(free.each(free.without(free_ones, unwanted)), count - len(found))
    return found


def refusals(session: Session, asked_for: Sequence[Want]) -> dict[uuid.UUID, Problem]:
    """What `allocate` would refuse now, and why; nothing is taken."""
    at = now()
    judged = asked.judge(session, asked_for, at)
    return asked.problems(session, judged.refused, at, set(judged.granted.values()))


def release(session: Session, numbers: Sequence[int], rest_until: datetime | None) -> None:
    """Take numbers back from their holders: they rest until a time, or (None: never used) are free at once.

    Nobody may still have such a number as an extension.
    """
    if rest_until is None:
        _free_at_once(session, numbers)
        return
    for part in free.parts(numbers):
        session.execute(
            update(Number)
            .where(Number.number.in_(part), Number.state == "taken")
            .values(state="resting", since=now(), rests_until=rest_until)
            .execution_options(synchronize_session=False)
        )


def _free_at_once(session: Session, numbers: Sequence[int]) -> None:
    ranges = free.spans(session, lock=True)
    freed: list[int] = []
    for part in free.parts(numbers):
        gone = delete(Number).where(Number.number.in_(part), Number.state == "taken").returning(Number.number)
        freed += session.scalars(gone, execution_options={"synchronize_session": False})
    for span in ranges:
        lowest = min((number for number in freed if number in span), default=span.free_from)
        if lowest < span.free_from:
            _set_free_from(session, span, lowest)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Free numbers of a range, drawn lowest first: those in `gaps` have no row, that of those `rested` has to go."""

    gaps: Sequence[Stretch]
    rested: Sequence[int]
    numbers: Iterator[int]


def _pools(
    session: Session, ranges: Sequence[Span], wants: Sequence[Want], avoid: Collection[int], at: datetime
) -> dict[uuid.UUID, _Pool]:
    open_wants = Counter(want.typology for want in wants if want.number is None)
    pools = {}
    for span in ranges:
        needed = sum(count for typology, count in open_wants.items() if span.serves(typology))
        if needed:
            unwanted = {number for number in avoid if number in span}
            # One more than is needed, so that the next free one is known without looking again.
            enough = needed + len(unwanted) + 1
            gaps = free.gaps(session, span.free_from, span.last, enough)
            rested = free.rested(session, span, at, enough)
            numbers = free.each(free.without(free.merged(gaps, rested), unwanted))
            pools[span.id] = _Pool(gaps, rested, numbers)
    return pools


def _draw(
    ranges: Sequence[Span], pools: Mapping[uuid.UUID, _Pool], wants: Sequence[Want]
) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, Problem]]:
    order = {
        typology: [pools[span.id] for span in free.in_order(ranges, typology) if span.id in pools]
        for typology in {want.typology for want in wants}
    }
    given: dict[uuid.UUID, int] = {}
    short: dict[uuid.UUID, str] = {}
    for want in wants:
        if want.number is None:
            number = next((n for pool in order[want.typology] if (n := next(pool.numbers, None)) is not None), None)
            if number is None:
                short[want.holder_id] = want.typology
            else:
                given[want.holder_id] = number
    missing = Counter(short.values())
    return given, {holder: _exhausted(typology, missing[typology]) for holder, typology in short.items()}


def _exhausted(typology: str, missing: int) -> Problem:
    return Problem("exhausted", "ranges_exhausted", "extension", params={"typology": typology, "missing": missing})


def _take(session: Session, taken: Mapping[uuid.UUID, int], with_row: Collection[int], at: datetime) -> None:
    for part in free.parts(with_row):
        session.execute(delete(Number).where(Number.number.in_(part)), execution_options={"synchronize_session": False})
    write_rows(session, Number, _COLUMNS, [(number, "taken", holder, at) for holder, number in taken.items()])


def _move_on(
    session: Session, ranges: Sequence[Span], pools: Mapping[uuid.UUID, _Pool], taken: Collection[int]
) -> None:
    """Let each range know its lowest number without a row, now that these are taken."""
    for span in ranges:
        gone = {number for number in taken if number in span}
        if not gone:
            continue
        pool = pools.get(span.id)
        gaps = pool.gaps if pool else free.gaps(session, span.free_from, span.last, len(gone) + 1)
        free_from = next(free.each(free.without(gaps, gone)), span.last + 1)
        if free_from != span.free_from:
            _set_free_from(session, span, free_from)


def _set_free_from(session: Session, span: Span, number: int) -> None:
    session.execute(update(Range).where(Range.id == span.id).values(free_from=number))
