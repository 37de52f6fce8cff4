"""Ranges of extensions: made at the first start or by somebody, listed, and how much of them is used."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.database import is_postgresql, now, write_rows
from onboarding.numbering.asked import HIGHEST_NUMBER
from onboarding.numbering.models import Number, Range
from onboarding.numbering.reserved import EMERGENCY_NUMBERS
from onboarding.settings import Settings, SettingsError
from onboarding.wording import Problem

LOWEST_NUMBER = 10


class RangeRefused(Exception):
    """A range that cannot be; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


@dataclass(frozen=True, slots=True)
class RangeUsage:
    """How many numbers of a range are taken, resting, reserved and free; together all there are."""

    range: Range
    taken: int
    resting: int
    reserved: int
    free: int


def seed(session: Session, settings: Settings) -> None:
    """At the first start: the ranges of the settings, and the emergency numbers that are never given out.

    Raises SettingsError where the ranges of the settings overlap.
    """
    _one_at_a_time(session)
    if session.scalar(select(Range.id).limit(1)) is not None:
        return
    at = now()
    write_rows(
        session, Number, ("number", "state", "since"), [(number, "reserved", at) for number in EMERGENCY_NUMBERS]
    )
    for first, last in settings.extension_ranges:
        try:
            _add(session, first, last, None, None)
        except RangeRefused as refused:
            raise SettingsError("EXTENSION_RANGES", refused.problem.sentence()) from None


def list_ranges(session: Session) -> list[Range]:
    return list(session.scalars(select(Range).order_by(Range.first)))


def usage(session: Session) -> list[RangeUsage]:
    """Each range, lowest first, with the use of its numbers now. Who has rested long enough counts as free."""
    rests = (Number.state == "resting") & (Number.rests_until > now())
    counts = session.execute(
        select(
            Range,
            func.count().filter(Number.state == "taken"),
            func.count().filter(rests),
            func.count().filter(Number.state == "reserved"),
        )
        .outerjoin(Number, Number.number.between(Range.first, Range.last))
        .group_by(Range.id)
        .order_by(Range.first)
    )
    return [
        RangeUsage(found, taken, resting, reserved, found.last - found.first + 1 - taken - resting - reserved)
        for found, taken, resting, reserved in counts
    ]


def add_range(
    session: Session, actor: Actor, first: int, last: int, *, typology: str | None = None, name: str | None = None
) -> Range:
    """Make a range for one typology or (None) for everybody. Raises RangeRefused."""
    _one_at_a_time(session)
    added = _add(session, first, last, typology, name)
    audit.note(session, actor, "range.added", "range", added.id, first=first, last=last, typology=typology)
    return added


def _add(session: Session, first: int, last: int, typology: str | None, name: str | None) -> Range:
    _check(session, first, last)
    added = Range(name=name or f"{first}-{last}", first=first, last=last, typology=typology, free_from=first)
    session.add(added)
    session.flush()
    return added


def _check(session: Session, first: int, last: int) -> None:
    written = f"{first}-{last}"
    if first < LOWEST_NUMBER or last < LOWEST_NUMBER or max(first, last) > HIGHEST_NUMBER:
        raise RangeRefused(Problem("invalid", "range_digits", value=written))
    if first > last:
        raise RangeRefused(Problem("invalid", "range_inverted", value=written, params={"right": f"{last}-{first}"}))
    overlapping = select(Range).where(Range.first <= last, Range.last >= first).order_by(Range.first).limit(1)
    if other := session.scalar(overlapping):
        params = {"name": other.name, "first": other.first, "last": other.last}
        raise RangeRefused(Problem("taken", "range_overlaps", value=written, params=params))


def _one_at_a_time(session: Session) -> None:
    """Two who add ranges at once must see each other's; SQLite lets only one write anyway."""
    if is_postgresql(session):
        session.execute(text("LOCK TABLE ranges IN SHARE ROW EXCLUSIVE MODE"))
