"""Numbers that are never given out unless somebody frees them: emergency and help lines of the world, and others that
somebody keeps back."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.numbering import asked, free, setting_aside
from onboarding.numbering.asked import HIGHEST_NUMBER, Row
from onboarding.numbering.setting_aside import Entered
from onboarding.wording import Problem

EMERGENCY_NUMBERS = (
    *(100, 101, 102, 103, 104, 105, 106, 107, 108, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119),
    *(120, 122, 123, 127, 128, 129, 130, 131, 132, 133, 144, 150, 155, 158),
    *(190, 191, 192, 193, 194, 195, 197, 198, 199),
    *(911, 933, 988, 991, 992, 993, 994, 995, 996, 997, 998, 999),
    *(116000, 116006, 116111, 116117, 116123),
)

STATE = "reserved"


def reserve(session: Session, actor: Actor, numbers: Mapping[int, str | None]) -> Entered:
    """Keep these numbers back, each with a note where there is one. Those that cannot be are refused by themselves; a
    number that is reserved already gets the new note."""
    free.one_at_a_time(session)
    free.lock_around(session, numbers)
    known = asked.rows(session, numbers)
    refused = {number: problem for number in numbers if (problem := _refusal(number, known.get(number)))}
    new = {n: note for n, note in numbers.items() if n not in refused and _is_new(known.get(n), note)}
    if new:
        setting_aside.write(session, STATE, new)
        audit.note(session, actor, "numbers.reserved", "numbers", None, numbers=setting_aside.written(new))
    return Entered(len(new), list(refused.values()))


def _refusal(number: int, row: Row | None) -> Problem | None:
    if not 1 <= number <= HIGHEST_NUMBER:
        return Problem("invalid", "reserved_digits", value=str(number))
    if row is not None and row.state == "taken":
        return Problem("taken", "aside_is_an_agents", value=str(number))
    if row is not None and row.state == "foreign":
        return Problem("taken", "aside_is_foreign", value=str(number))
    return None


def _is_new(row: Row | None, note: str | None) -> bool:
    return row is None or row.state != STATE or (note is not None and note != row.note)


def unreserve(session: Session, actor: Actor, numbers: Collection[int]) -> int:
    """These numbers may be given out from now on; how many there were."""
    free.one_at_a_time(session)
    gone = setting_aside.take_away(session, STATE, numbers)
    if gone:
        audit.note(session, actor, "numbers.unreserved", "numbers", None, numbers=setting_aside.written(gone))
    return len(gone)
