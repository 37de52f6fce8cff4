"""Foreign numbers: of telephones and users outside this service. They are entered by hand or found on the switch, and
are never given out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.numbering import asked, free, setting_aside
from onboarding.numbering.asked import HIGHEST_NUMBER, Row
from onboarding.numbering.models import Number
from onboarding.numbering.ranges import LOWEST_NUMBER
from onboarding.numbering.setting_aside import PAGE, Entered
from onboarding.wording import Problem

STATE = "foreign"


def enter(session: Session, actor: Actor, numbers: Mapping[int, str | None]) -> Entered:
    """Set these numbers aside, each with whose it is where that is known. Those that cannot be are refused by
    themselves; a number that is entered already gets the new name."""
    free.one_at_a_time(session)
    free.lock_around(session, numbers)
    known = asked.rows(session, numbers)
    refused = {number: problem for number in numbers if (problem := _refusal(number, known.get(number)))}
    new = {n: note for n, note in numbers.items() if n not in refused and _is_new(known.get(n), note)}
    _keep(session, new)
    if new:
        audit.note(session, actor, "numbers.foreign", "numbers", None, numbers=setting_aside.written(new))
    return Entered(len(new), list(refused.values()))


def _refusal(number: int, row: Row | None) -> Problem | None:
    if not LOWEST_NUMBER <= number <= HIGHEST_NUMBER:
        return Problem("invalid", "aside_digits", value=str(number))
    if row is not None and row.state == "taken":
        return Problem("taken", "aside_is_an_agents", value=str(number))
    if row is not None and row.state == "reserved":
        return Problem("reserved", "aside_is_reserved", value=str(number))
    return None


def _is_new(row: Row | None, note: str | None) -> bool:
    """Whether there is something to write; a list without names does not take the names away that there are."""
    if row is None or row.state != STATE or row.seen_on_switch:
        return True
    return note is not None and note != row.note


def forget(session: Session, actor: Actor, numbers: Collection[int]) -> int:
    """These numbers may be given out again; how many there were. One that is on the switch comes back by itself."""
    free.one_at_a_time(session)
    gone = setting_aside.take_away(session, STATE, numbers)
    if gone:
        audit.note(session, actor, "numbers.foreign_removed", "numbers", None, numbers=setting_aside.written(gone))
    return len(gone)


def listed(session: Session, *, start: int = 0, most: int = PAGE) -> Sequence[Number]:
    """Foreign numbers from `start` on, lowest first."""
    return setting_aside.listed(session, STATE, start=start, most=most)


def mark(session: Session, numbers: Mapping[int, str | None]) -> None:
    """Others have these numbers on the switch, as was found while giving them out: those that nobody has here are set
    aside. Whose they are by name, or None."""
    free.lock_around(session, numbers)
    known = asked.rows(session, numbers)
    at = now()
    new = {number: note for number, note in numbers.items() if _is_free(known.get(number), at)}
    _keep(session, new, seen_on_switch=True)


def switch_has(session: Session, numbers: Mapping[int, str | None]) -> None:
    """These are all numbers of our ranges that others have on the switch: new ones are set aside, those that were found
    there before and are gone are forgotten. What was entered by hand stays as it is."""
    if _nothing_to_do(session, numbers):
        return
    free.one_at_a_time(session)
    free.spans(session, lock=True)
    seen = _seen(session)
    setting_aside.take_away(session, STATE, seen.keys() - numbers.keys(), Number.seen_on_switch)
    renamed = {number: note for number, note in numbers.items() if number in seen and seen[number] != _kept(note)}
    _keep(session, renamed, seen_on_switch=True)
    mark(session, {number: note for number, note in numbers.items() if number not in seen})


def _nothing_to_do(session: Session, numbers: Mapping[int, str | None]) -> bool:
    """Looked at without a lock, as it is asked every minute."""
    seen = _seen(session)
    if seen.keys() - numbers.keys() or any(seen[number] != _kept(numbers[number]) for number in seen):
        return False
    unseen = numbers.keys() - seen.keys()
    known, at = asked.rows(session, unseen), now()
    return not any(_is_free(known.get(number), at) for number in unseen)


def _is_free(row: Row | None, at: datetime) -> bool:
    return row is None or row.is_free(at)


def _seen(session: Session) -> dict[int, str | None]:
    found = select(Number.number, Number.note).where(Number.state == STATE, Number.seen_on_switch)
    return {row.number: row.note for row in session.execute(found)}


def _kept(note: str | None) -> str | None:
    return note[: setting_aside.LONGEST_NOTE] if note else None


def _keep(session: Session, numbers: Mapping[int, str | None], *, seen_on_switch: bool = False) -> None:
    if numbers:
        setting_aside.write(session, STATE, numbers, seen_on_switch=seen_on_switch)
