"""The configuration of an Asterisk that reads our tables: its files, for the database at hand."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from psycopg import pq
from sqlalchemy import select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from onboarding.numbering import ranges, reserved
from onboarding.numbering.models import Number
from onboarding.numbering.reserved import EMERGENCY_NUMBERS
from onboarding.settings import Settings
from onboarding.telephony.dialplan import patterns
from onboarding.telephony.values import MAILBOX_CONTEXT

TABLES = ("ps_endpoints", "ps_auths", "ps_aors", "ps_contacts", "voicemail", "queues", "queue_members")
DRIVER_FILES = {"postgresql": "res_pgsql.conf", "sqlite": "res_config_sqlite3.conf"}
DRIVERS = {"postgresql": "pgsql", "sqlite": "sqlite3"}
COMMON_FILES = (
    "modules.conf",
    "extconfig.conf",
    "sorcery.conf",
    "pjsip.conf",
    "http.conf",
    "voicemail.conf",
    "queues.conf",
    "extensions.conf",
)
HIDDEN = "…"

_MOST_CHARACTERS = 63
"""What Asterisk's PostgreSQL driver keeps of a value; it cuts the rest without a word."""

_SOCKET_FOLDER = "/var/run/postgresql"
_WRITTEN = {"host": "hostname", "port": "port", "dbname": "dbname", "user": "user", "password": "password"}


def files(session: Session, settings: Settings, *, with_password: bool = True) -> dict[str, str]:
    """Each file's name and text, in the order in which they are best read.

    `with_password`: False for a text that is shown, with three dots in its place.
    """
    url = make_url(settings.telephony_database_url)
    kind = url.get_backend_name()
    driver = DRIVERS[kind]
    (other,) = set(DRIVERS.values()) - {driver}
    context: dict[str, Any] = {
        "driver": driver,
        "driver_module": f"res_config_{driver}.so",
        "other_module": f"res_config_{other}.so",
        "tables": TABLES,
        "realm": settings.sip_realm,
        "web": _web(settings.wss_url),
        "mail_from": escaped(settings.mail_from),
        "timezone": settings.timezone,
        "mailbox_context": MAILBOX_CONTEXT,
        "patterns": _patterns(session),
    }
    if kind == "sqlite":
        context["sqlite_file"] = escaped(str(Path(url.database or "").absolute()))
    else:
        context["postgresql"], context["notes"] = _postgresql(url, with_password)
    names = (*COMMON_FILES[:2], DRIVER_FILES[kind], *COMMON_FILES[2:])
    return {name: _environment().get_template(name).render(context) for name in names}


def _patterns(session: Session) -> list[str]:
    """A number for emergencies must reach the trunk, unless somebody has freed it for an agent."""
    still_reserved = select(Number.number).where(Number.number.in_(EMERGENCY_NUMBERS), Number.state == reserved.STATE)
    of_agents = ((found.first, found.last) for found in ranges.list_ranges(session))
    return patterns(of_agents, session.scalars(still_reserved).all())


@dataclass(frozen=True, slots=True)
class _Web:
    """Where phones in a browser connect. Asterisk answers at `/ws`, after a prefix if there is one."""

    url: str
    protocol: str
    host: str
    port: int
    prefix: str


def _web(url: str) -> _Web:
    parts = urlsplit(url)
    port = parts.port or {"ws": 80, "wss": 443}[parts.scheme]
    return _Web(url, parts.scheme, parts.hostname or "", port, parts.path.removesuffix("/ws").strip("/"))


def _postgresql(url: URL, with_password: bool) -> tuple[dict[str, str], list[str]]:
    """The driver's settings, and notes on what it cannot be told."""
    asked: Mapping[str, Any] = url.get_dialect()().create_connect_args(url)[1]
    given = {
        "host": _SOCKET_FOLDER,
        "port": "5432",
        "user": getpass.getuser(),
        "password": "",
        **{name: str(value) for name, value in asked.items() if value is not None},
    }
    given.setdefault("dbname", given["user"])
    notes = [_too_long(name) for name in _WRITTEN if len(quoted(given[name])) > _MOST_CHARACTERS]
    notes += [_by_environment(name, value) for name, value in given.items() if name not in _WRITTEN]
    if given["password"] and not with_password:
        given["password"] = HIDDEN
    return {written: escaped(quoted(given[name])) for name, written in _WRITTEN.items()}, notes


def quoted(value: str) -> str:
    """As a value stands in a connection string of PostgreSQL's, into which Asterisk puts it as it is."""
    if value and not any(char.isspace() or char in "'\\" for char in value):
        return value
    return value and "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def escaped(value: str) -> str:
    """As a value stands in a configuration file of Asterisk's, where a semicolon begins a comment."""
    return value.replace(";", "\\;")


def _too_long(name: str) -> str:
    if name == "password":
        return (
            f"Asterisk cuts a password at {_MOST_CHARACTERS} characters, and this one is longer: leave it empty here "
            "and put it into the file .pgpass of Asterisk's user."
        )
    return f"Asterisk cuts the {name} at {_MOST_CHARACTERS} characters, and this one is longer."


def _by_environment(name: str, value: str) -> str:
    known = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    used = f"The service also uses {name}={HIDDEN if 'password' in name else value}"
    if variable := known.get(name):
        return f"{used}: give it to Asterisk's process in the environment variable {variable.decode()}."
    return f"{used}, which Asterisk cannot be told."


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "conf"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
