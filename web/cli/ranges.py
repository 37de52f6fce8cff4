"""onboard ranges: which extensions may be given out, and which never."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.orm import Session

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import begin_writing, db
from onboarding.groups import groups
from onboarding.numbering import number_lists
from onboarding.numbering import ranges as numbering
from onboarding.numbering.models import Range
from onboarding.numbering.ranges import RangeUsage
from web.cli import output
from web.cli.context import COMMAND_LINE, Refused, service
from web.cli.range_numbers import foreign, free, reserve

COLUMNS = ("NAME", "FIRST", "LAST", "FOR", "TAKEN", "RESTING", "RESERVED", "FREE")
NUMBERS = ("FIRST", "LAST", "TAKEN", "RESTING", "RESERVED", "FREE")


@click.group()
def ranges() -> None:
    """Ranges of extensions, and numbers that are never given out."""


ranges.add_command(reserve)
ranges.add_command(free)
ranges.add_command(foreign)


@ranges.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print {items, next_cursor, total}.")
def list_ranges(as_json: bool) -> None:
    """List the ranges and how much of each is used."""
    with service():
        usages, teams = numbering.usage(db.session()), _team_names()
        if as_json:
            output.json_items({**_range_json(usage.range, teams), **_use_json(usage)} for usage in usages)
        else:
            output.table(COLUMNS, (_line(usage, teams) for usage in usages), right=NUMBERS)


@ranges.command()
@click.argument("first_last", metavar="FIRST-LAST")
@click.option("--typology", type=click.Choice(TYPOLOGIES), help="Only for agents of this typology.")
@click.option("--team", help="Only for agents of this team.")
@click.option("--name", help="What people call it.")
@click.option("--json", "as_json", is_flag=True, help="Print the range.")
def add(first_last: str, typology: str | None, team: str | None, name: str | None, as_json: bool) -> None:
    """Add a range of extensions, such as 3000-3499."""
    first, last = _bounds(first_last)
    with _writing() as session:
        added = numbering.add_range(
            session, COMMAND_LINE, first, last, typology=typology, team_id=_team(team), name=_name(name)
        )
        session.commit()
        _told(added, as_json)


@ranges.command()
@click.argument("range_", metavar="RANGE")
@click.option("--to", "first_last", metavar="FIRST-LAST", help="Other numbers.")
@click.option("--typology", type=click.Choice((*TYPOLOGIES, "everybody")), help="For agents of this typology.")
@click.option("--team", help="For agents of this team.")
@click.option("--name", help="What people call it.")
@click.option("--json", "as_json", is_flag=True, help="Print the range.")
def change(
    range_: str, first_last: str | None, typology: str | None, team: str | None, name: str | None, as_json: bool
) -> None:
    """Change a range, named by its first and last number or by its name. Who has a number in it keeps it."""
    with _writing() as session:
        found = _find(session, range_)
        first, last = _bounds(first_last) if first_last else (found.first, found.last)
        of_typology, of_team = found.typology, found.team_id
        if typology or team:
            of_typology, of_team = None if typology == "everybody" else typology, _team(team)
        kept_name = None if found.name == f"{found.first}-{found.last}" else found.name
        changed = numbering.change_range(
            session,
            COMMAND_LINE,
            found.id,
            first,
            last,
            typology=of_typology,
            team_id=of_team,
            name=_name(name) or kept_name,
        )
        session.commit()
        _told(changed, as_json)


@ranges.command()
@click.argument("range_", metavar="RANGE")
def remove(range_: str) -> None:
    """Remove a range in which nobody has a number."""
    with _writing() as session:
        found = _find(session, range_)
        name = found.name
        numbering.remove_range(session, COMMAND_LINE, found.id)
        session.commit()
        click.echo(f"The range {output.shown(name)} is removed.")


@contextmanager
def _writing() -> Iterator[Session]:
    """A session that is going to write; what the house refuses becomes a refusal of the command."""
    with service():
        session = db.session()
        begin_writing(session)
        try:
            yield session
        except numbering.RangeRefused as refused:
            raise Refused(refused.problem.sentence()) from None


def _bounds(text: str) -> tuple[int, int]:
    bounds = number_lists.bounds(text)
    if bounds is None:
        raise Refused(f"{output.shown(text)[:60]} is not a range. Write first-last, such as 3000-3499.")
    return bounds


def _find(session: Session, text: str) -> Range:
    """The range of these numbers, or of this name."""
    bounds = number_lists.bounds(text)
    for found in numbering.list_ranges(session):
        if text == found.name or bounds == (found.first, found.last):
            return found
    raise Refused(f"There is no range {output.shown(text)[:60]}. `onboard ranges list` shows those there are.")


def _name(text: str | None) -> str | None:
    if text is not None and len(text) > numbering.LONGEST_NAME:
        raise Refused(f"This name is too long. Write at most {numbering.LONGEST_NAME} characters.")
    return text


def _team(name: str | None) -> uuid.UUID | None:
    if name is None:
        return None
    found = list(groups.find(db.session(), "team", [name]).values())
    if not found:
        raise Refused(f"There is no team called {output.shown(name)[:60]}.")
    return found[0].id


def _team_names() -> dict[uuid.UUID, str]:
    return dict(groups.named(db.session(), "team"))


def _told(found: Range, as_json: bool) -> None:
    teams = _team_names()
    if as_json:
        output.json_object(_range_json(found, teams))
    else:
        click.echo(f"Extensions {found.first}-{found.last} can be given to {output.shown(_whom(found, teams))}.")


def _whom(found: Range, teams: dict[uuid.UUID, str]) -> str:
    if found.team_id is not None:
        return f"the team {teams.get(found.team_id, 'that was deleted')}"
    return found.typology or "everybody"


def _line(usage: RangeUsage, teams: dict[uuid.UUID, str]) -> list[Any]:
    of = usage.range
    return [of.name, of.first, of.last, _whom(of, teams), usage.taken, usage.resting, usage.reserved, usage.free]


def _use_json(usage: RangeUsage) -> dict[str, int]:
    return {
        "taken": usage.taken,
        "foreign": usage.foreign,
        "resting": usage.resting,
        "reserved": usage.reserved,
        "free": usage.free,
    }


def _range_json(found: Range, teams: dict[uuid.UUID, str]) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "name": found.name,
        "first": found.first,
        "last": found.last,
        "typology": found.typology,
        "team": teams.get(found.team_id) if found.team_id else None,
    }
