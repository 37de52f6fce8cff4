"""Ranges of extensions: made at the first start or by somebody, changed, removed, listed, and how much is used."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.database import now, write_rows
from onboarding.numbering import free
from onboarding.numbering.asked import HIGHEST_NUMBER
from onboarding.numbering.models import Number, Range
from onboarding.numbering.reserved import EMERGENCY_NUMBERS
from onboarding.settings import Settings, SettingsError
from onboarding.wording import Problem

LOWEST_NUMBER = 10
LONGEST_NAME = 100
FIRST_SHOWN = 5


class RangeRefused(Exception):
    """A range that cannot be; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


@dataclass(frozen=True, slots=True)
class RangeUsage:
    """How many numbers of a range are taken (`foreign` of them outside this service), resting, reserved and free.

    Taken, resting, reserved and free are together all there are.
    """

    range: Range
    taken: int
    foreign: int
    resting: int
    reserved: int
    free: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a range is: its numbers, its name, and for whom: a typology, a team (never both), or everybody."""

    first: int
    last: int
    typology: str | None = None
    team_id: uuid.UUID | None = None
    name: str | None = None

    @property
    def written(self) -> str:
        return f"{self.first}-{self.last}"


def seed(session: Session, settings: Settings) -> None:
    """At the first start: the ranges of the settings, and the emergency numbers that are never given out.

    Raises SettingsError where the ranges of the settings overlap.
    """
    free.one_at_a_time(session)
    if session.scalar(select(Range.id).limit(1)) is not None:
        return
    at = now()
    write_rows(
        session, Number, ("number", "state", "since"), [(number, "reserved", at) for number in EMERGENCY_NUMBERS]
    )
    for first, last in settings.extension_ranges:
        try:
            _add(session, Bounds(first, last))
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
            func.count().filter(Number.state.in_(("taken", "foreign"))),
            func.count().filter(Number.state == "foreign"),
            func.count().filter(rests),
            func.count().filter(Number.state == "reserved"),
        )
        .outerjoin(Number, Number.number.between(Range.first, Range.last))
        .group_by(Range.id)
        .order_by(Range.first)
    )
    return [
        RangeUsage(found, taken, foreign, resting, reserved, found.last - found.first + 1 - taken - resting - reserved)
        for found, taken, foreign, resting, reserved in counts
    ]


def add_range(
    session: Session,
    actor: Actor,
    first: int,
    last: int,
    *,
    typology: str | None = None,
    team_id: uuid.UUID | None = None,
    name: str | None = None,
) -> Range:
    """Make a range for a typology, for a team, or (neither) for everybody. Raises RangeRefused."""
    free.one_at_a_time(session)
    added = _add(session, Bounds(first, last, typology, team_id, name))
    audit.note(session, actor, "range.added", "range", added.id, **_told(added))
    return added


def change_range(
    session: Session,
    actor: Actor,
    range_id: uuid.UUID,
    first: int,
    last: int,
    *,
    typology: str | None = None,
    team_id: uuid.UUID | None = None,
    name: str | None = None,
) -> Range:
    """Give a range other bounds, another name, or to others. Who has a number in it keeps it.

    Raises RangeRefused, also where somebody has a number that would be in it no longer.
    """
    changed = _locked(session, range_id)
    before = _told(changed)
    wanted = Bounds(first, last, typology, team_id, name)
    _check(session, wanted, besides=range_id)
    _refuse_if_used(session, changed, wanted)
    changed.first, changed.last, changed.typology, changed.team_id = first, last, typology, team_id
    changed.name = name or wanted.written
    changed.free_from = next(free.each(free.gaps(session, first, last, 1)), last + 1)
    session.flush()
    changes = {field: [old, new] for field, new in _told(changed).items() if (old := before[field]) != new}
    if changes:
        audit.note(session, actor, "range.changed", "range", range_id, **changes)
    return changed


def remove_range(session: Session, actor: Actor, range_id: uuid.UUID) -> None:
    """Take a range away in which nobody has a number. Raises RangeRefused, also for the only one there is."""
    removed = _locked(session, range_id)
    _refuse_if_used(session, removed)
    if not session.scalar(select(Range.id).where(Range.id != range_id).limit(1)):
        raise RangeRefused(Problem("invalid", "range_is_the_only_one", value=removed.name))
    audit.note(session, actor, "range.removed", "range", range_id, **_told(removed))
    session.delete(removed)
    session.flush()


def find(session: Session, range_id: uuid.UUID) -> Range | None:
    return session.get(Range, range_id)


def _locked(session: Session, range_id: uuid.UUID) -> Range:
    free.one_at_a_time(session)
    wanted = select(Range).where(Range.id == range_id).with_for_update()
    found = session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise RangeRefused(Problem("invalid", "range_is_gone"))
    return found


def _add(session: Session, wanted: Bounds) -> Range:
    _check(session, wanted)
    added = Range(
        name=wanted.name or wanted.written,
        first=wanted.first,
        last=wanted.last,
        typology=wanted.typology,
        team_id=wanted.team_id,
        free_from=next(free.each(free.gaps(session, wanted.first, wanted.last, 1)), wanted.last + 1),
    )
    session.add(added)
    session.flush()
    return added


def _told(of: Range) -> dict[str, object]:
    team = {"team": str(of.team_id)} if of.team_id else {"team": None}
    return {"name": of.name, "first": of.first, "last": of.last, "typology": of.typology, **team}


def _check(session: Session, wanted: Bounds, besides: uuid.UUID | None = None) -> None:
    first, last = wanted.first, wanted.last
    if first < LOWEST_NUMBER or last < LOWEST_NUMBER or max(first, last) > HIGHEST_NUMBER:
        raise RangeRefused(Problem("invalid", "range_digits", value=wanted.written))
    if first > last:
        right = {"right": f"{last}-{first}"}
        raise RangeRefused(Problem("invalid", "range_inverted", value=wanted.written, params=right))
    if wanted.typology is not None and wanted.team_id is not None:
        raise RangeRefused(Problem("invalid", "range_for_one_only"))
    overlapping = select(Range).where(Range.first <= last, Range.last >= first).order_by(Range.first).limit(1)
    if besides is not None:
        overlapping = overlapping.where(Range.id != besides)
    if other := session.scalar(overlapping):
        params = {"name": other.name, "first": other.first, "last": other.last}
        raise RangeRefused(Problem("taken", "range_overlaps", value=wanted.written, params=params))


def _refuse_if_used(session: Session, used: Range, wanted: Bounds | None = None) -> None:
    """Raises RangeRefused where somebody has a number of the range that is not in the one wanted (None: in none)."""
    held = select(Number.number).where(Number.state == "taken", Number.number.between(used.first, used.last))
    if wanted is not None:
        held = held.where(or_(Number.number < wanted.first, Number.number > wanted.last))
    count = session.scalar(select(func.count()).select_from(held.subquery())) or 0
    if count:
        numbers = session.scalars(held.order_by(Number.number).limit(FIRST_SHOWN)).all()
        shown = ", ".join(map(str, numbers)) + (", …" if count > FIRST_SHOWN else "")
        reason = "range_in_use_by_one" if count == 1 else "range_in_use"
        raise RangeRefused(Problem("taken", reason, value=used.name, params={"count": count, "numbers": shown}))
