"""The limit beside a bulk import on SQLite: executemany of the rows it left into a twin with the same indexes."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

WITHOUT = ("import_row", "audit", "work", "alembic", "sqlite_", "agent_trigrams")
KEPT_BY_THEMSELVES = ("sqlite_", "agent_trigrams_")
"""What SQLite makes of other statements: indexes of keys, and the tables in which the index of the search is kept."""
_TRIGGERS = ("agent_trigrams_added", "agent_trigrams_changed", "agent_trigrams_gone")


def seconds(database: Path) -> float:
    """What it takes: one connection, one transaction, write-ahead log, foreign keys on, parents before children."""
    twin = database.with_name("twin.db")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(twin, isolation_level=None)) as target:
        made = source.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type <> 'table'")
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=NORMAL")
        for name, statement in made.fetchall():
            if not name.startswith(KEPT_BY_THEMSELVES) or name in _TRIGGERS:
                target.execute(statement)
        columns = {name: _columns(source, name) for name in _tables(source)}
        rows = {name: source.execute(f'SELECT {some} FROM "{name}"').fetchall() for name, some in columns.items()}
        target.execute("PRAGMA foreign_keys=ON")
        began = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        target.execute("PRAGMA defer_foreign_keys=ON")
        for name, some in rows.items():
            if some:
                places = ", ".join("?" * len(some[0]))
                target.executemany(f'INSERT INTO "{name}" ({columns[name]}) VALUES ({places})', some)
        target.execute("COMMIT")
        return time.perf_counter() - began


def _columns(source: sqlite3.Connection, table: str) -> str:
    """Those that are given a value; others follow from them."""
    return ", ".join(f'"{name}"' for _, name, *_ in source.execute(f'PRAGMA table_info("{table}")'))


def _tables(source: sqlite3.Connection) -> list[str]:
    names = [name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [name for name in names if not name.startswith(WITHOUT)]
