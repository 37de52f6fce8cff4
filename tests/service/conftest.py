"""The three ways in which the service is run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.service.running import Deployment, deployed

EMBEDDED = "embedded"
EMBEDDED_FOR_LONG = pytest.param(EMBEDDED, marks=pytest.mark.long)
SERVERS = pytest.param(
    "postgresql+redis", marks=[pytest.mark.postgresql, pytest.mark.redis, pytest.mark.xdist_group("servers")]
)
SERVERS_FOR_LONG = pytest.param(*SERVERS.values, marks=[*SERVERS.marks, pytest.mark.long])
"""The same where it takes minutes."""
RABBITMQ = pytest.param("postgresql+rabbitmq", marks=[pytest.mark.postgresql, pytest.mark.rabbitmq])


@pytest.fixture
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    """A service that is not started yet, run in the way that the test names."""
    with deployed(tmp_path / "service", environ_of(request, request.param)) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One service for all tests of a module that name the same way: a start is most of what they cost."""
    with deployed(tmp_path_factory.mktemp("kept") / "service", environ_of(request, request.param)) as deployment:
        yield deployment


@pytest.fixture
def running(kept: Deployment) -> Deployment:
    """A service that is ready, and started again where another test has ended it."""
    if kept.process is None or kept.process.poll() is not None:
        kept.start()
    kept.wait_ready()
    return kept


def environ_of(request: pytest.FixtureRequest, kind: str) -> dict[str, str]:
    """The settings that make a deployment one of this kind, on a database and a broker that are empty."""
    if kind == EMBEDDED:
        return {}
    postgresql: servers.PostgreSQL = request.getfixturevalue("postgresql_server")
    if kind == "postgresql+rabbitmq":
        broker_url = request.getfixturevalue("rabbitmq_url")
    else:
        broker_url = request.getfixturevalue("redis_server")
        servers.empty_redis(broker_url)
    return {"ONBOARD_DATABASE_URL": postgresql.url(postgresql.create()), "ONBOARD_BROKER_URL": broker_url}
