"""The command line on a database that nothing was started on, as a person meets it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onboarding import schema, settings
from onboarding.database import db
from tasks.app import create_bare_app
from tests.conftest import EACH_DATABASE
from tests.databases import SQLiteFiles, settings_for
from tests.directory.people import agent
from web.cli import main

Onboard = Callable[..., Result]


on_each_database = pytest.mark.parametrize("database_url", EACH_DATABASE, indirect=True)
"""On a database without any table, for a command of each sort; what differs between databases is tested below them."""


@pytest.fixture(scope="session")
def upgraded_files(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    folder = tmp_path_factory.mktemp("upgraded")
    return SQLiteFiles(folder, lambda url: schema.upgrade(settings_for(folder, url)))


@pytest.fixture
def upgraded_url(upgraded_files: SQLiteFiles) -> Iterator[str]:
    """All tables as the migrations make them, and nothing in them."""
    yield upgraded_files.fresh()
    upgraded_files.put_back()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    kind = getattr(request, "param", None)
    return str(request.getfixturevalue(f"empty_{kind}_url" if kind else "upgraded_url"))


@pytest.fixture
def onboard(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Onboard]:
    """Run `onboard …`: its exit code, what it printed, and what it said on stderr."""
    for name in [name for name in os.environ if name.startswith("ONBOARD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONBOARD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ONBOARD_DATABASE_URL", database_url)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    mask = os.umask(0o022)
    yield run
    os.umask(mask)


def people(onboard: Onboard, *names: str) -> None:
    """Agents of these names, on the database of the environment."""
    assert onboard("agents").exit_code == 0
    with create_bare_app(settings.read(os.environ)).app_context():
        for name in names:
            username = f"user{names.index(name)}"
            agent(db.session(), name, username=username)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
