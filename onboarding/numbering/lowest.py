"""The lowest number of a range that has no row, which each range keeps (`free_from`), under its lock."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import filterfalse

from sqlalchemy import update
from sqlalchemy.orm import Session

from onboarding.numbering import free
from onboarding.numbering.free import Span, Stretch
from onboarding.numbering.models import Range

NOTHING_KNOWN: Mapping[uuid.UUID, Sequence[Stretch]] = {}


def move_up(
    session: Session,
    ranges: Iterable[Span],
    written: Collection[int],
    known: Mapping[uuid.UUID, Sequence[Stretch]] = NOTHING_KNOWN,
) -> None:
    """These numbers have got rows. `known`: of some ranges the lowest gaps before that, one more than were filled."""
    for span in ranges:
        if span.free_from not in written:
            continue
        if span.id in known:
            gap = next(filterfalse(written.__contains__, free.each(known[span.id])), None)
        else:
            gap = next(free.each(free.gaps(session, span.free_from, span.last, 1)), None)
        keep(session, span.id, span.last + 1 if gap is None else gap)


def move_down(session: Session, ranges: Iterable[Span], freed: Collection[int]) -> None:
    """The rows of these numbers are gone."""
    for span in ranges:
        lowest = min((number for number in freed if number in span), default=span.free_from)
        if lowest < span.free_from:
            keep(session, span.id, lowest)


def keep(session: Session, range_id: uuid.UUID, number: int) -> None:
    """Note the lowest number without a row."""
    session.execute(update(Range).where(Range.id == range_id).values(free_from=number))
