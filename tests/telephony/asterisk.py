"""The columns of Asterisk's own schema that matter here (configuration tree at 2285f2ace275), and tables made so."""

from sqlalchemy import Engine, text

BOOL = "ast_bool_values"
YES_NO = "yes_no_values"
QUEUE_YES_NO = "yesno_values"

ENUMS = {
    BOOL: ["0", "1", "off", "on", "false", "true", "no", "yes"],
    YES_NO: ["yes", "no"],
    QUEUE_YES_NO: ["yes", "no"],
    "queue_strategy_values": [
        "ringall",
        "leastrecent",
        "fewestcalls",
        "random",
        "rrmemory",
        "linear",
        "wrandom",
        "rrordered",
    ],
    "queue_autopause_values": ["yes", "no", "all"],
    "pjsip_auth_type_values_v2": ["md5", "userpass", "google_oauth"],
    "pjsip_dtmf_mode_values_v3": ["rfc4733", "inband", "info", "auto", "auto_info"],
}

COLUMNS: dict[str, dict[str, str]] = {
    "ps_endpoints": {
        "id": "varchar(255) not null",
        "transport": "varchar(40)",
        "aors": "varchar(2048)",
        "auth": "varchar(255)",
        "context": "varchar(40)",
        "disallow": "varchar(200)",
        "allow": "varchar(200)",
        "direct_media": BOOL,
        "dtmf_mode": "pjsip_dtmf_mode_values_v3",
        "force_rport": BOOL,
        "mailboxes": "varchar(40)",
        "rewrite_contact": BOOL,
        "rtp_symmetric": BOOL,
        "callerid": "varchar(40)",
        "100rel": YES_NO,
        "language": "varchar(40)",
        "set_var": "text",
        "mwi_subscribe_replaces_unsolicited": BOOL,
        "webrtc": BOOL,
    },
    "ps_auths": {
        "id": "varchar(255) not null",
        "auth_type": "pjsip_auth_type_values_v2",
        "nonce_lifetime": "integer",
        "md5_cred": "varchar(40)",
        "password": "varchar(80)",
        "realm": "varchar(255)",
        "username": "varchar(40)",
        "password_digest": "varchar(1024)",
    },
    "ps_aors": {
        "id": "varchar(255) not null",
        "contact": "varchar(255)",
        "mailboxes": "varchar(80)",
        "max_contacts": "integer",
        "remove_existing": BOOL,
        "qualify_frequency": "integer",
        "support_path": BOOL,
    },
    "ps_contacts": {
        "id": "varchar(255) not null",
        "uri": "varchar(511)",
        "expiration_time": "bigint",
        "qualify_frequency": "integer",
        "outbound_proxy": "varchar(255)",
        "path": "text",
        "user_agent": "varchar(255)",
        "qualify_timeout": "double precision",
        "reg_server": "varchar(255)",
        "authenticate_qualify": BOOL,
        "via_addr": "varchar(40)",
        "via_port": "integer",
        "call_id": "varchar(255)",
        "endpoint": "varchar(255)",
        "prune_on_boot": BOOL,
        "qualify_2xx_only": BOOL,
    },
    "voicemail": {
        "uniqueid": "integer not null",
        "context": "varchar(80) not null",
        "mailbox": "varchar(80) not null",
        "password": "varchar(80) not null",
        "fullname": "varchar(80)",
        "email": "varchar(80)",
        "attach": YES_NO,
        "stamp": "timestamp",
    },
    "queues": {
        "name": "varchar(128) not null",
        "musiconhold": "varchar(128)",
        "announce": "varchar(128)",
        "timeout": "integer",
        "ringinuse": QUEUE_YES_NO,
        "retry": "integer",
        "wrapuptime": "integer",
        "autofill": QUEUE_YES_NO,
        "autopause": "queue_autopause_values",
        "maxlen": "integer",
        "strategy": "queue_strategy_values",
        "joinempty": "varchar(128)",
        "leavewhenempty": "varchar(128)",
        "weight": "integer",
    },
    "queue_members": {
        "queue_name": "varchar(80) not null",
        "interface": "varchar(80) not null",
        "membername": "varchar(80)",
        "state_interface": "varchar(80)",
        "penalty": "integer",
        "paused": "integer",
        "uniqueid": "integer not null",
        "reason_paused": "varchar(80)",
    },
}


def make(engine: Engine, *, enum_suffix: str = "", without: tuple[str, ...] = ()) -> None:
    """Make the tables as Asterisk's own tools would, under older names of the enums, or without some columns."""
    with engine.begin() as connection:
        for name, labels in ENUMS.items():
            if engine.dialect.name == "postgresql":
                listed = ", ".join(f"'{label}'" for label in labels)
                connection.execute(text(f"CREATE TYPE {name}{enum_suffix} AS ENUM ({listed})"))
        for table, columns in COLUMNS.items():
            kept = {name: type_ for name, type_ in columns.items() if name not in without}
            written = [f'"{name}" {_type(engine, type_, enum_suffix)}' for name, type_ in kept.items()]
            connection.execute(text(f"CREATE TABLE {table} ({', '.join([*written, *_keys(table)])})"))
        if engine.dialect.name == "postgresql":
            connection.execute(text("CREATE SEQUENCE voicemail_uniqueid_seq"))
            connection.execute(
                text("ALTER TABLE voicemail ALTER uniqueid SET DEFAULT nextval('voicemail_uniqueid_seq')")
            )


def _type(engine: Engine, type_: str, enum_suffix: str) -> str:
    if type_ in ENUMS:
        return f"{type_}{enum_suffix}" if engine.dialect.name == "postgresql" else "varchar(20)"
    return type_


def _keys(table: str) -> list[str]:
    if table == "voicemail":
        return ["PRIMARY KEY (uniqueid)"]
    if table == "queues":
        return ["PRIMARY KEY (name)"]
    if table == "queue_members":
        return ["PRIMARY KEY (queue_name, interface)", "UNIQUE (uniqueid)"]
    return ["UNIQUE (id)"]
