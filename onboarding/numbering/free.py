"""Which numbers of a range are free: those without a row, and those whose rest is over."""

import uuid
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from onboarding.database import among, is_postgresql
from onboarding.numbering.models import Number, Range

WINDOW_ROWS = 1000
WIDEST_WINDOW_ROWS = 100_000

Stretch = tuple[int, int]
"""Neighbouring free numbers: the first and the last of them."""


class Circle(NamedTuple):
    """Who may have which ranges: agents of this typology who are in these teams."""

    typology: str
    teams: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """A range as the search sees it, read anew from the database."""

    id: uuid.UUID
    name: str
    first: int
    last: int
    typology: str | None
    team_id: uuid.UUID | None
    free_from: int

    def serves(self, circle: Circle) -> bool:
        if self.team_id is not None:
            return self.team_id in circle.teams
        return self.typology in (None, circle.typology)

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


def spans(
    session: Session, circles: Collection[tuple[str, frozenset[uuid.UUID]]] | None = None, *, lock: bool = False
) -> list[Span]:
    """The ranges that serve these circles (None: all), lowest first, locked in that order where asked."""
    columns = (Range.id, Range.name, Range.first, Range.last, Range.typology, Range.team_id, Range.free_from)
    wanted = select(*columns).order_by(Range.first)
    if circles is not None:
        typologies = {typology for typology, _ in circles}
        teams = frozenset[uuid.UUID]().union(*(teams for _, teams in circles))
        everybodys = Range.typology.is_(None) & Range.team_id.is_(None)
        wanted = wanted.where(
            or_(everybodys, Range.typology.in_(typologies), among(session, Range.team_id, sorted(teams)))
        )
    if lock:
        wanted = wanted.with_for_update()
    return [Span(*row) for row in session.execute(wanted)]


def lock_around(session: Session, numbers: Collection[int]) -> list[Span]:
    """Lock the ranges in which any of these numbers lies, lowest first, and read them."""
    ordered = sorted(numbers)
    around = {span.id for span in spans(session) if _any_in(ordered, span)}
    return [span for span in spans(session, lock=True) if span.id in around] if around else []


def _any_in(ordered: Sequence[int], span: Span) -> bool:
    return bisect(ordered, span.first - 1) < bisect(ordered, span.last)


def one_at_a_time(session: Session) -> None:
    """Whoever makes ranges, or sets numbers aside by hand, waits here for others who do; SQLite lets only one write
    anyway. Comes before any range is locked."""
    if is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('numbering'))"))


def parts(numbers: Collection[int], most: int = 1000) -> Iterator[list[int]]:
    """The numbers, sorted, in lists that a statement can take."""
    ordered = sorted(numbers)
    for start in range(0, len(ordered), most):
        yield ordered[start : start + most]


def in_order(ranges: Iterable[Span], circle: Circle) -> list[Span]:
    """Where a number for this circle is looked for: its teams' ranges, its typology's, everybody's; lowest first."""
    return by_preference(span for span in ranges if span.serves(circle))


def by_preference(ranges: Iterable[Span]) -> list[Span]:
    """Ranges for teams, for typologies, for everybody; lowest first."""
    return sorted(ranges, key=lambda span: (span.team_id is None, span.typology is None, span.first))


def gaps(session: Session, start: int, last: int, enough: int | None = None) -> list[Stretch]:
    """Stretches of numbers from `start` to `last` that have no row, lowest first, of at least `enough` or of all.

    Walks the rows in windows that grow, until there is enough: it costs what is taken before, not what is free.
    """
    found: list[Stretch] = []
    count = 0
    window = WIDEST_WINDOW_ROWS if enough is None else max(WINDOW_ROWS, 2 * enough)
    while start <= last and (enough is None or count < enough):
        rows = _numbers_with_row(session, start, last, window)
        end = rows[-1] if len(rows) == window else last
        between = _between(start, rows, end)
        found += between
        count += size(between)
        start = end + 1
        window = min(4 * window, WIDEST_WINDOW_ROWS)
    return found


def _numbers_with_row(session: Session, start: int, last: int, most: int) -> Sequence[int]:
    wanted = select(Number.number).where(Number.number.between(start, last)).order_by(Number.number).limit(most)
    if is_postgresql(session):
        # One array comes in a fraction of the time that as many rows take.
        as_array = func.array(wanted.scalar_subquery(), type_=ARRAY(BigInteger))
        return session.execute(select(as_array)).scalar_one()
    return session.scalars(wanted).all()


def _between(start: int, rows: Sequence[int], end: int) -> list[Stretch]:
    """What lies between these numbers, which are sorted, and around them from `start` to `end`."""
    return [(before + 1, after - 1) for before, after in pairwise((start - 1, *rows, end + 1)) if after - before > 1]


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
    return chain.from_iterable((first,) if first == last else range(first, last + 1) for first, last in found)


def nearest(found: Sequence[Stretch], number: int) -> int | None:
    """The free number closest to this one, the lower of two as close. `found` is sorted."""
    place = bisect(found, number, key=lambda stretch: stretch[0])
    candidates = [min(last, number) for _, last in found[max(place - 1, 0) : place]]
    candidates += [first for first, _ in found[place : place + 1]]
    return min(candidates, key=lambda candidate: abs(candidate - number), default=None)
