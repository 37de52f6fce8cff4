"""The tables as a whole: every model known, a database brought up to date by migrations, or made at once."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, NullPool, create_engine, func, inspect, select, text

from onboarding.database import Base, configuration
from onboarding.directory import trigrams
from onboarding.settings import Settings, bundled

MODEL_MODULES = (
    "onboarding.work",
    "onboarding.audit",
    "onboarding.preferences.models",
    "onboarding.numbering.models",
    "onboarding.agents.models",
    "onboarding.mail.models",
    "onboarding.accounts.models",
    "onboarding.client_logs.models",
    "onboarding.groups.models",
    "onboarding.telephony.models",
    "onboarding.invitations.models",
    "onboarding.directory.models",
    "onboarding.bulk.models",
    "onboarding.bulk.action_models",
    "onboarding.imports.models",
)

MIGRATION_LOCK = 0x6F6E62647363
"""The number of the advisory lock that PostgreSQL keeps for us while the tables change."""


def load_models() -> None:
    """Import every module that declares tables, so that Base.metadata holds them all."""
    for name in MODEL_MODULES:
        importlib.import_module(name)


def create_all(engine: Engine) -> None:
    """Make all our tables in an empty database, without migrations."""
    load_models()
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        trigrams.ensure(connection)


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest version; processes that start at the same time wait for one another."""
    with migration_connection(settings) as connection:
        if noted_revision(connection) != newest_revision():
            _migrate(connection)
        trigrams.ensure(connection)


def _migrate(connection: Connection) -> None:
    # Loading Alembic takes longer than most commands, and most starts find nothing to do.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")


def newest_revision() -> str:
    """The last of the migrations, which are numbered and named NUMBER_WHAT.py."""
    names = [path.name for path in bundled("migrations").joinpath("versions").glob("*.py")]
    return max(names).partition("_")[0]


def noted_revision(connection: Connection) -> str | None:
    """The migration that the database was last brought to; None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    noted: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return noted


@contextmanager
def migration_connection(settings: Settings) -> Iterator[Connection]:
    """A connection in a transaction of its own that nobody else changes tables beside; committed at the end."""
    options = configuration(settings)["SQLALCHEMY_ENGINE_OPTIONS"]
    engine = create_engine(settings.database_url, poolclass=NullPool, **options)
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        if connection.dialect.name == "sqlite":
            # A changed table is copied and its old self dropped, which would take the rows that point at it along.
            # SQLite takes the switch only outside a transaction, and SQLAlchemy would begin one.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            yield connection
