"""The three ways in which the service is run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.running import Deployment, deployed

EMBEDDED = "embedded"
SERVERS = pytest.param(
    "postgresql+redis", marks=[pytest.mark.postgresql, pytest.mark.redis, pytest.mark.xdist_group("servers")]
)
SERVERS_FOR_LONG = pytest.param(*SERVERS.values, marks=[*SERVERS.marks, pytest.mark.long])
"""The same where it takes minutes."""
RABBITMQ = pytest.param("postgresql+rabbitmq", marks=[pytest.mark.postgresql, pytest.mark.rabbitmq])


@pytest.fixture(params=[EMBEDDED, SERVERS])
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    """A service that is not started yet: on nothing but its folder, and on private servers."""
    with deployed(tmp_path / "service", environ_of(request, request.param)) as deployment:
        yield deployment


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Deployment]:
    with deployed(tmp_path / "service") as deployment:
        yield deployment


def environ_of(request: pytest.FixtureRequest, kind: str) -> dict[str, str]:
    """The settings that make a deployment one of this kind."""
    if kind == EMBEDDED:
        return {}
    brokers = {"postgresql+redis": "redis_url", "postgresql+rabbitmq": "rabbitmq_url"}
    return {
        "ONBOARD_DATABASE_URL": request.getfixturevalue("empty_postgresql_url"),
        "ONBOARD_BROKER_URL": request.getfixturevalue(brokers[kind]),
    }
