"""The whole application, people of every role who are signed in to it, and agents and imports as they come about."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from apiflask import APIFlask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.accounts.models import ROLES, Account
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.settings import Settings
from onboarding.staffing import adding
from tests.web.browser import Browser
from web.app import create_app

Inside = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite: what differs between databases is below the pages, and tested there; one test runs all pages on both."""
    return sqlite_url


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates, compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def app(database_url: str, settings: Settings, compiled: FileSystemBytecodeCache) -> Iterator[APIFlask]:
    whole = create_app(settings)
    whole.jinja_env.bytecode_cache = compiled
    yield whole
    with whole.app_context():
        for engine in db.engines.values():
            engine.dispose()


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
    typed = {
        "full_name": "Amara Okonkwo",
        "email": "amara@northwind.example",
        "typology": "webrtc",
        "extension": "2417",
    }
    with inside() as session:
        return str(adding.add_one(session, settings, typed, actor=SERVICE, invite="none").id)


@pytest.fixture
def people(inside: Inside, settings: Settings) -> dict[str, Account]:
    """One account of each role."""
    with inside() as session:
        found = {
            role: accounts.create_staff(session, SERVICE, f"{role}@northwind.example", role, f"Ingrid {role.title()}")
            for role in ROLES
            if role != "agent"
        }
        typed = {"full_name": "Owen Agent", "email": "owen@northwind.example"}
        agent = adding.add_one(session, settings, typed, actor=SERVICE, invite="none")
        found["agent"] = accounts.account_of(session, agent.id)
    return found


@pytest.fixture
def browse_as(app: APIFlask, people: dict[str, Account]) -> Callable[[str | None], Browser]:
    """A browser in which somebody of this role is signed in (None: nobody)."""

    def browser(role: str | None) -> Browser:
        return Browser(app, people[role] if role else None)

    return browser


@pytest.fixture
def hr(browse_as: Callable[[str | None], Browser]) -> Browser:
    return browse_as("hr")
