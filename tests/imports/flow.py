"""A file's way through the house, as the tests of imports take it."""

import io
from typing import Any

from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.imports import reporting, uploads
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.reading import Limits
from onboarding.settings import Settings
from tasks.lines import work_off_all

HR = Actor("Ingrid Solheim")
HEAD = "Employee ID,Full Name,Email,Extension,Typology,Start Date"


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    return ("\n".join((head, *rows)) + "\n").encode()


def upload(session: Session, content: bytes, **more: Any) -> Import:
    import_ = uploads.receive(session, io.BytesIO(content), "people.csv", actor=HR, limits=Limits(), **more)
    session.commit()
    return import_


def finished(session: Session, settings: Settings, content: bytes, **more: Any) -> Import:
    """Upload a file and work off all that comes of it."""
    import_ = upload(session, content, **more)
    return worked_off(session, settings, import_)


def worked_off(session: Session, settings: Settings, import_: Import) -> Import:
    work_off_all(settings, 60)
    session.rollback()
    return session.get_one(Import, import_.id, populate_existing=True)


def rows_of(session: Session, import_: Import) -> dict[int, ImportRow]:
    return {row.row: row for row in reporting.rows(session, import_.id, limit=1000)}


def mistakes(row: ImportRow) -> list[tuple[str | None, str]]:
    return [(problem.column, problem.code) for problem in reporting.problems_of(row)]
