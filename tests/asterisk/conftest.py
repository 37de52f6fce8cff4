"""One Asterisk for each kind of database; where none is installed, these tests are left out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from onboarding.database import db
from onboarding.settings import Settings
from tests.asterisk.exchange import Exchange, exchange, first_start, settings_of_exchange
from tests.asterisk.installed import Installed, find
from tests.servers import PostgreSQL
from tests.telephony import asterisk as asterisks_own

ON_POSTGRESQL = [pytest.param(name, marks=pytest.mark.postgresql) for name in ("postgresql", "tables made by Asterisk")]

HUNG_UP = re.compile(r"^iostream\.c|^res_http_websocket\.c|Broken pipe|reset by peer")
"""A phone that was switched off in the middle of something."""


@pytest.fixture(scope="session")
def asterisk_program() -> Installed:
    """The Asterisk that was found; a test that asks for it carries the mark `asterisk`."""
    found = find()
    assert found is not None
    return found


@pytest.fixture(
    scope="session",
    name="exchange",
    params=["sqlite", *ON_POSTGRESQL],
)
def _exchange(
    request: pytest.FixtureRequest, asterisk_program: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    settings = _settings(request, tmp_path_factory.mktemp("exchange"))
    first_start(settings)
    with exchange(asterisk_program, settings) as opened:
        yield opened


def _settings(request: pytest.FixtureRequest, folder: Path) -> Settings:
    if request.param == "sqlite":
        return settings_of_exchange(folder)
    server: PostgreSQL = request.getfixturevalue("postgresql_server")
    if request.param == "postgresql":
        return settings_of_exchange(folder, DATABASE_URL=server.url(server.create()))
    elsewhere = server.url(server.create())
    engine = create_engine(elsewhere)
    asterisks_own.make(engine)
    engine.dispose()
    return settings_of_exchange(folder, DATABASE_URL=server.url(server.create()), TELEPHONY_DATABASE_URL=elsewhere)


@pytest.fixture
def settings(exchange: Exchange) -> Settings:
    return exchange.settings


@pytest.fixture
def session(exchange: Exchange) -> Iterator[Session]:
    """What is not committed Asterisk does not see."""
    with exchange.app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture(autouse=True)
def _no_complaint(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever happens on the exchange that the tests share, it finds nothing to complain about."""
    if "exchange" not in request.fixturenames:
        yield
        return
    exchange: Exchange = request.getfixturevalue("exchange")
    before = len(exchange.asterisk.troubles())
    yield
    assert [trouble for trouble in exchange.asterisk.troubles()[before:] if not HUNG_UP.search(trouble)] == []
