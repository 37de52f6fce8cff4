"""The whole application, people of every role who are signed in to it, and agents and imports as they come about."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.accounts.models import STAFF_ROLES, Account
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.settings import Settings
from onboarding.staffing import adding
from tests.databases import first_start, settings_for
from tests.web.browser import Browser
from web.app import create_app

Inside = Callable[[], AbstractContextManager[Session]]
BrowseAs = Callable[[str | None], Browser]


@dataclass
class World:
    """One application on SQLite for all tests; each finds the database as it was in the beginning.

    What differs between databases is below the pages and tested there; one test looks at all pages on both.
    """

    app: APIFlask
    settings: Settings
    people: dict[str, Account]
    beginning: Path

    def begin_again(self) -> None:
        dispose(self.app)
        database = self.settings.data_dir / "onboard.db"
        for rest in ("-wal", "-shm"):
            database.with_name(database.name + rest).unlink(missing_ok=True)
        # Another file under the same name: whoever still holds the old one does not see this.
        shutil.copyfile(self.beginning, self.beginning.with_suffix(".copy")).replace(database)


def dispose(app: APIFlask) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def one_of_each_role(app: APIFlask, settings: Settings) -> dict[str, Account]:
    """Three of the staff, and Owen, an agent without an invitation."""
    with app.app_context():
        session = db.session()
        begin_writing(session)
        found = {
            role: accounts.create_staff(session, SERVICE, f"{role}@northwind.example", role, f"Ingrid {role.title()}")
            for role in STAFF_ROLES
        }
        typed = {"full_name": "Owen Agent", "email": "owen@northwind.example"}
        agent = adding.add(session, settings, typed, actor=SERVICE, invite="none").agent
        found["agent"] = accounts.account_of(session, agent.id)
        session.commit()
    return found


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("web")
    settings = settings_for(folder / "data")
    first_start(settings)
    app = create_app(settings)
    people = one_of_each_role(app, settings)
    dispose(app)
    shutil.copyfile(folder / "data" / "onboard.db", folder / "beginning.db")
    return World(app, settings, people, folder / "beginning.db")


@pytest.fixture
def settings(world: World) -> Settings:
    return world.settings


@pytest.fixture
def app(world: World) -> Iterator[APIFlask]:
    world.begin_again()
    yield world.app
    dispose(world.app)


@pytest.fixture
def people(world: World) -> dict[str, Account]:
    return world.people


@pytest.fixture
def inside(app: APIFlask) -> Inside:
    """A session in a context of its own, committed at the end: what is written there, requests see."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with app.app_context():
            begin_writing(db.session())
            yield db.session()
            db.session.commit()

    return opened


@pytest.fixture
def amara(inside: Inside, settings: Settings) -> str:
    """The id of Amara Okonkwo, who has just been added and not been invited."""
    typed = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "extension": "2417"}
    with inside() as session:
        return str(adding.add(session, settings, typed, actor=SERVICE, invite="none").agent.id)


@pytest.fixture
def browse_as(app: APIFlask, people: dict[str, Account]) -> BrowseAs:
    """A browser in which somebody of this role is signed in (None: nobody)."""

    def browser(role: str | None) -> Browser:
        return Browser(app, people[role] if role else None)

    return browser


@pytest.fixture
def hr(browse_as: BrowseAs) -> Browser:
    return browse_as("hr")
