"""Where the switch's tables are, and who made them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from onboarding.database import switch_engine
from onboarding.settings import Settings
from onboarding.telephony import schema
from tests.telephony import asterisk
from tests.telephony.helpers import switch_elsewhere

Place = tuple[Session, Settings]


@pytest.fixture
def empty_elsewhere(settings: Settings, empty_database_url: str) -> Iterator[Place]:
    """A database of the switch's own, without any table."""
    main = f"sqlite:///{settings.data_dir}/main.db"
    with switch_elsewhere(replace(settings, database_url=main), empty_database_url) as (session, there):
        yield session, there


@pytest.fixture
def elsewhere(empty_elsewhere: Place) -> Place:
    """A database of the switch's own, with the tables that we make."""
    schema.ensure_schema(switch_engine())
    return empty_elsewhere


@pytest.fixture
def made_by_asterisk(empty_elsewhere: Place) -> Place:
    """A database of the switch's own, with the tables that Asterisk's own tools make."""
    asterisk.make(switch_engine())
    return empty_elsewhere


@pytest.fixture(params=["one database", "made by Asterisk"])
def place(request: pytest.FixtureRequest, settings: Settings, empty_database_url: str) -> Iterator[Place]:
    """Our own tables in the service's database, and Asterisk's in another."""
    if request.param == "made by Asterisk":
        yield request.getfixturevalue("made_by_asterisk")
        return
    settings = replace(settings, database_url=empty_database_url)
    with switch_elsewhere(settings, empty_database_url) as (session, there):
        schema.ensure_schema(switch_engine())
        yield session, there
