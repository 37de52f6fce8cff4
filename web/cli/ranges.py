"""onboard ranges: which extensions may be given out."""

import re
from typing import Any

import click

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import begin_writing, db
from onboarding.numbering import ranges as numbering
from onboarding.numbering.models import Range
from onboarding.numbering.ranges import RangeUsage
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service

COLUMNS = ("NAME", "FIRST", "LAST", "TYPOLOGY", "TAKEN", "RESTING", "RESERVED", "FREE")
NUMBERS = ("FIRST", "LAST", "TAKEN", "RESTING", "RESERVED", "FREE")


@click.group()
def ranges() -> None:
    """List and add ranges of extensions."""


@ranges.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total}.")
def list_ranges(as_json: bool) -> None:
    """List the ranges and how much of each is used."""
    with service():
        usages = numbering.usage(db.session())
        if as_json:
            output.json_items({**_range_json(usage.range), **_use_json(usage)} for usage in usages)
        else:
            output.table(COLUMNS, map(_line, usages), right=NUMBERS)


@ranges.command()
@click.argument("first_last", metavar="FIRST-LAST")
@click.option("--typology", type=click.Choice(TYPOLOGIES), help="Only for agents of this typology.")
@click.option("--json", "as_json", is_flag=True, help="Print the range.")
def add(first_last: str, typology: str | None, as_json: bool) -> None:
    """Add a range of extensions, such as 3000-3499."""
    first, last = _bounds(first_last)
    with service():
        session = db.session()
        begin_writing(session)
        try:
            added = numbering.add_range(session, COMMAND_LINE, first, last, typology=typology)
        except numbering.RangeRefused as refused:
            raise Refused(refused.problem.sentence()) from None
        session.commit()
        if as_json:
            output.json_object(_range_json(added))
        else:
            click.echo(f"Extensions {added.first}-{added.last} can be given to {added.typology or 'everybody'}.")


def _bounds(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*([0-9]{1,18})\s*-\s*([0-9]{1,18})\s*", text)
    if match is None:
        raise Refused(f"{output.shown(text)[:60]} is not a range. Write first-last, such as 3000-3499.")
    return int(match[1]), int(match[2])


def _line(usage: RangeUsage) -> list[Any]:
    of = usage.range
    return [of.name, of.first, of.last, of.typology or "everybody", *_use_json(usage).values()]


def _use_json(usage: RangeUsage) -> dict[str, int]:
    return {"taken": usage.taken, "resting": usage.resting, "reserved": usage.reserved, "free": usage.free}


def _range_json(found: Range) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "name": found.name,
        "first": found.first,
        "last": found.last,
        "typology": found.typology,
    }
