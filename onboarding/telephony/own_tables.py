"""The switch's tables as we make them in an empty database: Asterisk's own names and types, of its columns only those
that always hold a value.

The switch's SQLite driver reads NULL as an empty value, and an option that is empty and cannot be parsed hides the
whole phone; so a column that every phone fills is NOT NULL, and there is no column that some phones would leave empty
but texts, for which empty is nothing. An endpoint without `auth` would let anybody register: the database refuses it.
"""

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Enum,
    Float,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)

metadata = MetaData()

_BOOL = Enum("0", "1", "off", "on", "false", "true", "no", "yes", name="ast_bool_values")
_YES_NO = Enum("yes", "no", name="yes_no_values")
_QUEUE_YES_NO = Enum("yes", "no", name="yesno_values")
_AUTH_TYPE = Enum("md5", "userpass", "google_oauth", name="pjsip_auth_type_values_v2")
_DTMF_MODE = Enum("rfc4733", "inband", "info", "auto", "auto_info", name="pjsip_dtmf_mode_values_v3")
_STRATEGY = Enum(
    "ringall",
    "leastrecent",
    "fewestcalls",
    "random",
    "rrmemory",
    "linear",
    "wrandom",
    "rrordered",
    name="queue_strategy_values",
)


def _id() -> Column[str]:
    return Column("id", String(255), nullable=False, unique=True)


def _always(name: str, type_: Any) -> Column[Any]:
    return Column(name, type_, nullable=False)


Table(
    "ps_endpoints",
    metadata,
    _id(),
    _always("aors", String(2048)),
    _always("auth", String(255)),
    _always("context", String(40)),
    _always("disallow", String(200)),
    _always("allow", String(200)),
    _always("direct_media", _BOOL),
    _always("dtmf_mode", _DTMF_MODE),
    _always("force_rport", _BOOL),
    Column("mailboxes", String(40)),
    _always("rewrite_contact", _BOOL),
    _always("rtp_symmetric", _BOOL),
    _always("callerid", String(40)),
    _always("mwi_subscribe_replaces_unsolicited", _BOOL),
    _always("webrtc", _BOOL),
    CheckConstraint("auth <> '' AND aors <> ''", name="ck_ps_endpoints_asks_for_a_secret"),
)

Table(
    "ps_auths",
    metadata,
    _id(),
    _always("auth_type", _AUTH_TYPE),
    Column("password", String(80)),
    Column("password_digest", String(1024)),
    _always("username", String(40)),
    CheckConstraint(
        "username <> '' AND coalesce(password, '') || coalesce(password_digest, '') <> ''",
        name="ck_ps_auths_has_a_secret",
    ),
)

Table(
    "ps_aors",
    metadata,
    _id(),
    Column("mailboxes", String(80)),
    _always("max_contacts", Integer),
    _always("remove_existing", _BOOL),
    _always("qualify_frequency", Integer),
    CheckConstraint("max_contacts > 0", name="ck_ps_aors_takes_a_phone"),
)

_contacts = Table(
    "ps_contacts",
    metadata,
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

event.listen(
    _contacts,
    "after_create",
    # Asterisk's SQLite driver does nothing when it is to delete a contact, so that a phone that was signed out by the
    # next one would ring on.
    DDL(  # type: ignore[no-untyped-call]
        "CREATE TRIGGER ps_contacts_one_phone AFTER INSERT ON ps_contacts BEGIN"
        " DELETE FROM ps_contacts WHERE endpoint = NEW.endpoint AND id <> NEW.id; END"
    ).execute_if(dialect="sqlite"),
)

Table(
    "voicemail",
    metadata,
    Column("uniqueid", Integer, primary_key=True),
    _always("context", String(80)),
    _always("mailbox", String(80)),
    _always("password", String(80)),
    Column("fullname", String(80)),
    Column("email", String(80)),
    Column("attach", _YES_NO),
    Index("uq_voicemail_mailbox_context", "mailbox", "context", unique=True),
)

Table(
    "queues",
    metadata,
    Column("name", String(128), primary_key=True),
    _always("musiconhold", String(128)),
    _always("timeout", Integer),
    _always("ringinuse", _QUEUE_YES_NO),
    _always("retry", Integer),
    _always("wrapuptime", Integer),
    _always("autofill", _QUEUE_YES_NO),
    _always("strategy", _STRATEGY),
    _always("joinempty", String(128)),
    _always("leavewhenempty", String(128)),
)

Table(
    "queue_members",
    metadata,
    Column("queue_name", String(80), primary_key=True),
    Column("interface", String(80), primary_key=True),
    Column("membername", String(80)),
    Column("state_interface", String(80)),
    Column("penalty", Integer),
    Column("paused", Integer),
    Column("reason_paused", String(80)),
    Column("uniqueid", Integer, Identity(), nullable=False, unique=True),
    Index("ix_queue_members_interface", "interface"),
)
