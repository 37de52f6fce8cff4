"""The command line on a database that nothing was started on, as a person meets it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onboarding import settings
from onboarding.database import db
from tasks.app import create_bare_app
from tests.directory.people import agent
from web.cli import main

Onboard = Callable[..., Result]


@pytest.fixture
def onboard(tmp_path: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Onboard]:
    """Run `onboard …`: its exit code, what it printed, and what it said on stderr."""
    for name in [name for name in os.environ if name.startswith("ONBOARD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONBOARD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ONBOARD_DATABASE_URL", empty_database_url)

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
