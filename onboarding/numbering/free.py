"""Which numbers of a range are free: those without a row, and those whose rest is over."""

import uuid
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import BigInteger, func, literal, literal_column, or_, select
from sqlalchemy.orm import Session

from onboarding.numbering.models import Number, Range

WINDOW_ROWS = 1000

Stretch = tuple[int, int]
"""Neighbouring free numbers: the first and the last of them."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range as the search sees it, read anew from the database."""

    id: uuid.UUID
    first: int
    last: int
    typology: str | None
    free_from: int

    def serves(self, typology: str) -> bool:
        return self.typology is None or self.typology == typology

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


def spans(session: Session, typologies: Collection[str] | None = None, *, lock: bool = False) -> list[Span]:
    """The ranges that serve these typologies (None: all), lowest first, locked in that order where asked."""
    wanted = select(Range.id, Range.first, Range.last, Range.typology, Range.free_from).order_by(Range.first)
    if typologies is not None:
        wanted = wanted.where(or_(Range.typology.is_(None), Range.typology.in_(typologies)))
    if lock:
        wanted = wanted.with_for_update()
    return [Span(*row) for row in session.execute(wanted)]


def parts(numbers: Collection[int], most: int = 1000) -> Iterator[list[int]]:
    """The numbers, sorted, in lists that a statement can take."""
    ordered = sorted(numbers)
    for start in range(0, len(ordered), most):
        yield ordered[start : start + most]


def in_order(ranges: Iterable[Span], typology: str) -> list[Span]:
    """Where a number for this typology is looked for: its own ranges, then those for everybody; lowest first."""
    return sorted((r for r in ranges if r.serves(typology)), key=lambda r: (r.typology is None, r.first))


def gaps(session: Session, start: int, last: int, enough: int | None = None) -> list[Stretch]:
    """Stretches of numbers from `start` to `last` that have no row, lowest first, of at least `enough` or of all.

    Walks the rows in windows that grow, until there is enough: it costs what is taken before, not what is free.
    """
    if enough is None:
        return _gaps_between(session, start, last)
    found: list[Stretch] = []
    window = max(WINDOW_ROWS, 2 * enough)
    while start <= last and size(found) < enough:
        end = _number_after(session, start, last, window) or last
        found += _gaps_between(session, start, end)
        start = end + 1
        window *= 4
    return found


def _number_after(session: Session, start: int, last: int, rows: int) -> int | None:
    """The last of the next so many numbers that have a row; None where there are fewer."""
    numbers = select(Number.number).where(Number.number.between(start, last)).order_by(Number.number)
    return session.scalar(numbers.offset(rows - 1).limit(1))


def _gaps_between(session: Session, start: int, last: int) -> list[Stretch]:
    between = Number.number.between(start, last)
    previous = func.lag(Number.number, 1, literal(start - 1, BigInteger)).over(order_by=Number.number)
    walked = select(Number.number, previous.label("previous")).where(between).subquery()
    inner = (
        select(walked.c.previous + 1, walked.c.number - 1)
        .where(walked.c.number - walked.c.previous > 1)
        .order_by(walked.c.number)
    )
    found = [(first, to) for first, to in session.execute(inner)]
    highest = session.scalar(select(func.max(Number.number)).where(between)) or start - 1
    return [*found, (highest + 1, last)] if highest < last else found


def rested(session: Session, span: Span, at: datetime, enough: int | None = None) -> list[int]:
    """Numbers of the range that have a row but whose rest is over, lowest first."""
    # The state is spelled out, not bound, so that a prepared statement can use the partial index.
    resting = Number.state == literal_column("'resting'")
    over = select(Number.number).where(resting, Number.rests_until <= at, Number.number.between(span.first, span.last))
    return list(session.scalars(over.order_by(Number.number).limit(enough)))


def stretches(session: Session, span: Span, at: datetime, enough: int | None = None) -> list[Stretch]:
    """All that is free in the range, or the lowest of it with at least `enough` numbers."""
    return merged(gaps(session, span.free_from, span.last, enough), rested(session, span, at, enough))


def merged(found: Sequence[Stretch], numbers: Iterable[int]) -> list[Stretch]:
    return sorted([*found, *((number, number) for number in numbers)])


def size(found: Iterable[Stretch]) -> int:
    return sum(last - first + 1 for first, last in found)


def without(found: Iterable[Stretch], numbers: Collection[int]) -> Iterator[Stretch]:
    """The stretches, with these numbers cut out of them."""
    ordered = sorted(numbers)
    for first, last in found:
        for number in ordered[bisect(ordered, first - 1) : bisect(ordered, last)]:
            if first < number:
                yield first, number - 1
            first = number + 1
        if first <= last:
            yield first, last


def each(found: Iterable[Stretch]) -> Iterator[int]:
    return chain.from_iterable(range(first, last + 1) for first, last in found)


def nearest(found: Sequence[Stretch], number: int) -> int | None:
    """The free number closest to this one, the lower of two as close. `found` is sorted."""
    place = bisect(found, number, key=lambda stretch: stretch[0])
    candidates = [min(last, number) for _, last in found[max(place - 1, 0) : place]]
    candidates += [first for first, _ in found[place : place + 1]]
    return min(candidates, key=lambda candidate: abs(candidate - number), default=None)
