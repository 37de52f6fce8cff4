"""Where the switch's tables are, and who made them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from onboarding.schema import create_all
from onboarding.settings import Settings
from onboarding.telephony import schema
from tests.applications import Applications
from tests.conftest import EACH_DATABASE
from tests.databases import PostgreSQLDatabases, SQLiteFiles
from tests.servers import PostgreSQL
from tests.telephony import asterisk
from tests.telephony.helpers import inside, switch_elsewhere

Place = tuple[Session, Settings]


def made_by(make: Callable[[Engine], None]) -> Callable[[str], None]:
    def fill(url: str) -> None:
        engine = create_engine(url)
        make(engine)
        engine.dispose()

    return fill


@pytest.fixture(scope="session")
def files_without_the_switch(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    return SQLiteFiles(tmp_path_factory.mktemp("main"), made_by(create_all))


@pytest.fixture(scope="session")
def files_of_ours(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    return SQLiteFiles(tmp_path_factory.mktemp("switch"), made_by(schema.ensure_schema))


@pytest.fixture(scope="session")
def files_of_asterisk(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    return SQLiteFiles(tmp_path_factory.mktemp("asterisk"), made_by(asterisk.make))


@pytest.fixture(scope="session")
def databases_of_ours(postgresql_server: PostgreSQL) -> Iterator[PostgreSQLDatabases]:
    with closing(PostgreSQLDatabases(postgresql_server, made_by(schema.ensure_schema))) as databases:
        yield databases


@pytest.fixture(scope="session")
def databases_of_asterisk(postgresql_server: PostgreSQL) -> Iterator[PostgreSQLDatabases]:
    with closing(PostgreSQLDatabases(postgresql_server, made_by(asterisk.make))) as databases:
        yield databases


@pytest.fixture
def main_url(files_without_the_switch: SQLiteFiles) -> Iterator[str]:
    """The service's own tables, and none of the switch's."""
    yield files_without_the_switch.fresh()
    files_without_the_switch.put_back()


@pytest.fixture
def our_sqlite_url(files_of_ours: SQLiteFiles) -> Iterator[str]:
    yield files_of_ours.fresh()
    files_of_ours.put_back()


@pytest.fixture
def our_postgresql_url(databases_of_ours: PostgreSQLDatabases) -> Iterator[str]:
    yield databases_of_ours.fresh()
    databases_of_ours.put_back()


@pytest.fixture
def asterisks_sqlite_url(files_of_asterisk: SQLiteFiles) -> Iterator[str]:
    yield files_of_asterisk.fresh()
    files_of_asterisk.put_back()


@pytest.fixture
def asterisks_postgresql_url(databases_of_asterisk: PostgreSQLDatabases) -> Iterator[str]:
    yield databases_of_asterisk.fresh()
    databases_of_asterisk.put_back()


@pytest.fixture(params=EACH_DATABASE)
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database the switch reads."""
    return str(request.param)


@pytest.fixture
def empty_elsewhere(settings: Settings, main_url: str, empty_database_url: str) -> Iterator[Place]:
    """A database of the switch's own, without any table."""
    with switch_elsewhere(replace(settings, database_url=main_url), empty_database_url) as place:
        yield place


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, kind: str, settings: Settings, main_url: str, bare_apps: Applications[Flask]
) -> Iterator[Place]:
    """A database of the switch's own, with the tables that we make."""
    with inside(bare_apps, settings, main_url, request.getfixturevalue(f"our_{kind}_url")) as place:
        yield place


@pytest.fixture
def made_by_asterisk(
    request: pytest.FixtureRequest, kind: str, settings: Settings, main_url: str, bare_apps: Applications[Flask]
) -> Iterator[Place]:
    """A database of the switch's own, with the tables that Asterisk's own tools make."""
    with inside(bare_apps, settings, main_url, request.getfixturevalue(f"asterisks_{kind}_url")) as place:
        yield place


@pytest.fixture(params=["one database", "made by Asterisk"])
def place(
    request: pytest.FixtureRequest, kind: str, settings: Settings, bare_apps: Applications[Flask]
) -> Iterator[Place]:
    """Our own tables in the service's database, and Asterisk's in another."""
    if request.param == "made by Asterisk":
        yield request.getfixturevalue("made_by_asterisk")
        return
    url = request.getfixturevalue(f"{kind}_url")
    with inside(bare_apps, settings, url, url) as place:
        yield place
