"""The tables that the switch reads, as Asterisk's own schema has them: made where missing, looked at where there.

They stay outside our migrations: the switch's own tools may have made them, with more columns than ours. Ours have only
columns that always hold what the switch can parse, because its SQLite driver reads NULL as an empty value.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Enum,
    Float,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)
from sqlalchemy.exc import OperationalError

from onboarding.wording import Problem

_metadata = MetaData()

_BOOL = Enum("0", "1", "off", "on", "false", "true", "no", "yes", name="ast_bool_values")
_YES_NO = Enum("yes", "no", name="yes_no_values")
_AUTH_TYPE = Enum("md5", "userpass", "google_oauth", name="pjsip_auth_type_values_v2")
_DTMF_MODE = Enum("rfc4733", "inband", "info", "auto", "auto_info", name="pjsip_dtmf_mode_values_v3")


def _id() -> Column[str]:
    return Column("id", String(255), nullable=False, unique=True)


Table(
    "ps_endpoints",
    _metadata,
    _id(),
    Column("aors", String(2048)),
    Column("auth", String(255)),
    Column("context", String(40)),
    Column("disallow", String(200)),
    Column("allow", String(200)),
    Column("direct_media", _BOOL),
    Column("dtmf_mode", _DTMF_MODE),
    Column("force_rport", _BOOL),
    Column("mailboxes", String(40)),
    Column("rewrite_contact", _BOOL),
    Column("rtp_symmetric", _BOOL),
    Column("callerid", String(40)),
    Column("mwi_subscribe_replaces_unsolicited", _BOOL),
    Column("webrtc", _BOOL),
)

Table(
    "ps_auths",
    _metadata,
    _id(),
    Column("auth_type", _AUTH_TYPE),
    Column("password", String(80)),
    Column("username", String(40)),
)

Table(
    "ps_aors",
    _metadata,
    _id(),
    Column("mailboxes", String(80)),
    Column("max_contacts", Integer),
    Column("remove_existing", _BOOL),
    Column("qualify_frequency", Integer),
)

Table(
    "ps_contacts",
    _metadata,
    _id(),
    Column("uri", String(511)),
    Column("expiration_time", BigInteger),
    Column("qualify_frequency", Integer),
    Column("outbound_proxy", String(255)),
    Column("path", Text),
    Column("user_agent", String(255)),
    Column("qualify_timeout", Float(53)),
    Column("reg_server", String(255)),
    Column("authenticate_qualify", _BOOL),
    Column("via_addr", String(40)),
    Column("via_port", Integer),
    Column("call_id", String(255)),
    Column("endpoint", String(255)),
    Column("prune_on_boot", _BOOL),
    Column("qualify_2xx_only", _BOOL),
    Index("ix_ps_contacts_endpoint", "endpoint"),
)

Table(
    "voicemail",
    _metadata,
    Column("uniqueid", Integer, primary_key=True),
    Column("context", String(80), nullable=False),
    Column("mailbox", String(80), nullable=False),
    Column("password", String(80), nullable=False),
    Column("fullname", String(80)),
    Column("email", String(80)),
    Column("attach", _YES_NO),
    Index("uq_voicemail_mailbox_context", "mailbox", "context", unique=True),
)

Table(
    "queue_members",
    _metadata,
    Column("queue_name", String(80), primary_key=True),
    Column("interface", String(80), primary_key=True),
    Column("membername", String(80)),
    Column("penalty", Integer),
    Column("paused", Integer),
    Column("uniqueid", Integer, Identity(), nullable=False, unique=True),
)

_NEEDED = {
    "ps_endpoints": ("id", "aors", "auth", "context", "disallow", "allow"),
    "ps_auths": ("id", "auth_type", "username", "password"),
    "ps_aors": ("id", "max_contacts", "remove_existing"),
    "ps_contacts": tuple(_metadata.tables["ps_contacts"].c.keys()),
    "voicemail": ("context", "mailbox", "password"),
    "queue_members": ("queue_name", "interface", "penalty", "paused", "uniqueid"),
}
"""Columns without which phones cannot register, or the switch cannot keep what it writes itself."""


def ensure_schema(engine: Engine) -> None:
    """Make those of the six tables that are missing; what is there is left as it is."""
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        there = set(inspect(connection).get_table_names())
        for table in _metadata.sorted_tables:
            if table.name not in there:
                table.create(connection)


def problems(engine: Engine) -> list[Problem]:
    """What keeps the switch's database from being used: away, a table missing, or columns that it needs."""
    try:
        with engine.connect() as connection:
            there = {name: set(table.c.keys()) for name, table in _look(connection).items()}
    except OperationalError:
        return [Problem("away", "switch_away")]
    found = []
    for name, needed in _NEEDED.items():
        missing = [column for column in needed if column not in there.get(name, ())]
        if name not in there:
            found.append(Problem("missing", "switch_table_missing", params={"table": name}))
        elif missing:
            params = {"table": name, "columns": ", ".join(missing)}
            found.append(Problem("missing", "switch_columns_missing", params=params))
    return found


_looked_at: WeakKeyDictionary[Engine, dict[str, Table]] = WeakKeyDictionary()


class TablesMissing(Exception):
    """The switch's database lacks a table; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def tables(connection: Connection) -> dict[str, Table]:
    """The six tables as they are in this database, with their own columns and types; looked at once a process.

    Raises TablesMissing.
    """
    known = _looked_at.get(connection.engine)
    if known is None:
        known = _look(connection)
        if missing := sorted(_NEEDED.keys() - known.keys()):
            raise TablesMissing(Problem("missing", "switch_table_missing", params={"table": missing[0]}))
        _looked_at[connection.engine] = known
    return known


def _look(connection: Connection) -> dict[str, Table]:
    found = inspect(connection).get_multi_columns(filter_names=list(_NEEDED))
    metadata = MetaData()
    return {
        name: Table(name, metadata, *(Column(column["name"], column["type"]) for column in columns))
        for (_, name), columns in found.items()
        if columns
    }
