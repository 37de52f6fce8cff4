"""The connection to the switch's database: the session's own where both are one database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from onboarding.database import db, switch_engine


def is_shared() -> bool:
    """Whether the switch reads our own database, so that both change in one transaction."""
    return switch_engine() is db.engine


@contextmanager
def writing(session: Session) -> Iterator[Connection]:
    """Within the session's transaction, or in one of its own that is committed at the end."""
    if is_shared():
        yield session.connection()
        return
    engine = switch_engine()
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        yield connection


@contextmanager
def reading(session: Session) -> Iterator[Connection]:
    if is_shared():
        yield session.connection()
        return
    with switch_engine().connect() as connection:
        yield connection
