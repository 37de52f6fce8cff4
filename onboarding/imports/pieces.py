"""A file in pieces, so that all workers can take a first look at it at the same time.

The process that checks the file goes through the pieces from the first to the last and looks at each that nobody has
looked at yet; helpers begin at the other end. So nobody waits for anybody, and a helper that is killed costs nothing.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing, new_id, now, write_rows
from onboarding.imports import looking
from onboarding.imports.looking import Looked, Looker
from onboarding.imports.models import Import, ImportPiece
from onboarding.imports.records import Row
from onboarding.settings import Settings

KIND = "looking"
STORED_AT_ONCE = 8

_COLUMNS = ("id", "import_id", "rows")


def store(session: Session, import_: Import, rows: Iterator[Row], size: int) -> Iterator[list[uuid.UUID]]:
    """Store the rows in pieces of this size; yields the ids of some, in order, where a commit is due."""
    while pieces := [chunk for _ in range(STORED_AT_ONCE) if (chunk := list(islice(rows, size)))]:
        begin_writing(session)
        stored = [(new_id(), import_.id, looking.rows_to_text(chunk)) for chunk in pieces]
        write_rows(session, ImportPiece, _COLUMNS, stored)
        yield [row[0] for row in stored]


def ask_for_help(session: Session, import_: Import, ids: Sequence[uuid.UUID]) -> None:
    """Let other workers look at these pieces, the last one first."""
    at = now()
    due = {id_: at - timedelta(milliseconds=place) for place, id_ in enumerate(ids)}
    work.ask(session, KIND, ids, due_at=due, cause_id=import_.id, fresh=True)


def help_with(session: Session, settings: Settings, piece_id: uuid.UUID) -> str | None:
    """The first look at a piece, as text; None when nobody waits for it any more."""
    found = session.execute(
        select(Import, ImportPiece.rows)
        .join(ImportPiece, ImportPiece.import_id == Import.id)
        .where(ImportPiece.id == piece_id, ImportPiece.looked.is_(None))
    ).one_or_none()
    if found is None:
        return None
    import_, rows = found
    return looking.looked_to_text(Looker(settings, import_).look(looking.rows_from_text(rows)))


def note_looked(session: Session, piece_id: uuid.UUID, looked: str) -> None:
    session.execute(
        update(ImportPiece).where(ImportPiece.id == piece_id).values(looked=looked),
        execution_options={"synchronize_session": False},
    )


def take(session: Session, looker: Looker, piece_id: uuid.UUID) -> list[Looked]:
    """The rows of a piece with the first look at them: a helper's, else our own."""
    rows, looked = session.execute(select(ImportPiece.rows, ImportPiece.looked).where(ImportPiece.id == piece_id)).one()
    if looked is not None:
        return looking.looked_from_text(looked)
    return looker.look(looking.rows_from_text(rows))


def drop(session: Session, piece_id: uuid.UUID) -> None:
    """A piece that is merged is needed no more, nor is help with it."""
    session.execute(delete(ImportPiece).where(ImportPiece.id == piece_id), execution_options=_FAST)
    work.forget(session, KIND, [piece_id])


def drop_all(session: Session, import_: Import) -> None:
    ids = session.scalars(
        delete(ImportPiece).where(ImportPiece.import_id == import_.id).returning(ImportPiece.id),
        execution_options=_FAST,
    ).all()
    work.forget(session, KIND, ids)


_FAST = {"synchronize_session": False}
