"""onboard ranges reserve, free, foreign: numbers that are kept from being given out."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

import click

from onboarding.audit import Actor
from onboarding.database import begin_writing, db
from onboarding.numbering import foreign as foreign_numbers
from onboarding.numbering import number_lists, reserved, resting, setting_aside
from onboarding.numbering.models import Number
from onboarding.numbering.setting_aside import Entered
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service

PAGE = 1000
Enter = Callable[[Any, Actor, Mapping[int, str | None]], Entered]


@click.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option("--note", help="Why, for those who wonder later.")
@click.option("--json", "as_json", is_flag=True, help="Print {entered, refused}.")
def reserve(numbers: tuple[str, ...], note: str | None, as_json: bool) -> None:
    """Keep numbers from being given out. Several at once: 2900-2999."""
    _enter("\n".join(f"{number} {note or ''}" for number in numbers), reserved.reserve, as_json, "are reserved")


@click.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
def free(numbers: tuple[str, ...]) -> None:
    """Let reserved and resting numbers be given out. Several at once: 2900-2999."""
    wanted = list(_read("\n".join(numbers)).notes)
    with service():
        session = db.session()
        begin_writing(session)
        freed = reserved.unreserve(session, COMMAND_LINE, wanted) + resting.free_now(session, COMMAND_LINE, wanted)
        session.commit()
        click.echo(f"{freed} of {len(wanted)} may be given out now; the others were neither reserved nor resting.")


@click.group()
def foreign() -> None:
    """Numbers of telephones and users outside this service, which are never given out."""


@foreign.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
@click.option("--json", "as_json", is_flag=True, help="Print {entered, refused}.")
def add(file: IO[str], as_json: bool) -> None:
    """Enter the numbers of a file (-: what is typed), one a line, with whose it is: 2001 Reception, or 2001,Reception.

    Several at once: 2001-2010 Warehouse. Exit code 1: some lines were refused, the others are in.
    """
    _enter(file.read(), foreign_numbers.enter, as_json, "are entered")


@foreign.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total}.")
def list_foreign(as_json: bool) -> None:
    """List them, with whose they are and where that is known from."""
    with service():
        if as_json:
            output.json_items(_as_json(row) for row in _all())
        else:
            lines = ([row.number, row.note, "switch" if row.seen_on_switch else "entered"] for row in _all())
            output.table(("NUMBER", "WHOSE", "FROM"), lines, right=("NUMBER",))


@foreign.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
def remove(numbers: tuple[str, ...]) -> None:
    """Let them be given out. One that is still on the switch comes back by itself."""
    wanted = list(_read("\n".join(numbers)).notes)
    with service():
        session = db.session()
        begin_writing(session)
        gone = foreign_numbers.forget(session, COMMAND_LINE, wanted)
        session.commit()
        click.echo(f"{gone} of {len(wanted)} are removed; the others were not there.")


def _enter(text: str, enter: Enter, as_json: bool, deed: str) -> None:
    """Enter what can be; exit code 1 where some cannot, each with its line on stderr."""
    listed = number_lists.read(text)
    if not listed.notes and not listed.problems:
        raise Refused("There is no number in it. Write one a line, such as 2001 Reception.")
    with service():
        session = db.session()
        begin_writing(session)
        entered = enter(session, COMMAND_LINE, listed.notes)
        session.commit()
    refused = listed.refusals(entered.refused)
    if as_json:
        lines = [{"line": line, "code": problem.code, "message": problem.sentence()} for line, problem in refused]
        output.json_object({"entered": entered.added, "refused": lines})
    else:
        click.echo(f"{entered.added} {deed}.")
        for sentence in number_lists.sentences(refused):
            click.echo(output.shown(sentence), err=True)
    if refused:
        sys.exit(1)


def _read(text: str) -> number_lists.NumberList:
    """The numbers. Raises Refused where one cannot be read."""
    listed = number_lists.read(text)
    if listed.problems:
        raise Refused(listed.problems[0][1].sentence())
    return listed


def _all() -> Iterator[Number]:
    start = 0
    while rows := setting_aside.listed(db.session(), foreign_numbers.STATE, start=start, most=PAGE):
        yield from rows
        start = rows[-1].number + 1
        db.session().expunge_all()


def _as_json(row: Number) -> dict[str, Any]:
    return {"number": row.number, "note": row.note, "seen_on_switch": row.seen_on_switch}
