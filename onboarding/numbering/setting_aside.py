"""Numbers that are kept from being given out: their rows written, looked at and taken away again, in sets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from onboarding.database import among, now, write_rows
from onboarding.numbering import free, lowest
from onboarding.numbering.models import Number
from onboarding.wording import Problem

LONGEST_NOTE = 200
PAGE = 100

_COLUMNS = ("number", "state", "since", "note", "seen_on_switch")


@dataclass(frozen=True, slots=True)
class Entered:
    """How many numbers are set aside now that were not, or not so, before; and those that cannot be, with the reason.

    The `value` of a problem is its number.
    """

    added: int
    refused: list[Problem] = field(default_factory=list)


def write(session: Session, state: str, numbers: Mapping[int, str | None], *, seen_on_switch: bool = False) -> None:
    """Give these numbers rows of this state, with their notes, in place of what rows they have.

    The ranges around them are locked already.
    """
    _drop(session, numbers)
    at = now()
    notes = {number: note[:LONGEST_NOTE] if note else None for number, note in numbers.items()}
    write_rows(session, Number, _COLUMNS, [(n, state, at, notes[n], seen_on_switch) for n in sorted(notes)])
    lowest.move_up(session, free.lock_around(session, numbers), set(numbers))


def take_away(session: Session, state: str, numbers: Collection[int], *conditions: Any) -> list[int]:
    """Take the rows of this state away, so that the numbers are free; gives back which those were."""
    ranges = free.lock_around(session, numbers)
    gone = _drop(session, numbers, Number.state == state, *conditions)
    lowest.move_down(session, ranges, gone)
    return gone


def _drop(session: Session, numbers: Iterable[int], *conditions: Any) -> list[int]:
    gone: list[int] = []
    for part in free.parts(list(numbers)):
        dropped = delete(Number).where(among(session, Number.number, part), *conditions).returning(Number.number)
        gone += session.scalars(dropped, execution_options={"synchronize_session": False})
    return sorted(gone)


def listed(session: Session, state: str, *, start: int = 0, most: int = PAGE) -> Sequence[Number]:
    """The numbers of this state from `start` on, lowest first; resting are those whose rest is not over."""
    return session.scalars(
        select(Number).where(Number.number >= start, *_of(state, now())).order_by(Number.number).limit(most)
    ).all()


def count(session: Session, state: str) -> int:
    return session.scalar(select(func.count()).select_from(Number).where(*_of(state, now()))) or 0


def _of(state: str, at: datetime) -> list[Any]:
    if state == "resting":
        return [Number.state == state, or_(Number.rests_until.is_(None), Number.rests_until > at)]
    return [Number.state == state]


def written(numbers: Iterable[int], most: int = 40) -> str:
    """Numbers in words: `2001-2010, 2050`; of many stretches the first."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in found]
    return ", ".join(texts[:most]) + (", …" if len(texts) > most else "")
