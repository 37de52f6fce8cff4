"""Giving out numbers, in sets, under one lock a range; and taking them back."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from onboarding.database import among, now, write_rows
from onboarding.numbering import asked, free, lowest
from onboarding.numbering.asked import Want
from onboarding.numbering.free import Circle, Span, Stretch
from onboarding.numbering.models import Number
from onboarding.wording import Problem

__all__ = ["Want", "allocate", "peek", "refusals", "release"]

_COLUMNS = ("number", "state", "holder_id", "since")


def allocate(
    session: Session, wants: Sequence[Want], spoken_for: Collection[int] = ()
) -> dict[uuid.UUID, int | Problem]:
    """Give each holder its number, or the reason why not.

    Numbers asked for go first; everybody else gets the lowest free one, in the order given, of the ranges of their
    teams, then of those for their typology, then of those for everybody. Other transactions that want numbers of these
    ranges wait until this one ends. A holder may ask for the number it has, or had and that rests since. Numbers
    `spoken_for` go only to those who ask for them.
    """
    at = now()
    ranges = free.spans(session, {(want.typology, want.teams) for want in wants}, lock=True)
    judged = asked.judge(session, wants, at)
    drawing = [want for want in wants if want.number is None]
    pools = _pools(session, ranges, drawing, {*judged.granted.values(), *spoken_for}, at)
    given, short = _draw(ranges, pools, drawing)
    taken = {**judged.new, **given}
    written = set(taken.values())
    _take(session, taken, written.intersection(chain(judged.rows, _rested(pools))), at)
    lowest.move_up(session, ranges, written, {span_id: pool.gaps for span_id, pool in pools.items()})
    return {**judged.granted, **given, **short, **asked.problems(session, judged.refused, at)}


def peek(
    session: Session,
    typology: str,
    count: int,
    avoid: Collection[int] = (),
    teams: frozenset[uuid.UUID] = frozenset(),
) -> list[int]:
    """The next free numbers for agents of this typology in these teams, at most so many, without taking them."""
    at = now()
    circle = Circle(typology, teams)
    found: list[int] = []
    for span in free.in_order(free.spans(session, [circle]), circle):
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
            .where(among(session, Number.number, part), Number.state == "taken")
            .values(state="resting", since=now(), rests_until=rest_until)
            .execution_options(synchronize_session=False)
        )


def _free_at_once(session: Session, numbers: Sequence[int]) -> None:
    ranges = free.lock_around(session, numbers)
    freed: list[int] = []
    for part in free.parts(numbers):
        gone = (
            delete(Number).where(among(session, Number.number, part), Number.state == "taken").returning(Number.number)
        )
        freed += session.scalars(gone, execution_options={"synchronize_session": False})
    lowest.move_down(session, ranges, freed)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Free numbers of a range, drawn lowest first: those in `gaps` have no row, that of those `rested` has to go."""

    gaps: Sequence[Stretch]
    rested: Sequence[int]
    numbers: Iterator[int]


def _pools(
    session: Session, ranges: Sequence[Span], drawing: Sequence[Want], avoid: Collection[int], at: datetime
) -> dict[uuid.UUID, _Pool]:
    counts = Counter((want.typology, want.teams) for want in drawing)
    pools = {}
    for span in ranges:
        needed = sum(count for circle, count in counts.items() if span.serves(Circle(*circle)))
        if needed:
            unwanted = {number for number in avoid if number in span}
            # One more than is needed, so that the next free one is known without looking again.
            enough = needed + len(unwanted) + 1
            gaps = free.gaps(session, span.free_from, span.last, enough)
            rested = free.rested(session, span, at, enough)
            found = free.merged(gaps, rested)
            pools[span.id] = _Pool(gaps, rested, free.each(free.without(found, unwanted) if unwanted else found))
    return pools


def _rested(pools: Mapping[uuid.UUID, _Pool]) -> Iterator[int]:
    return chain.from_iterable(pool.rested for pool in pools.values())


def _draw(
    ranges: Sequence[Span], pools: Mapping[uuid.UUID, _Pool], drawing: Sequence[Want]
) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, Problem]]:
    # Circles that share a range draw from the same iterator, so that nobody is given what another has.
    numbers = {
        circle: chain.from_iterable(
            [pools[span.id].numbers for span in free.in_order(ranges, Circle(*circle)) if span.id in pools]
        )
        for circle in {(want.typology, want.teams) for want in drawing}
    }
    given: dict[uuid.UUID, int] = {}
    short: dict[uuid.UUID, str] = {}
    for want in drawing:
        number = next(numbers[want.typology, want.teams], None)
        if number is None:
            short[want.holder_id] = want.typology
        else:
            given[want.holder_id] = number
    missing = Counter(short.values())
    return given, {holder: _exhausted(typology, missing[typology]) for holder, typology in short.items()}


def _exhausted(typology: str, missing: int) -> Problem:
    reason = "ranges_exhausted" if missing > 1 else "ranges_exhausted_by_one"
    return Problem("exhausted", reason, "extension", params={"typology": typology, "missing": missing})


def _take(session: Session, taken: Mapping[uuid.UUID, int], with_row: Collection[int], at: datetime) -> None:
    for part in free.parts(with_row):
        session.execute(
            delete(Number).where(among(session, Number.number, part)), execution_options={"synchronize_session": False}
        )
    write_rows(session, Number, _COLUMNS, [(number, "taken", holder, at) for holder, number in taken.items()])
