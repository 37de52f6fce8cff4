"""Deployment settings: read once from the environment, checked, typed."""

import re
import secrets
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import phonenumbers

PREFIX = "ONBOARD_"
DATABASE_DIALECTS = ("sqlite", "postgresql+psycopg")
BROKER_SCHEMES = ("filesystem", "redis", "rediss", "amqp", "amqps")
SERVED_AT = "served-at"
SMTP_SCHEMES = ("smtp", "smtps", "smtp+plain")
NAMES = (
    "DATA_DIR",
    "DATABASE_URL",
    "BROKER_URL",
    "TELEPHONY_DATABASE_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "BASE_URL",
    "EXTENSION_RANGES",
    "SIP_SERVER",
    "SIP_REALM",
    "SIP_DIGEST",
    "WSS_URL",
    "PHONE_REGION",
    "TRUSTED_PROXIES",
    "LEASE_SECONDS",
    "CHUNK_ROWS",
    "SWEEP_SECONDS",
    "IMPORT_MAX_MIB",
    "IMPORT_MAX_UNPACKED_MIB",
    "IMPORT_MAX_ROWS",
    "IMPORT_MAX_COLUMNS",
    "SECRET_KEYS",
    "TIMEZONE",
    "PASSWORD_COST",
)
"""Every setting, without the prefix."""


class SettingsError(Exception):
    """A setting that cannot be used: names the variable, what is wrong with it and what would be right."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{PREFIX}{name}: {sentence}")
        self.name = PREFIX + name


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail is handed over. `security` is starttls, tls or plain."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None

    def __repr__(self) -> str:
        return f"Smtp({self.security} {self.host}:{self.port})"


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Everything a deployment decides; the defaults serve one machine with no server of any kind."""

    data_dir: Path
    database_url: str
    broker_url: str
    telephony_database_url: str
    smtp: Smtp | None
    mail_from: str
    base_url: str
    extension_ranges: tuple[tuple[int, int], ...]
    sip_server: str
    sip_realm: str
    sip_digest: bool
    wss_url: str
    phone_region: str | None
    trusted_proxies: int
    lease_seconds: int
    chunk_rows: int
    sweep_seconds: int
    import_max_mib: int
    import_max_unpacked_mib: int
    import_max_rows: int
    import_max_columns: int
    secret_keys: tuple[str, ...]
    timezone: str
    password_cost: int

    @property
    def embedded_broker(self) -> bool:
        return self.broker_url.startswith("filesystem")

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def outbox_dir(self) -> Path:
        return self.data_dir / "outbox"

    def __repr__(self) -> str:
        return f"Settings(data_dir={str(self.data_dir)!r})"


def read(environ: Mapping[str, str]) -> Settings:
    """Read and check the settings; makes the data folder and, once, the signing key.

    Raises SettingsError for the first setting that cannot be used.
    """
    values = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX) and value.strip()}

    def text(name: str, default: str) -> str:
        return values.get(PREFIX + name, default)

    data_dir = _data_dir(text("DATA_DIR", "./var"))
    database_url = _database_url("DATABASE_URL", text("DATABASE_URL", f"sqlite:///{data_dir / 'onboard.db'}"))
    server, base_url = _addresses(text("SIP_SERVER", ""), text("BASE_URL", _served_at(data_dir)))
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        broker_url=_broker_url(text("BROKER_URL", "filesystem://")),
        telephony_database_url=_database_url("TELEPHONY_DATABASE_URL", text("TELEPHONY_DATABASE_URL", database_url)),
        smtp=_smtp(text("SMTP_URL", "")),
        mail_from=_mail_from(text("MAIL_FROM", "onboarding@localhost")),
        base_url=base_url,
        extension_ranges=_ranges(text("EXTENSION_RANGES", "1000-9999")),
        sip_server=server,
        sip_realm=_realm(text("SIP_REALM", "asterisk")),
        sip_digest=_on_or_off("SIP_DIGEST", text("SIP_DIGEST", "off")),
        wss_url=_wss_url(text("WSS_URL", f"wss://{server}:8089/ws")),
        phone_region=_region(text("PHONE_REGION", "")),
        trusted_proxies=_number("TRUSTED_PROXIES", text("TRUSTED_PROXIES", "0"), 0, 10),
        lease_seconds=_number("LEASE_SECONDS", text("LEASE_SECONDS", "60"), 1, 3600),
        chunk_rows=_number("CHUNK_ROWS", text("CHUNK_ROWS", "500"), 1, 10_000),
        sweep_seconds=_number("SWEEP_SECONDS", text("SWEEP_SECONDS", "5"), 1, 300),
        import_max_mib=_number("IMPORT_MAX_MIB", text("IMPORT_MAX_MIB", "64"), 1, 1024),
        import_max_unpacked_mib=_number("IMPORT_MAX_UNPACKED_MIB", text("IMPORT_MAX_UNPACKED_MIB", "512"), 1, 8192),
        import_max_rows=_number("IMPORT_MAX_ROWS", text("IMPORT_MAX_ROWS", "1000000"), 1, 10_000_000),
        import_max_columns=_number("IMPORT_MAX_COLUMNS", text("IMPORT_MAX_COLUMNS", "1000"), 1, 16_384),
        secret_keys=_secret_keys(text("SECRET_KEYS", ""), data_dir),
        timezone=_timezone(text("TIMEZONE", "UTC")),
        password_cost=_number("PASSWORD_COST", text("PASSWORD_COST", "3"), 1, 10),
    )


def unknown(environ: Mapping[str, str]) -> dict[str, str | None]:
    """Variables with our prefix that are no setting, most likely misspelt, each with the setting nearest to it."""
    strange = sorted(name for name in environ if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in NAMES)
    near = {name: get_close_matches(name.removeprefix(PREFIX).upper(), NAMES, n=1) for name in strange}
    return {name: PREFIX + found[0] if found else None for name, found in near.items()}


def bundled(name: str) -> Path:
    """A folder that comes with the package (email, migrations, samples), in a checkout or in an installed wheel."""
    here = Path(__file__).parent
    inside = here / "_bundled" / name
    if inside.is_dir():
        return inside
    return here.parent / {"email": "templates/email"}.get(name, name)


def _data_dir(value: str) -> Path:
    path = Path(value).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError("DATA_DIR", f"{path} cannot be used as a folder ({error.strerror}).") from None
    return path


def _database_url(name: str, value: str) -> str:
    scheme = value.partition("://")[0]
    if scheme == "postgresql" or scheme == "postgres":
        return "postgresql+psycopg://" + value.partition("://")[2]
    if scheme not in DATABASE_DIALECTS:
        wanted = "sqlite:///path/to/file.db or postgresql+psycopg://user:password@host/database"
        raise SettingsError(name, f"the address starts with {scheme[:30]!r}; write {wanted}.")
    return value


def _broker_url(value: str) -> str:
    scheme = value.partition("://")[0]
    if scheme not in BROKER_SCHEMES:
        raise SettingsError(
            "BROKER_URL",
            f"the address starts with {scheme[:30]!r}; write redis://host:6379/0 or amqp://user:password@host, "
            "or leave it out for the embedded broker.",
        )
    return value


def _smtp(value: str) -> Smtp | None:
    if not value:
        return None
    parts = urlsplit(value)
    wanted = "smtp://user:password@host:587, smtps://user:password@host:465 or smtp+plain://host:25"
    if parts.scheme not in SMTP_SCHEMES or not parts.hostname:
        raise SettingsError("SMTP_URL", f"this is not the address of a mail server; write {wanted}.")
    try:
        port = parts.port
    except ValueError:
        raise SettingsError("SMTP_URL", f"the port is not a number from 1 to 65535; write {wanted}.") from None
    security = {"smtp": "starttls", "smtps": "tls", "smtp+plain": "plain"}[parts.scheme]
    return Smtp(
        host=parts.hostname,
        port=port or {"starttls": 587, "tls": 465, "plain": 25}[security],
        security=security,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _mail_from(value: str) -> str:
    if value.count("@") != 1 or value.startswith("@") or value.endswith("@") or re.search(r"\s", value):
        raise SettingsError("MAIL_FROM", f"{value!r} is not one e-mail address; write such as onboarding@your.domain.")
    return value


def note_served_at(data_dir: Path, url: str) -> None:
    """Note where the service on this folder is reached, so that every command makes links that lead there."""
    (data_dir / SERVED_AT).write_text(url)


def _served_at(data_dir: Path) -> str:
    noted = data_dir / SERVED_AT
    return noted.read_text().strip() if noted.is_file() else "http://127.0.0.1:8000"


def _addresses(sip_server: str, base_url: str) -> tuple[str, str]:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(
            "BASE_URL", f"{base_url!r} is not the address of a web site; write such as https://onboarding.your.domain."
        )
    return sip_server or parts.hostname, base_url.rstrip("/")


def _ranges(value: str) -> tuple[tuple[int, int], ...]:
    ranges = []
    for part in value.split(","):
        match = re.fullmatch(r"\s*([1-9][0-9]{1,9})\s*-\s*([1-9][0-9]{1,9})\s*", part)
        if not match or int(match[1]) > int(match[2]):
            raise SettingsError(
                "EXTENSION_RANGES", f"{part.strip()!r} is not a range; write first-last, such as 1000-9999."
            )
        ranges.append((int(match[1]), int(match[2])))
    return tuple(ranges)


def _realm(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,80}", value):
        raise SettingsError("SIP_REALM", f"{value[:80]!r} is not a realm; write letters, digits, dots and hyphens.")
    return value


def _on_or_off(name: str, value: str) -> bool:
    word = value.casefold()
    if word not in ("on", "yes", "true", "1", "off", "no", "false", "0"):
        raise SettingsError(name, f"{value!r} is neither on nor off.")
    return word in ("on", "yes", "true", "1")


def _wss_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise SettingsError("WSS_URL", f"{value!r} is not a WebSocket address; write such as wss://pbx.your.domain/ws.")
    return value


def _region(value: str) -> str | None:
    if not value:
        return None
    if value.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise SettingsError("PHONE_REGION", f"{value!r} is not a country; write its two letters, such as IT or GB.")
    return value.upper()


def _number(name: str, value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise SettingsError(name, f"{value!r} is not a whole number from {least} to {most}.")
    return int(value)


def _timezone(value: str) -> str:
    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError("TIMEZONE", f"{value!r} is not a time zone; write such as Europe/Rome.") from None


def _secret_keys(value: str, data_dir: Path) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",")) if value else (_kept_key(data_dir / "secret.key"),)
    if any(len(key) < 32 for key in keys):
        raise SettingsError(
            "SECRET_KEYS", "each key needs at least 32 characters; make one with 'openssl rand -hex 32'."
        )
    return keys


def _kept_key(path: Path) -> str:
    """The signing key of a machine that was given none: made once, readable only by its owner."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_hex(32))
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            pass  # another process was first; its key counts
        finally:
            temporary.unlink()
    return path.read_text().strip()


def without_password(url: str) -> str:
    """An address as it may be shown: the password is replaced by three dots."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(unquote(parts.username or ''))}:…@{host}").geturl()
