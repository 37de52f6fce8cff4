"""The same file twice: a warning, for it may be meant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.imports import tallies
from onboarding.imports.models import Import
from onboarding.wording import Problem

_IN = ("completed", "completed_with_errors")


def warning(session: Session, import_: Import) -> Problem | None:
    """That the very same file is being imported, waits to be, or was imported before this one; the most pressing."""
    others = (
        select(Import)
        .where(Import.file_sha256 == import_.file_sha256, Import.id != import_.id)
        .where(Import.state.in_(("ready", "applying", *_IN)))
        .order_by(Import.created_at.desc())
    )
    found = [other for other in session.scalars(others.limit(50)) if _was_first(other, import_)]
    for states, reason in (
        (("applying",), "file_being_imported"),
        (_IN, "file_imported_before"),
        (("ready",), "file_waits_already"),
    ):
        for other in found:
            if other.state in states:
                return _told(session, other, reason)
    return None


def _was_first(other: Import, import_: Import) -> bool:
    if other.confirmed_at is None:
        return other.created_at < import_.created_at
    return other.confirmed_at < (import_.confirmed_at or now())


def _told(session: Session, other: Import, reason: str) -> Problem:
    at, who = other.confirmed_at or other.created_at, other.confirmed_by or other.uploaded_by
    rows = tallies.counts(session, other.id).total
    params = {"date": at.date().isoformat(), "name": who, "rows": rows, "import": str(other.id)}
    return Problem("repeated", reason, params=params)
