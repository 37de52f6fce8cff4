"""`onboard import`: a file from the command line, checked or applied to the end."""

import json
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
from sqlalchemy import delete
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.fields import FIELDS
from onboarding.database import begin_writing, db
from onboarding.imports import checking, matching, reporting, uploads
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.imports.refusal import FileRefused
from onboarding.invitations import inviting
from onboarding.settings import Settings
from web.cli import following, undoing
from web.cli.context import COMMAND_LINE, Refused, service

SHOWN = 20


def _invite_choice(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return inviting.check_choice(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is none of none, now, start-date and a time such as 2026-12-01T09:00+01:00."
        ) from None


def _columns(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str | None]:
    """Heading → field; nothing after the = leaves the column out."""
    columns: dict[str, str | None] = {}
    for value in values:
        heading, equals, field = value.rpartition("=")
        if not equals or (field and field not in FIELDS):
            raise click.BadParameter(f"{value!r} is not Heading=field with one of: {', '.join(FIELDS)}.")
        columns[heading] = field or None
    return columns


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--check", is_flag=True, help="Only say what would happen; nothing is changed.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--undo", type=click.UUID, metavar="ID", help="Take an import back, instead of a FILE.")
@click.option("--on-error", type=click.Choice(("skip", "abort")), default="skip", show_default=True)
@click.option(
    "--invite", default="none", show_default=True, callback=_invite_choice, help="none, now, start-date or a time."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    callback=_columns,
    help="What a heading means; HEADING= leaves it out.",
)
@click.option("--change-usernames", is_flag=True, help="People who are there get the username of the file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(
    file: Path | None,
    check: bool,
    yes: bool,
    undo: uuid.UUID | None,
    on_error: str,
    invite: str,
    columns: dict[str, str | None],
    change_usernames: bool,
    as_json: bool,
) -> None:
    """Check a FILE of new hires, or bring its people on board; or take an import back.

    Ends with 0 when all rows are good, 1 when some need fixing, 2 when the file cannot be used. With --undo: 0 when all
    is taken back, 1 when something stays, 2 when it cannot be taken back.
    """
    if check == yes:
        raise click.UsageError("Say either --check or --yes.")
    if (file is None) == (undo is None):
        raise click.UsageError("Name either a FILE or, with --undo, an import.")
    if undo is not None:
        _undo(undo, check=check, as_json=as_json)
    assert file is not None
    with service() as settings:
        if check:
            report = check_only(db.session(), settings, file, columns, change_usernames=change_usernames)
        else:
            report = run(
                settings,
                file,
                on_error=on_error,
                invite=invite,
                columns=columns,
                change_usernames=change_usernames,
                quiet=as_json,
            )
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        show(report, applied=yes)
    sys.exit(exit_code(report))


def _undo(import_id: uuid.UUID, *, check: bool, as_json: bool) -> NoReturn:
    with service() as settings:
        report = undoing.preview(import_id) if check else undoing.run(settings, import_id, quiet=as_json)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif check:
        undoing.show_preview(report)
    else:
        undoing.show(report)
    sys.exit(0 if check else undoing.exit_code(report))


def exit_code(report: dict[str, Any]) -> int:
    """0 all rows good, 1 some need fixing or did not work, 2 the file as a whole cannot be used."""
    rows = report["rows"]
    if report["errors"] and not rows["invalid"]:
        return 2
    return 1 if rows["invalid"] or rows.get("failed") else 0


def refused(file: Path, error: FileRefused) -> dict[str, Any]:
    """The report on a file that could not be read at all."""
    return {
        "file": {"name": file.name, **dict.fromkeys(reporting.FILE_FACTS)},
        "columns": {},
        "errors": [reporting.problem_json(error.problem, column=False)],
        "rows": dict.fromkeys(("total", "create", "update", "unchanged", "comes_back", "skipped", "invalid"), 0),
        "invalid": [],
        "warnings": [],
    }


def check_only(
    session: Session,
    settings: Settings,
    file: Path,
    columns: Mapping[str, str | None] | None = None,
    *,
    change_usernames: bool = False,
) -> dict[str, Any]:
    """Check a file as an upload would be; what that writes is taken away again."""
    try:
        with _open(file) as stream:
            import_ = uploads.store(session, stream, file.name, actor=COMMAND_LINE, limits=Limits.of(settings))
        matching.give(import_, columns)
        import_.change_usernames = change_usernames
    except FileRefused as error:
        session.rollback()
        return refused(file, error)
    session.commit()
    try:
        for _ in checking.check(session, settings, import_, work.Claim(uploads.KIND, uuid.uuid4())):
            session.commit()
        return reporting.check_json(session, import_)
    finally:
        session.rollback()
        begin_writing(session)
        session.execute(delete(Import).where(Import.id == import_.id))
        session.commit()


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {(error.strerror or 'it is no file').lower()}.") from None


def run(
    settings: Settings,
    file: Path,
    *,
    on_error: str,
    invite: str,
    quiet: bool,
    columns: Mapping[str, str | None] | None = None,
    change_usernames: bool = False,
) -> dict[str, Any]:
    """Upload, check, apply, and wait until all that the import caused is done."""
    session = db.session()
    served = following.service_is_alive(session)
    try:
        with _open(file) as stream:
            import_ = uploads.receive(
                session,
                stream,
                file.name,
                actor=COMMAND_LINE,
                limits=Limits.of(settings),
                on_error=on_error,
                invite=invite,
                auto_confirm=True,
                columns=columns,
                change_usernames=change_usernames,
            )
    except FileRefused as error:
        session.rollback()
        return refused(file, error)
    session.commit()
    left = following.wait(session, settings, import_.id, served=served, quiet=quiet)
    import_ = session.get_one(Import, import_.id, populate_existing=True)
    report = {**reporting.as_json(session, import_), **reporting.check_json(session, import_)}
    report["rows"] = reporting.as_json(session, import_)["rows"]
    report["retrying"] = left.retrying + left.failed
    return report


def show(report: dict[str, Any], *, applied: bool) -> None:
    """The report as sentences."""
    rows = report["rows"]
    for error in report["errors"]:
        click.echo(error["message"], err=True)
    if report["errors"] and not rows["total"]:
        return
    done = f"{rows['applied']} of {rows['total']} rows are in" if applied else f"{rows['total']} rows"
    click.echo(
        f"{done}: {rows['create']} new, {rows['update']} changed, {rows['unchanged']} unchanged, "
        f"{rows['comes_back']} come back, {rows['skipped']} skipped, {rows['invalid']} to fix."
    )
    for row in report["invalid"][:SHOWN]:
        for error in row["errors"]:
            where = f"row {row['row']}, {error['column']}" if error["column"] else f"row {row['row']}"
            value = f" ({error['value']})" if error.get("value") else ""
            click.echo(f"  {where}{value}: {error['message']}")
    if len(report["invalid"]) > SHOWN:
        click.echo(f"  … and {len(report['invalid']) - SHOWN} more rows to fix; --json lists them all.")
    if report.get("retrying"):
        click.echo(f"{report['retrying']} steps did not work yet and are tried again; see the import's page.")
