"""What all tests share: settings, a database of each kind, the app, and private servers where they are installed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from onboarding.database import db
from onboarding.settings import PREFIX, Settings
from tasks.app import create_bare_app
from tests import servers
from tests.applications import Applications
from tests.databases import EmptyPostgreSQL, PostgreSQLDatabases, SQLiteFiles, first_start, settings_for
from tests.needs import pytest_collection_modifyitems, pytest_runtest_setup, pytest_terminal_summary
from tests.servers import PostgreSQL

__all__ = ["pytest_collection_modifyitems", "pytest_runtest_setup", "pytest_terminal_summary"]

hypothesis.settings.register_profile("house", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("house")

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

EACH_DATABASE = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_developer() -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A deployment in a folder of its own; on the test's database where the test uses one, else on a SQLite file."""
    uses_database = "database_url" in request.fixturenames
    return settings_for(tmp_path / "data", request.getfixturevalue("database_url") if uses_database else None)


@pytest.fixture(params=EACH_DATABASE)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database as it is after the first start: all tables, the switch's tables, the ranges. Once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=EACH_DATABASE)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table. Once on each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture(scope="session")
def bare_apps() -> Applications[Flask]:
    return Applications(create_bare_app)


@pytest.fixture
def app(database_url: str, settings: Settings, bare_apps: Applications[Flask]) -> Iterator[Flask]:
    """A bare app, without pages, on a database of either kind."""
    with bare_apps.on(settings) as bare:
        yield bare


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of an app context that lasts as long as the test; what is not committed is rolled back."""
    with app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    folder = tmp_path_factory.mktemp("sqlite")
    return SQLiteFiles(folder, lambda url: first_start(settings_for(folder, url)))


@pytest.fixture
def sqlite_url(sqlite_files: SQLiteFiles) -> Iterator[str]:
    yield sqlite_files.fresh()
    sqlite_files.put_back()


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """A private PostgreSQL; a test that asks for it carries the mark `postgresql`."""
    with servers.postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_databases(
    postgresql_server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgreSQLDatabases]:
    def fill(url: str) -> None:
        first_start(settings_for(tmp_path_factory.mktemp("postgresql"), url))

    with closing(PostgreSQLDatabases(postgresql_server, fill)) as databases:
        yield databases


@pytest.fixture
def postgresql_url(postgresql_databases: PostgreSQLDatabases) -> Iterator[str]:
    yield postgresql_databases.fresh()
    postgresql_databases.put_back()


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_server: PostgreSQL) -> EmptyPostgreSQL:
    return EmptyPostgreSQL(postgresql_server)


@pytest.fixture
def empty_postgresql_url(empty_postgresql: EmptyPostgreSQL) -> Iterator[str]:
    yield empty_postgresql.fresh()
    empty_postgresql.put_back()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    with servers.redis() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty private Redis; a test that asks for it carries the mark `redis`."""
    servers.empty_redis(redis_server)
    return redis_server


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """A private RabbitMQ; a test that asks for it carries the mark `rabbitmq`."""
    with servers.rabbitmq() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; a test that asks for it carries the mark `browser`."""
    path = servers.chromium()
    assert path is not None
    return path


@pytest.fixture
def sqlite_session_of(sqlite_url: str, tmp_path: Path) -> Iterator[Callable[..., tuple[Session, Settings]]]:
    """A session on SQLite for a deployment with these settings besides."""
    contexts = ExitStack()

    def make(**overrides: str) -> tuple[Session, Settings]:
        chosen = settings_for(tmp_path / "data", sqlite_url, **overrides)
        contexts.enter_context(create_bare_app(chosen).app_context())
        return db.session(), chosen

    with contexts:
        yield make
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def built_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the tests of a process; each test opens a context of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()
