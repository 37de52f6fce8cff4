"""Databases for tests: each test gets one as it was made, mostly by the service's first start, in milliseconds."""

import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import LiteralString, Protocol

import psycopg
from psycopg import sql

from onboarding import schema, settings
from onboarding.database import db, switch_engine
from onboarding.numbering import ranges
from onboarding.settings import Settings
from onboarding.telephony.schema import ensure_schema
from tasks.app import create_bare_app
from tests.servers import PostgreSQL

BLOATED_BYTES = 16 * 1024 * 1024

SHAPE = """
    SELECT md5(string_agg(concat_ws('.', c.relname, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef), ','
                          ORDER BY c.oid, a.attnum))
      FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'public'::regnamespace
"""
SIZE = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
SQLITE_SHAPE = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def settings_for(data_dir: Path, database_url: str | None = None, **overrides: str) -> Settings:
    """Settings of a deployment in this folder; `overrides` are environment variables without their prefix."""
    values = {"DATA_DIR": str(data_dir), "PASSWORD_COST": "1", **overrides}
    if database_url:
        values["DATABASE_URL"] = database_url
    return settings.read({settings.PREFIX + name: value for name, value in values.items()})


def first_start(chosen: Settings) -> None:
    """Make in an empty database what the service makes there when it first starts."""
    with create_bare_app(chosen).app_context():
        schema.create_all(db.engine)
        ensure_schema(switch_engine())
        ranges.seed(db.session(), chosen)
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def copy_sqlite(source: Path, target: Path) -> None:
    """Through SQLite, which waits for its turn: whoever is connected to the target sees what is in it now."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        other.execute("PRAGMA synchronous=OFF")
        one.backup(other)


class Databases(Protocol):
    """Of one kind and made in one way; one test at a time has one."""

    def fresh(self) -> str:
        """The URL of a database as it was made."""

    def put_back(self) -> None:
        """To be called when the test is over."""


class SQLiteFiles:
    """One file, put back as it was after each test; a new one where a test changed its tables or still writes to it."""

    def __init__(self, folder: Path, fill: Callable[[str], None]) -> None:
        self._folder = folder
        self._fill = fill
        self._original = folder / "original.db"
        self._copy: Path | None = None
        self._shape: list[tuple[str, ...]] = []

    def fresh(self) -> str:
        if not self._original.exists():
            self._fill(f"sqlite:///{self._original}")
            with closing(sqlite3.connect(self._original)) as original:
                self._shape = original.execute(SQLITE_SHAPE).fetchall()
        if self._copy is None:
            self._copy = self._folder / f"{uuid.uuid4().hex}.db"
            shutil.copyfile(self._original, self._copy)
        return f"sqlite:///{self._copy}"

    def put_back(self) -> None:
        assert self._copy is not None
        # Through SQLite, not by copying the file: a connection that was left open then sees what is put back, too.
        with closing(sqlite3.connect(self._original)) as original, closing(sqlite3.connect(self._copy)) as copy:
            try:
                restored = copy.execute(SQLITE_SHAPE).fetchall() == self._shape
                copy.execute("PRAGMA busy_timeout=100")
                copy.execute("PRAGMA synchronous=OFF")
                original.backup(copy)
            except sqlite3.OperationalError:
                restored = False
        if not restored:
            self._copy = None


class EmptyPostgreSQL:
    """One database without any table, emptied after each test."""

    def __init__(self, server: PostgreSQL) -> None:
        self._server = server
        self._name: str | None = None

    def fresh(self) -> str:
        self._name = self._name or self._server.create()
        return self._server.url(self._name)

    def put_back(self) -> None:
        with psycopg.connect(self.fresh().replace("+psycopg", "")) as connection:
            connection.execute(END_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


class PostgreSQLDatabases:
    """One database, put back as it was after each test; a new one where a test changed its tables or left it large.

    One connection puts everything back: to open one takes as long as to empty the tables.
    """

    def __init__(self, server: PostgreSQL, fill: Callable[[str], None]) -> None:
        self._server = server
        self._fill = fill
        self._name: str | None = None
        self._shape: str | None = None
        self._seeds: dict[str, bytes] = {}
        self._connection: psycopg.Connection | None = None

    def fresh(self) -> str:
        if self._name is None:
            self._name = self._server.create()
            self._fill(self._server.url(self._name))
            self._connection = psycopg.connect(self._server.url(self._name).replace("+psycopg", ""), autocommit=True)
            self._shape = _shape(self._connection)
            tables = _tables(self._connection)
            self._seeds = {table: rows for table in tables if (rows := _read(self._connection, table))}
        return self._server.url(self._name)

    def put_back(self) -> None:
        assert self._name is not None
        assert self._connection is not None
        with self._connection.transaction():
            self._connection.execute(END_OTHERS)
            restored = _shape(self._connection) == self._shape and _size(self._connection) < BLOATED_BYTES
            if restored:
                _restore(self._connection, self._seeds)
        if not restored:
            self.close()
            self._server.drop(self._name)
            self._name = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _shape(connection: psycopg.Connection) -> str:
    return str(connection.execute(SHAPE).fetchone())


def _size(connection: psycopg.Connection) -> int:
    row = connection.execute(SIZE).fetchone()
    assert row is not None
    return int(row[0])


def _tables(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES)]


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(_naming("COPY {} TO STDOUT", table)) as copy:
        return b"".join(bytes(part) for part in copy)


def _restore(connection: psycopg.Connection, seeds: dict[str, bytes]) -> None:
    # As a replica, PostgreSQL leaves foreign keys unchecked, so that tables can be emptied in any order.
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(sql.SQL("; ").join(_naming("DELETE FROM {}", table) for table in _tables(connection)))
    for table, rows in seeds.items():
        with connection.cursor() as cursor, cursor.copy(_naming("COPY {} FROM STDIN", table)) as copy:
            copy.write(rows)


def _naming(statement: LiteralString, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
