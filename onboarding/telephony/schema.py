"""The tables that the switch reads: made where missing, looked at where there.

They stay outside our migrations: the switch's own tools may have made them, with more columns than ours, with other
enums, or with fewer.
"""

from collections.abc import Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, inspect
from sqlalchemy.exc import OperationalError

from onboarding.telephony import own_tables
from onboarding.wording import Problem

_NEEDED = {
    "ps_endpoints": ("id", "aors", "auth", "context", "disallow", "allow"),
    "ps_auths": ("id", "auth_type", "username", "password"),
    "ps_aors": ("id", "max_contacts", "remove_existing"),
    "ps_contacts": tuple(own_tables.metadata.tables["ps_contacts"].c.keys()),
    "voicemail": ("context", "mailbox", "password"),
    "queues": ("name",),
    "queue_members": ("queue_name", "interface", "penalty", "paused", "uniqueid"),
}
"""Columns without which phones cannot register, or the switch cannot keep what it writes itself."""

_DIGESTS = ("password_digest", "md5_cred")
"""Where a digest can be kept, newest first."""


def ensure_schema(engine: Engine) -> None:
    """Make those of the seven tables that are missing; what is there is left as it is."""
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        there = set(inspect(connection).get_table_names())
        for table in own_tables.metadata.sorted_tables:
            if table.name not in there:
                table.create(connection)


def problems(engine: Engine, *, sip_digest: bool = False) -> list[Problem]:
    """What keeps the switch's database from being used: away, a table missing, or columns that it needs.

    `sip_digest`: digests of secrets are to be kept, for which there must be a column, too.
    """
    try:
        with engine.connect() as connection:
            there = {name: set(table.c.keys()) for name, table in _look(connection).items()}
    except OperationalError:
        return [Problem("away", "switch_away")]
    found = []
    for name, needed in _NEEDED.items():
        missing = [column for column in needed if column not in there.get(name, ())]
        if name == "ps_auths" and sip_digest and there.get(name, set()).isdisjoint(_DIGESTS):
            missing.append(_DIGESTS[0])
        if name not in there:
            found.append(_table_missing(name))
        elif missing:
            found.append(_columns_missing(name, missing))
    return found


_looked_at: WeakKeyDictionary[Engine, dict[str, Table]] = WeakKeyDictionary()


class TablesMissing(Exception):
    """The switch's database lacks a table, or a column that cannot be done without; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def tables(connection: Connection) -> dict[str, Table]:
    """The seven tables as they are in this database, with their own columns and types; looked at once a process.

    A column that fills itself where nothing is written has `info["filled"]`. Raises TablesMissing.
    """
    known = _looked_at.get(connection.engine)
    if known is None:
        known = _look(connection)
        if missing := sorted(_NEEDED.keys() - known.keys()):
            raise TablesMissing(_table_missing(missing[0]))
        _looked_at[connection.engine] = known
    return known


def digest_column(auths: Table) -> str:
    """The column of this table in which the digest of a secret is kept. Raises TablesMissing where it has none."""
    for name in _DIGESTS:
        if name in auths.c:
            return name
    raise TablesMissing(_columns_missing(auths.name, [_DIGESTS[0]]))


def _table_missing(name: str) -> Problem:
    return Problem("missing", "switch_table_missing", params={"table": name})


def _columns_missing(name: str, columns: list[str]) -> Problem:
    return Problem("missing", "switch_columns_missing", params={"table": name, "columns": ", ".join(columns)})


def _look(connection: Connection) -> dict[str, Table]:
    look, metadata = inspect(connection), MetaData()
    found = look.get_multi_columns(filter_names=list(_NEEDED))
    return {
        name: Table(name, metadata, *(_column(connection, cast(Mapping[str, Any], column)) for column in columns))
        for (_, name), columns in found.items()
        if columns
    }


def _column(connection: Connection, seen: Mapping[str, Any]) -> Column[Any]:
    """A whole number that is a table's key counts itself on SQLite."""
    is_counting_key = bool(seen.get("primary_key")) and isinstance(seen["type"], Integer)
    counts_itself = is_counting_key and connection.dialect.name == "sqlite"
    filled = counts_itself or seen.get("default") is not None or seen.get("identity") is not None
    return Column(seen["name"], seen["type"], info={"filled": filled})
