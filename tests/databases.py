"""Databases for tests: each test gets one as the service finds it after its first start, in milliseconds."""

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

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
    SELECT md5(string_agg(concat_ws('.', c.relname, a.attname, a.atttypid, a.atttypmod, a.attnotnull), ',' ORDER BY 1))
      FROM (SELECT 1) AS one, pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'public'::regnamespace
"""
SIZE = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
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


class SQLiteFiles:
    """Copies of one file that was made once."""

    def __init__(self, folder: Path) -> None:
        chosen = settings_for(folder)
        first_start(chosen)
        self._original = folder / "onboard.db"

    def fresh(self, folder: Path) -> str:
        copy = folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(self._original, copy)
        return f"sqlite:///{copy}"


class PostgreSQLDatabases:
    """One database, put back as it was after each test; a new one where a test changed its tables or left it large."""

    def __init__(self, server: PostgreSQL, fill: Callable[[str], None]) -> None:
        self._server = server
        self._fill = fill
        self._name: str | None = None
        self._shape: str | None = None
        self._seeds: dict[str, bytes] = {}

    def fresh(self) -> str:
        if self._name is None:
            self._name = self._server.create()
            self._fill(self._server.url(self._name))
            with self._connect(self._name) as connection:
                self._shape = _shape(connection)
                self._seeds = {table: rows for table in _tables(connection) if (rows := _read(connection, table))}
        return self._server.url(self._name)

    def put_back(self) -> None:
        assert self._name is not None
        with self._connect(self._name) as connection:
            connection.execute(END_OTHERS)
            restored = _shape(connection) == self._shape and _size(connection) < BLOATED_BYTES
            if restored:
                _restore(connection, self._seeds)
        if not restored:
            self._server.drop(self._name)
            self._name = None

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self._server.url(name).replace("+psycopg", ""))


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
