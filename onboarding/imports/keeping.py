"""Keeping: files and rows are deleted when their time is over; who imported what, when and how it ended stays."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.database import now
from onboarding.imports.models import Import, ImportFilePart, ImportPiece, ImportRow
from onboarding.preferences.retention import Retention, retention
from onboarding.wording import Problem

ROWS_AT_ONCE = 5000
STILL = ("ready", "completed", "completed_with_errors", "failed", "cancelled", "undone")
"""States in which nobody works on an import."""


def kept_until(session: Session, import_: Import) -> datetime:
    """When the file and the rows of an import are deleted."""
    return retention(session).until(import_.created_at)


def original_may_go_out(import_: Import) -> bool:
    """Whether the file as it came may be handed out: a text whose columns are known, none of which may not be kept.
    A workbook may hold more than the sheet that was read."""
    columns = import_.columns
    is_text = import_.file.get("format") == "csv"
    is_there = import_.forgotten_at is None and not import_.file.get("without_original")
    return is_there and is_text and bool(columns) and all(kept for _, _, kept in columns)


def forget_some(session: Session) -> bool:
    """Delete the next set of what has been kept long enough; a commit is due after each. False: nothing is left."""
    kept = retention(session)
    import_ = session.scalars(
        select(Import)
        .where(Import.forgotten_at.is_(None), Import.state.in_(STILL), Import.created_at < kept.begins(now()))
        .order_by(Import.created_at)
        .limit(1)
        .with_for_update()
    ).first()
    if import_ is None:
        return False
    if import_.state == "ready":
        _waited_too_long(session, import_, kept)
    session.execute(delete(ImportFilePart).where(ImportFilePart.import_id == import_.id))
    session.execute(delete(ImportPiece).where(ImportPiece.import_id == import_.id))
    if not _delete_rows(session, import_):
        import_.forgotten_at = now()
        audit.note(session, audit.SERVICE, "import.file_deleted", "import", import_.id, days=kept.upload_days)
    session.flush()
    return True


def _delete_rows(session: Session, import_: Import) -> int:
    some = select(ImportRow.row).where(ImportRow.import_id == import_.id).order_by(ImportRow.row).limit(ROWS_AT_ONCE)
    gone: Any = session.execute(
        delete(ImportRow).where(ImportRow.import_id == import_.id, ImportRow.row.in_(some.scalar_subquery())),
        execution_options={"synchronize_session": False},
    )
    return int(gone.rowcount)


def _waited_too_long(session: Session, import_: Import, kept: Retention) -> None:
    problem = Problem("not_now", "import_waited_too_long", params={"days": kept.upload_days})
    session.execute(
        update(Import)
        .where(Import.id == import_.id, Import.state == "ready")
        .values(state="cancelled", finished_at=now(), problems=[problem.stored()])
    )
