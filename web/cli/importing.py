"""`onboard import`: a file from the command line, checked or applied to the end."""

import json
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.fields import FIELDS
from onboarding.database import begin_writing, db, now
from onboarding.imports import checking, matching, progress, reporting, uploads
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.imports.refusal import FileRefused
from onboarding.invitations import inviting
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings
from onboarding.work import Left, left_of
from tasks.lines import work_off_all
from web.cli.context import COMMAND_LINE, Refused, service

HEARTBEAT_SECONDS = 15
OVER = ("completed", "completed_with_errors", "failed", "cancelled", "undone")
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
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say what would happen; nothing is changed.")
@click.option("--yes", is_flag=True, help="Import the good rows without asking.")
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
    file: Path,
    check: bool,
    yes: bool,
    on_error: str,
    invite: str,
    columns: dict[str, str | None],
    change_usernames: bool,
    as_json: bool,
) -> None:
    """Check a FILE of new hires, or bring its people on board.

    Ends with 0 when all rows are good, 1 when some need fixing, 2 when the file cannot be used.
    """
    if check == yes:
        raise click.UsageError("Say either --check or --yes.")
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
    served = service_is_alive(session)
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
    left = wait(session, settings, import_.id, served=served, quiet=quiet)
    import_ = session.get_one(Import, import_.id, populate_existing=True)
    report = {**reporting.as_json(session, import_), **reporting.check_json(session, import_)}
    report["rows"] = reporting.as_json(session, import_)["rows"]
    report["retrying"] = left.retrying + left.failed
    return report


def service_is_alive(session: Session) -> bool:
    """Whether a worker wrote its heartbeat within 15 s."""
    newest = session.scalar(select(func.max(Heartbeat.at)).where(Heartbeat.name.startswith("worker:")))
    return newest is not None and (now() - newest).total_seconds() < HEARTBEAT_SECONDS


def wait(session: Session, settings: Settings, import_id: uuid.UUID, *, served: bool, quiet: bool) -> Left:
    """Wait until the import is over and nothing it caused is left to do now; shows a bar on a terminal."""
    with click.progressbar(
        length=100, label="Importing", file=sys.stderr, hidden=quiet or not sys.stderr.isatty()
    ) as bar:
        while True:
            session.rollback()
            import_ = session.get_one(Import, import_id, populate_existing=True)
            left = left_of(session, import_id)
            bar.update(progress.progress(session, import_).percent - bar.pos)
            if import_.state in OVER and not left.now:
                return left
            session.rollback()
            if served:
                time.sleep(0.2)
            else:
                work_off_all(settings, 1.0)


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
