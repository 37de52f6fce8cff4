"""The whole application, people who visit it with a browser, and the links that they were sent."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import db
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.telephony import provisioning
from tasks.app import attach
from tests.accounts.people import PASSWORD, a_member_of_staff, an_agent
from tests.applications import Applications
from tests.conftest import EACH_DATABASE
from tests.door import links
from tests.door.visitor import Visitor
from web.app import create_app

Inside = Callable[[], AbstractContextManager[Session]]


on_each_database = pytest.mark.parametrize("database_url", EACH_DATABASE, indirect=True)
"""For what depends on how a database keeps two from writing the same; pages look the same on either."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url"))


@pytest.fixture(scope="session")
def whole_apps() -> Applications[APIFlask]:
    return Applications(create_app)


@pytest.fixture
def app(database_url: str, settings: Settings, whole_apps: Applications[APIFlask]) -> Iterator[APIFlask]:
    with whole_apps.on(settings) as whole:
        attach(whole)
        yield whole


@pytest.fixture
def inside(app: APIFlask) -> Inside:
    """A session in a context of its own, committed at the end: what is written there, requests see."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with app.app_context():
            yield db.session()
            db.session.commit()

    return opened


@pytest.fixture
def visitor(app: APIFlask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def amara(inside: Inside, settings: Settings) -> Agent:
    """A new agent with a phone that is set up, who has not joined yet."""
    with inside() as session:
        session.add(Number(number=2417, state="taken"))
        session.flush()
        agent = an_agent(
            session,
            settings,
            None,
            first_name="Amara",
            last_name="Okonkwo",
            extension=2417,
            start_date=date(2999, 12, 1),
        )
        session.commit()
        provisioning.provision(session, settings, [agent.id])
    return agent


@pytest.fixture
def me(visitor: Visitor, inside: Inside, settings: Settings, amara: Agent) -> Visitor:
    """Amara, signed in on her phone."""
    with inside() as session:
        link = links.invitation(session, settings, amara)
    visitor.get(link)
    visitor.send("/join", password=PASSWORD)
    return visitor


@pytest.fixture
def joined(inside: Inside, settings: Settings) -> Agent:
    """An agent who has joined, and has no extension."""
    with inside() as session:
        return an_agent(session, settings, username="ewa.krol", full_name="Ewa Król")


@pytest.fixture
def ingrid(inside: Inside, settings: Settings) -> Account:
    """Somebody of HR who has a password."""
    with inside() as session:
        return a_member_of_staff(session, settings)
