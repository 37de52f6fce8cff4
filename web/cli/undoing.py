"""`onboard import --undo ID`: what an import did is taken back."""

import uuid
from typing import Any

import click
from sqlalchemy.orm import Session

from onboarding.database import begin_writing, db
from onboarding.imports import reporting, undo_preview, undoing
from onboarding.imports.confirming import WrongState
from onboarding.imports.models import Import
from onboarding.settings import Settings
from web.cli import following
from web.cli.context import COMMAND_LINE, Refused

SHOWN = 20


def preview(import_id: uuid.UUID) -> dict[str, Any]:
    """What taking it back would do; nothing is changed. Raises Refused."""
    session = db.session()
    import_ = _find(session, import_id)
    reason = undoing.why_not(session, import_)
    if reason is not None:
        raise Refused(reason.sentence())
    return {
        "id": str(import_.id),
        "state": import_.state,
        **undo_preview.as_json(undo_preview.preview(session, import_)),
    }


def run(settings: Settings, import_id: uuid.UUID, *, quiet: bool) -> dict[str, Any]:
    """Take an import back, and wait until all of it is done. Raises Refused."""
    session = db.session()
    served = following.service_is_alive(session)
    begin_writing(session)
    try:
        undoing.undo(session, _find(session, import_id), actor=COMMAND_LINE)
    except WrongState as refused:
        session.rollback()
        raise Refused(refused.problem.sentence()) from None
    session.commit()
    left = following.wait(session, settings, import_id, served=served, quiet=quiet)
    report = reporting.as_json(session, session.get_one(Import, import_id, populate_existing=True))
    stays = [reporting.row_json(row) for row in reporting.all_kept(session, import_id)]
    return {
        **report,
        "stays": [{"row": row["row"], "agent_id": row["agent_id"], "errors": row["errors"]} for row in stays],
        "retrying": left.retrying + left.failed,
    }


def show_preview(seen: dict[str, Any]) -> None:
    """The preview as sentences."""
    click.echo(
        f"{seen['agents']} agents go, {seen['deleted_again']} are deleted again, "
        f"{seen['fields_back']} fields of {seen['changed_back']} agents return to their old values."
    )
    _show_what_stays([(each["row"], each["message"]) for each in seen["stays"]], seen["stays_count"])
    click.echo("Say --yes to take it back.")


def show(report: dict[str, Any]) -> None:
    """The report as sentences."""
    rows = report["rows"]
    click.echo(f"{rows['undone']} rows are taken back, of {rows['kept']} something stays.")
    told = [(row["row"], error["message"]) for row in report["stays"] for error in row["errors"]]
    _show_what_stays(told, len(told))


def exit_code(report: dict[str, Any]) -> int:
    """0 all is taken back, 1 something stays or did not work."""
    return 1 if report["rows"]["kept"] or report["retrying"] or report["state"] != "undone" else 0


def _show_what_stays(told: list[tuple[int, str]], count: int) -> None:
    for row, sentence in told[:SHOWN]:
        click.echo(f"  row {row}: {sentence}")
    if count > SHOWN:
        click.echo(f"  … and {count - SHOWN} more that stay; --json lists them.")


def _find(session: Session, import_id: uuid.UUID) -> Import:
    import_ = session.get(Import, import_id)
    if import_ is None:
        raise Refused(f"There is no import {import_id}.")
    return import_
