"""Writing rows into the switch's tables, whoever made these: only into columns that are there, only what they take."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Enum,
    Table,
    bindparam,
    cast,
    func,
    select,
    update,
)
from sqlalchemy.types import String

from onboarding import database

Values = dict[str, Any]

COUNTED = "uniqueid"
"""A column in which some of the tables number their rows, and do not always count by themselves."""

NEVER_SET = frozenset({"transport", "contact", "realm"})
"""Columns of phones that stay NULL: a transport would break notices over others, a fixed contact would take the calls
elsewhere, a realm would make digests void."""

_COUNTING_LOCK = 0x6F6E626F
"""Whoever counts for PostgreSQL holds this advisory lock until its transaction ends."""


def fitter(connection: Connection, table: Table) -> Callable[[Values], Values]:
    """What of a row this table takes: without the columns it lacks, and without a word that an enum does not know.

    The switch's SQLite driver reads NULL as an empty text where it builds lists, so there it is one, but for what is
    never set.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    nothing = {
        c.name: "" if on_sqlite and isinstance(c.type, String) and c.name not in NEVER_SET else None for c in table.c
    }
    words = {c.name: frozenset(c.type.enums) for c in table.c if isinstance(c.type, Enum)}

    def fit(row: Values) -> Values:
        return {
            name: nothing[name] if value is None or (name in words and value not in words[name]) else value
            for name, value in row.items()
            if name in nothing
        }

    return fit


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """New rows, all with the same columns, each of which the table has."""
    if not rows:
        return
    rows = _counted(connection, table, rows)
    columns = list(rows[0])
    database.insert_rows(connection, table, columns, [[row[column] for column in columns] for row in rows])


def update_rows(connection: Connection, table: Table, rows: Sequence[Values], keys: Sequence[str]) -> None:
    """Change the rows of these keys; all rows have the same columns, each of which the table has."""
    columns = [column for column in rows[0] if column not in keys] if rows else []
    if not columns:
        return
    connection.execute(
        update(table)
        .where(*(table.c[key] == bindparam(f"old_{key}") for key in keys))
        .values({column: bindparam(f"new_{column}") for column in columns}),
        [
            {**{f"old_{key}": row[key] for key in keys}, **{f"new_{column}": row[column] for column in columns}}
            for row in rows
        ],
    )


def differs(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return any(there[column] != value for column, value in wanted.items())


def _counted(connection: Connection, table: Table, rows: Sequence[Values]) -> Sequence[Values]:
    if COUNTED not in table.c or table.c[COUNTED].info["filled"]:
        return rows
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_COUNTING_LOCK)))
    last = connection.scalar(select(func.max(cast(table.c[COUNTED], BigInteger)))) or 0
    return [{**row, COUNTED: number} for number, row in enumerate(rows, last + 1)]
