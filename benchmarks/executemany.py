"""The limit beside a bulk import on SQLite: executemany of the rows it left into a twin with the same indexes."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

WITHOUT = ("import_row", "audit", "work", "alembic", "sqlite_")


def seconds(database: Path) -> float:
    """What it takes: one connection, one transaction, write-ahead log, foreign keys on, parents before children."""
    twin = database.with_name("twin.db")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(twin, isolation_level=None)) as target:
        made = source.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'index'")
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=NORMAL")
        for name, statement in made.fetchall():
            if not name.startswith("sqlite_"):
                target.execute(statement)
        rows = {name: source.execute(f'SELECT * FROM "{name}"').fetchall() for name in _tables(source)}
        target.execute("PRAGMA foreign_keys=ON")
        began = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        target.execute("PRAGMA defer_foreign_keys=ON")
        for name, some in rows.items():
            if some:
                places = ", ".join("?" * len(some[0]))
                target.executemany(f'INSERT INTO "{name}" VALUES ({places})', some)
        target.execute("COMMIT")
        return time.perf_counter() - began


def _tables(source: sqlite3.Connection) -> list[str]:
    names = [name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [name for name in names if not name.startswith(WITHOUT)]
