"""The index that finds agents by any three letters: in PostgreSQL a GIN index of pg_trgm, in SQLite a table of FTS5.

It is made by looking at what is there, beside the migrations: the right to install pg_trgm may come later, and SQLite
drops triggers together with a table that a migration makes anew.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

INDEX = "ix_agents_found_by"
TABLE = "agent_trigrams"
DELETED = "\x1f" * 3
"""What SQLite's index has before the text of deleted agents: no search can ask for it."""
_PARTS = ("name_key", "username_key", "email_key", "extension")


def found_by(row: str = "") -> str:
    """SQL for the text by which an agent is found; `row`: what its columns are called by, as `agents.`.

    Before each word stand two blanks, so that a word's first letter makes three characters, too.
    """
    name, username, email, extension = (row + part for part in _PARTS)
    words = f"'  ' || replace({name}, ' ', '  ') || '  ' || {username} || '  ' || {email}"
    return f"{words} || coalesce('  ' || CAST({extension} AS VARCHAR), '')"


def in_bytes(row: str = "") -> str:
    """The same for PostgreSQL, compared byte by byte whatever the database's collation."""
    return f'(({found_by(row)}) COLLATE "C")'


def ensure(connection: Connection) -> bool:
    """Make the index unless it is there and right; whether it is there now. Without it, search reads all agents."""
    return _ensure_gin(connection) if connection.dialect.name == "postgresql" else _ensure_fts(connection)


def is_there(connection: Connection) -> bool:
    """Whether the database has the index."""
    if connection.dialect.name == "postgresql":
        return connection.scalar(text("SELECT to_regclass(:name)"), {"name": INDEX}) is not None
    return _made(connection) == WANTED


def _ensure_gin(connection: Connection) -> bool:
    if is_there(connection):
        return True
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(text(f"CREATE INDEX {INDEX} ON agents USING gin ({in_bytes()} gin_trgm_ops)"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _NOT_TO_BE_HAD:
            raise
        return False
    return True


_NOT_TO_BE_HAD = ("42501", "58P01", "0A000", "42704")
"""PostgreSQL's codes for: the role may not, the extension's files are not installed (before and since version 15), or
it is in a schema that the role does not look in."""


def _indexed(row: str = "") -> str:
    return f"CASE WHEN {row}deleted_at IS NULL THEN '' ELSE char(31, 31, 31) END || {found_by(row)}"


WANTED = {
    TABLE: f"CREATE VIRTUAL TABLE {TABLE} USING fts5(found_by, content='', tokenize='trigram case_sensitive 1')",
    f"{TABLE}_added": f"CREATE TRIGGER {TABLE}_added AFTER INSERT ON agents BEGIN"
    f" INSERT INTO {TABLE} (rowid, found_by) VALUES (new.rowid, {_indexed('new.')}); END",
    f"{TABLE}_changed": f"CREATE TRIGGER {TABLE}_changed AFTER UPDATE OF {', '.join(_PARTS)}, deleted_at ON agents"
    f" WHEN {_indexed('old.')} <> {_indexed('new.')} BEGIN"
    f" INSERT INTO {TABLE} ({TABLE}, rowid, found_by) VALUES ('delete', old.rowid, {_indexed('old.')});"
    f" INSERT INTO {TABLE} (rowid, found_by) VALUES (new.rowid, {_indexed('new.')}); END",
    f"{TABLE}_gone": f"CREATE TRIGGER {TABLE}_gone AFTER DELETE ON agents BEGIN"
    f" INSERT INTO {TABLE} ({TABLE}, rowid, found_by) VALUES ('delete', old.rowid, {_indexed('old.')}); END",
}
"""Name → statement of what SQLite has; it keeps the statements as they were written."""


def _ensure_fts(connection: Connection) -> bool:
    if _made(connection) == WANTED and _same_rows(connection):
        return True
    for name in WANTED:
        connection.exec_driver_sql(f"DROP {'TABLE' if name == TABLE else 'TRIGGER'} IF EXISTS {name}")
    for statement in WANTED.values():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"INSERT INTO {TABLE} (rowid, found_by) SELECT rowid, {_indexed()} FROM agents")
    return True


def _made(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')")
    return {name: statement for name, statement in found if name in WANTED}


def _same_rows(connection: Connection) -> bool:
    """Whether rows have the numbers by which the index knows them: a dump that is read back counts them anew, without
    gaps, so that the last number is another one unless all are the same."""
    last = f"SELECT (SELECT max(rowid) FROM agents) IS (SELECT max(id) FROM {TABLE}_docsize)"
    return bool(connection.exec_driver_sql(last).scalar())
