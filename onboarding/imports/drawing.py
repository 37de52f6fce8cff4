"""Drawing extensions for all the new people of a file before anybody is brought on board, in the order of the file.

Then its chunks can be applied at the same time, by whoever is free, and people get what they would have got one after
the other. What the check proposed is what somebody gets, unless it was taken meanwhile.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing
from onboarding.imports.models import Import, ImportRow
from onboarding.numbering import allocation
from onboarding.preferences.new_agents import new_agents
from onboarding.settings import Settings
from onboarding.staffing import memberships, numbers
from onboarding.staffing.people import Newcomer, Plan, SpokenFor
from onboarding.wording import Problem

DRAWN_AT_ONCE = 2000
_DRAWN = "extensions_drawn_to"


def is_over(import_: Import) -> bool:
    return import_.file.get(_DRAWN) == "end"


def draw(
    session: Session, settings: Settings, import_: Import, spoken_for: SpokenFor, claim: work.Claim
) -> Iterator[bool]:
    """Take an extension for everybody new, some at a time, each time for a moment only; goes on where it stopped."""
    while import_.state == "applying" and not is_over(import_):
        after = import_.file.get(_DRAWN, 0)
        rows = session.execute(_new(import_, after)).all()
        if rows:
            _draw(session, import_, rows, spoken_for)
        import_.file = {**import_.file, _DRAWN: rows[-1].row if rows else "end"}
        work.renew(session, claim, timedelta(seconds=settings.lease_seconds), progress=True)
        session.flush()
        yield True
        begin_writing(session)
        import_ = session.get_one(Import, import_.id, populate_existing=True)


def _new(import_: Import, after: int) -> Any:
    columns = (ImportRow.row, ImportRow.agent_id, ImportRow.values, ImportRow.proposed, ImportRow.warnings)
    return (
        select(*columns)
        .where(
            ImportRow.import_id == import_.id,
            ImportRow.state == "waiting",
            ImportRow.verdict == "create",
            ImportRow.row > after,
        )
        .order_by(ImportRow.row)
        .limit(DRAWN_AT_ONCE)
    )


def _draw(session: Session, import_: Import, rows: Any, spoken_for: SpokenFor) -> None:
    defaults = new_agents(session)
    plans = [Plan(_newcomer(row, import_.lenient_fields), defaults=defaults) for row in rows]
    if any(plan.newcomer.values.get("teams") for plan in plans):
        memberships.resolve(session, plans)
    drawn = numbers.draw(session, plans, spoken_for)
    for row in rows:
        promised, number = (row.proposed or {}).get("extension"), drawn.get(row.agent_id)
        if number is not None and number != promised:
            _note_other(session, import_, row, promised, number)


def _newcomer(row: Any, lenient: frozenset[str]) -> Newcomer:
    proposed = (row.proposed or {}).get("extension")
    return Newcomer(dict(row.values), row.row, row.agent_id, proposed_extension=proposed, lenient=lenient)


def _note_other(session: Session, import_: Import, row: Any, promised: int | None, number: int) -> None:
    values: dict[str, Any] = {"proposed": {**(row.proposed or {}), "extension": number}}
    if promised is not None:
        values["warnings"] = [*(row.warnings or []), taken_meanwhile("extension", promised, number).stored()]
    session.execute(
        update(ImportRow).where(ImportRow.import_id == import_.id, ImportRow.row == row.row).values(**values),
        execution_options={"synchronize_session": False},
    )


def taken_meanwhile(field: str, promised: Any, actual: Any) -> Problem:
    """Somebody got another username or extension than the check proposed."""
    return Problem("taken", f"{field}_taken_meanwhile", field, str(actual), {"promised": promised, "actual": actual})


def give_back(session: Session, import_: Import) -> Iterator[bool]:
    """The extensions of people who were not brought on board are free again; a chunk in hand is waited for. Yields
    where a commit may come, and a transaction that writes is to follow."""
    after = 0
    while rows := session.execute(_new(import_, after).with_for_update()).all():
        asked = {row.agent_id: row.proposed["extension"] for row in rows if (row.proposed or {}).get("extension")}
        if held := allocation.held(session, asked):
            allocation.release(session, list(held.values()), None)
        after = rows[-1].row
        yield False
