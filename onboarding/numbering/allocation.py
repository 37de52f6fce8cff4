"""Giving out numbers, in sets, under one lock a range; and taking them back."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from onboarding.database import among, now, write_rows
from onboarding.numbering import asked, free, lowest
from onboarding.numbering.asked import Want
from onboarding.numbering.free import Circle, Span, Stretch
from onboarding.numbering.models import Number
from onboarding.wording import Problem

__all__ = ["Want", "allocate", "held", "peek", "refusals", "release"]

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
    ranges = free.spans(session, _count(wants), lock=True)
    judged = asked.judge(session, wants, at)
    drawing = [want for want in wants if want.number is None]
    drawn = _draw(session, ranges, drawing, {*judged.granted.values(), *spoken_for}, at)
    taken = {**judged.new, **drawn.given}
    written = set(taken.values())
    _take(session, taken, written.intersection(chain(judged.rows, drawn.rested)), at)
    lowest.move_up(session, ranges, written, drawn.gaps)
    return {**judged.granted, **drawn.given, **_exhausted(drawn.left), **asked.problems(session, judged.refused, at)}


def held(session: Session, wanted: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """Holder → number, of those who have the number that they want already."""
    found: dict[uuid.UUID, int] = {}
    for part in free.parts(wanted.values()):
        taken = select(Number.holder_id, Number.number).where(among(session, Number.number, part))
        for holder, number in session.execute(taken.where(Number.state == "taken")):
            if holder is not None and wanted.get(holder) == number:
                found[holder] = number
    return found


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


def refusals(
    session: Session, asked_for: Sequence[Want], others: Mapping[int, str | None] | None = None
) -> dict[uuid.UUID, Problem]:
    """What `allocate` would refuse now, and why; nothing is taken. `others`: see asked.judge."""
    at = now()
    judged = asked.judge(session, asked_for, at, others)
    return asked.problems(session, judged.refused, at, {*judged.granted.values(), *(others or ())})


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


@dataclass(slots=True)
class _Drawn:
    """What was given, and who is `left` with nothing; `gaps` as `lowest.move_up` wants to know them; numbers that have
    `rested` still have a row, which has to go."""

    left: Sequence[Want]
    given: dict[uuid.UUID, int] = field(default_factory=dict)
    gaps: dict[uuid.UUID, Sequence[Stretch]] = field(default_factory=dict)
    rested: list[int] = field(default_factory=list)


def _draw(
    session: Session, ranges: Sequence[Span], drawing: Sequence[Want], avoid: Collection[int], at: datetime
) -> _Drawn:
    """Range by range, whoever it serves and has no number yet has its lowest. No range comes earlier for one circle
    than another and later for another circle, so that this is what one after the other would draw."""
    drawn = _Drawn(drawing)
    waiting = _count(drawing)
    for span in free.by_preference(ranges):
        served = {circle for circle in waiting if span.serves(Circle(*circle))}
        if served:
            unwanted = {number for number in avoid if number in span}
            # One more than is needed, so that the next free one is known without looking again.
            enough = sum(waiting[circle] for circle in served) + len(unwanted) + 1
            gaps = free.gaps(session, span.free_from, span.last, enough)
            rested = free.rested(session, span, at, enough)
            found = free.merged(gaps, rested)
            _hand_out(free.each(free.without(found, unwanted) if unwanted else found), served, drawn)
            drawn.gaps[span.id] = gaps
            drawn.rested += rested
            waiting = _count(drawn.left)
    return drawn


def _count(wants: Iterable[Want]) -> Counter[tuple[str, frozenset[uuid.UUID]]]:
    # Plain tuples, which equal a Circle and are made in a fraction of the time.
    return Counter([(want.typology, want.teams) for want in wants])


def _hand_out(numbers: Iterator[int], served: Collection[tuple[str, frozenset[uuid.UUID]]], drawn: _Drawn) -> None:
    left = []
    for want in drawn.left:
        number = next(numbers, None) if (want.typology, want.teams) in served else None
        if number is None:
            left.append(want)
        else:
            drawn.given[want.holder_id] = number
    drawn.left = left


def _exhausted(left: Sequence[Want]) -> dict[uuid.UUID, Problem]:
    missing = Counter(want.typology for want in left)
    return {want.holder_id: _too_few(want.typology, missing[want.typology]) for want in left}


def _too_few(typology: str, missing: int) -> Problem:
    reason = "ranges_exhausted" if missing > 1 else "ranges_exhausted_by_one"
    return Problem("exhausted", reason, "extension", params={"typology": typology, "missing": missing})


def _take(session: Session, taken: Mapping[uuid.UUID, int], with_row: Collection[int], at: datetime) -> None:
    for part in free.parts(with_row):
        session.execute(
            delete(Number).where(among(session, Number.number, part)), execution_options={"synchronize_session": False}
        )
    write_rows(session, Number, _COLUMNS, [(number, "taken", holder, at) for holder, number in taken.items()])
