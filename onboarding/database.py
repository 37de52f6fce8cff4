"""The database: the base of all models, the session, and what differs between SQLite and PostgreSQL."""

import json
import os
import secrets
import struct
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    event,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from onboarding.settings import Settings

SQLITE_WAITS_SECONDS = 20
SQLITE_KEEPS_KIB = 16_000
"""For each connection that pages are made by: what one of 100,000 agents reads fits in, in SQLite's own 2,000 not."""

T = TypeVar("T")


class Base(DeclarativeBase):
    """What every model inherits from; constraint names are fixed so that migrations can name them on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A point in time, always in UTC and aware of it, also where the database keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


def configuration(settings: Settings) -> dict[str, Any]:
    """The Flask-SQLAlchemy configuration for these settings; no value of a statement gets into an error or a log.

    Where the switch reads the same database, the same engine serves both: two engines on one SQLite file would
    lock each other out.
    """
    config: dict[str, Any] = {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
    }
    if settings.telephony_database_url != settings.database_url:
        url = settings.telephony_database_url
        config["SQLALCHEMY_BINDS"] = {"telephony": {"url": url, **_engine_options(url)}}
    return config


def _engine_options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"isolation_level": None, "timeout": SQLITE_WAITS_SECONDS}}
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def switch_engine() -> Engine:
    """The engine of the database that the switch reads; the main one where they are the same."""
    return db.engines.get("telephony", db.engine)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def keep_what_pages_read(engine: Engine) -> None:
    """Let connections of this engine keep as much of a SQLite file at hand as a page of a list reads."""
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda connection, _: connection.execute(f"PRAGMA cache_size=-{SQLITE_KEEPS_KIB}")
        )


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def begin_writing(session: Session) -> None:
    """Begin a transaction that is going to write; only doors call it, and before their first read.

    SQLite then waits for its turn at once; a reader that turns writer half way would be refused instead. A reading
    transaction that is still open (who is signed in?) ends here.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("begin_writing comes before the first change")
    if session.in_transaction():
        session.commit()
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def now() -> datetime:
    return datetime.now(UTC)


_RANDOM_AT_ONCE = 512
_id_lock = threading.Lock()
_last_tick = 0
_random: list[int] = []
# A forked child must not draw the random numbers that its parent has in store.
os.register_at_fork(after_in_child=_random.clear)


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562 §6.2, method 3), chosen before the row is written.

    Ids made by one process sort in the order they were made: the time is counted on in 1/4096 ms.
    """
    global _last_tick
    with _id_lock:
        _last_tick = tick = max(_last_tick + 1, time.time_ns() * 4096 // 1_000_000)
        if not _random:
            _random.extend(struct.unpack(f"{_RANDOM_AT_ONCE}Q", secrets.token_bytes(8 * _RANDOM_AT_ONCE)))
        random = _random.pop()
    return uuid.UUID(int=tick >> 12 << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0x2 << 62 | random >> 2)


def is_postgresql(session: Session) -> bool:
    return session.connection().dialect.name == "postgresql"


def among(place: Session | Connection, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """column IN values. PostgreSQL gets one array to join with: a long list is quick to send, and is hashed, where a
    list in the statement is compared one by one with every row of a table that has grown since it was analysed."""
    connection = place.connection() if isinstance(place, Session) else place
    if connection.dialect.name == "postgresql":
        values = select(func.unnest(literal(list(values), ARRAY(column.type))))  # type: ignore[assignment]
    return column.in_(values)  # type: ignore[no-any-return]


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in their order, at most `size` at a time: databases limit how many values a statement may hold."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def write_rows(session: Session, table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows in one go. `table` is a model. Columns left out get the database's default, not the model's."""
    insert_rows(session.connection(), getattr(table, "__table__", table), columns, list(rows))


def insert_rows(connection: Connection, target: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows in one go: COPY on PostgreSQL, the driver's own executemany elsewhere."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        copy_rows(connection, target, columns, rows)
        return
    prepared = [
        _prepared(target.c[name].type, connection.dialect, values)
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(name) for name in columns)
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {preparer.format_table(target)} ({names}) VALUES ({places})"
    connection.exec_driver_sql(statement, list(zip(*prepared, strict=True)))


def _prepared(type_: TypeEngine[Any], dialect: Dialect, values: Sequence[Any]) -> Iterable[Any]:
    """The values of one column as the driver takes them: a fifth of what it costs row by row."""
    prepare = type_.dialect_impl(dialect).bind_processor(dialect)
    return values if prepare is None else _each_once(prepare, values)


def _each_once(prepare: Callable[[Any], Any], values: Sequence[Any]) -> Iterator[Any]:
    """Many columns hold one value in all rows: it is prepared once."""
    before = prepared = object()
    for value in values:
        if value is not before:
            before, prepared = value, prepare(value)
        yield prepared


_BINARY_TYPES: dict[type[Any], str] = {
    BigInteger: "int8",
    Boolean: "bool",
    Date: "date",
    Integer: "int4",
    Moment: "timestamptz",
    String: "varchar",
    Uuid: "uuid",
}
"""Types whose values COPY takes in binary, at half the cost; every other is sent as text."""


_document = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def copy_rows(connection: Connection, target: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY … FROM STDIN of rows into a PostgreSQL table, inside the connection's transaction."""
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(name) for name in columns)
    documents = [i for i, name in enumerate(columns) if isinstance(target.c[name].type, JSON)]
    types = [_BINARY_TYPES.get(type(target.c[name].type)) for name in columns]
    binary = [name for name in types if name is not None] if None not in types else []
    how = "FROM STDIN (FORMAT BINARY)" if binary else "FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {preparer.format_table(target)} ({names}) {how}") as copy:
        if binary:
            copy.set_types(binary)
        for row in rows:
            if documents:
                row = list(row)
                for i in documents:
                    row[i] = None if row[i] is None else _document(row[i])
            copy.write_row(row)
