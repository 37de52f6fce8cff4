"""onboard telephony: whether the switch holds what it should, and mending what differs."""

import json
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing, db
from onboarding.settings import Settings, without_password
from onboarding.telephony import drift, inspecting
from onboarding.telephony.differing import KINDS, Drift
from onboarding.telephony.models import Inspection
from onboarding.telephony.schema import TablesMissing
from onboarding.wording import Problem, say
from tasks.lines import work_off_all
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service
from web.cli.following import service_is_alive
from web.cli.switch_config import config

LEFT_BEHIND_SECONDS = 600.0
COLUMNS = ("KIND", "EXTENSION", "AGENT", "TABLE", "DIFFERENCE")
KIND_WORDS = {
    "missing": "missing",
    "different": "not written",
    "changed": "changed by hand",
    "orphaned": "left over",
}


@click.group()
def telephony() -> None:
    """Connect the switch, compare its tables with what they should hold, repair them."""


telephony.add_command(config)


@telephony.command()
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total, compared, waiting}.")
def check(as_json: bool) -> None:
    """List where the switch's tables differ from what they should hold; changes nothing.

    Ends with 0 when nothing differs, 1 when something does, 2 when the tables cannot be read.
    """
    with service() as settings:
        counts: Counter[str] = Counter()
        try:
            _show(_drifts(db.session(), settings, counts), counts, as_json)
        except (OperationalError, TablesMissing) as error:
            raise _cannot_be_read(error, settings) from None
        if not as_json:
            _say_found(counts)
    sys.exit(1 if _found(counts) else 0)


@telephony.command()
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total, compared, waiting, left}.")
def repair(as_json: bool) -> None:
    """Mend what differs; what is not ours stays, and so do passwords and PINs.

    Ends with 0 when all is mended, 1 when something is left, 2 when the tables cannot be read.
    """
    with service() as settings:
        session = db.session()
        inspection = _repaired(session, settings)
        counts = Counter({name: int(count) for name, count in inspection.counts.items()})
        try:
            left = sum(len(part.drifts) for part in drift.parts(session, settings)) + _not_done(session, inspection.id)
        except (OperationalError, TablesMissing) as error:
            raise _cannot_be_read(error, settings) from None
        _show(iter(Drift.restored(kept) for kept in inspection.findings), counts, as_json, left=left)
        if not as_json:
            _say_repaired(counts, left)
    sys.exit(1 if left else 0)


def _drifts(session: Session, settings: Settings, counts: Counter[str]) -> Iterator[Drift]:
    for part in drift.parts(session, settings):
        counts.update(part.counts)
        yield from part.drifts


def _repaired(session: Session, settings: Settings) -> Inspection:
    """An inspection that repairs, when it and what it caused are done. The service works it off while it runs."""
    if not service_is_alive(session) and inspecting.going_on(session):
        work_off_all(settings, LEFT_BEHIND_SECONDS)
    begin_writing(session)
    try:
        asked = inspecting.ask(session, COMMAND_LINE, repair=True).id
    except inspecting.InspectionRefused as refused:
        raise Refused(refused.problem.sentence()) from None
    session.commit()
    while True:
        session.rollback()
        inspection = session.get_one(Inspection, asked, populate_existing=True)
        if inspection.problem:
            raise Refused(Problem.restored(inspection.problem).sentence())
        if inspection.finished_at and not work.left_of(session, asked).now:
            return inspection
        served = service_is_alive(session)
        session.rollback()
        if served:
            time.sleep(0.2)
        else:
            work_off_all(settings, 1.0)


def _not_done(session: Session, inspection_id: uuid.UUID) -> int:
    left = work.left_of(session, inspection_id)
    return left.retrying + left.failed


def _cannot_be_read(error: OperationalError | TablesMissing, settings: Settings) -> Refused:
    if isinstance(error, TablesMissing):
        return Refused(error.problem.sentence())
    place = without_password(settings.telephony_database_url)
    return Refused(
        f"The switch's database at {place} does not answer. Start it, or check ONBOARD_TELEPHONY_DATABASE_URL."
    )


def _show(drifts: Iterator[Drift], counts: Counter[str], as_json: bool, **more: int) -> None:
    if as_json:
        _show_json(drifts, counts, more)
        return
    first = next(drifts, None)
    if first is not None:
        output.table(COLUMNS, (_line(one) for one in _again(first, drifts)), right=("EXTENSION",))


def _again(first: Drift, others: Iterator[Drift]) -> Iterator[Drift]:
    yield first
    yield from others


def _show_json(drifts: Iterator[Drift], counts: Counter[str], more: dict[str, int]) -> None:
    """Items as they are read, then what is known at the end."""
    click.echo('{"items": [', nl=False)
    for number, one in enumerate(drifts):
        click.echo((",\n" if number else "\n") + json.dumps(_json(one), ensure_ascii=False), nl=False)
    end = {
        "next_cursor": None,
        "total": _found(counts),
        "compared": counts["compared"],
        "waiting": counts["waiting"],
        **more,
    }
    click.echo("\n], " + json.dumps(end)[1:])


def _json(one: Drift) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "extension": one.extension,
        "agent": {"id": one.agent_id, "full_name": one.agent_name} if one.agent_id else None,
        "table": one.table,
        "queue": one.queue,
        "columns": [{"field": c.field, "is": c.is_now, "should": c.should} for c in one.columns],
        "repair": say(one.mending, {}),
    }


def _line(one: Drift) -> list[Any]:
    where = f"{one.table} ({one.queue})" if one.queue else one.table
    how = "; ".join(f"{c.field} is {c.is_now or 'empty'}, should be {c.should or 'empty'}" for c in one.columns)
    return [KIND_WORDS[one.kind], one.extension, one.agent_name or "-", where, how]


def _found(counts: Counter[str]) -> int:
    return sum(counts[kind] for kind in KINDS)


def _parts(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[kind]} {KIND_WORDS[kind]}" for kind in KINDS if counts[kind])


def _say_found(counts: Counter[str]) -> None:
    compared = f"Compared: {counts['compared']} agents."
    if counts["waiting"]:
        compared += f" Left out, as they are still waiting to be set up: {counts['waiting']}."
    found = _found(counts)
    if found:
        click.echo(f"\nDifferences: {found} ({_parts(counts)}). {compared} 'onboard telephony repair' mends them.")
    else:
        click.echo(f"Nothing differs. {compared}")


def _say_repaired(counts: Counter[str], left: int) -> None:
    found = _found(counts)
    shown = f" The first {inspecting.MOST_FINDINGS} are listed." if found > inspecting.MOST_FINDINGS else ""
    if not found:
        click.echo(f"Nothing differs. Compared: {counts['compared']} agents.")
    elif left:
        click.echo(
            f"\nDifferences: {found} ({_parts(counts)}).{shown} Not mended: {left}. The page /switch says why, "
            "'onboard telephony check' lists what is left."
        )
    else:
        click.echo(f"\nRepaired: {found} ({_parts(counts)}).{shown}")
