"""Tests that need a server or a browser are left out, by name and with the reason, where it is not installed.

With REQUIRE_ALL=1 such a test fails instead, but for those of an Asterisk: it is in few distributions, so a run only
says that it was missed.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from _pytest.nodeid import coerce_node_id

from tests import servers
from tests.asterisk import installed


@dataclass(frozen=True, slots=True)
class Need:
    """What a mark asks for: its name for people, its apt package, and where it is, if anywhere.

    Without a package it is not installed for the tests, nor ever required.
    """

    name: str
    package: str | None
    find: Callable[[], object]

    @property
    def way(self) -> str:
        """How its tests are run all the same."""
        if self.package is None:
            return (
                "none is needed, the tables it reads are checked. Where there is one, put it on the PATH or name its "
                "folder in ONBOARD_TEST_ASTERISK (/, or where debootstrap has put another system)"
            )
        return f"make test installs {self.package} by apt, as root or with passwordless sudo"


NEEDS = {
    "postgresql": Need("PostgreSQL", "postgresql", lambda: servers.program("initdb") and servers.program("psql")),
    "redis": Need("Redis", "redis-server", lambda: servers.program("redis-server")),
    "rabbitmq": Need("RabbitMQ", "rabbitmq-server", lambda: servers.program("rabbitmq-server")),
    "browser": Need("Chromium", "chromium-headless-shell", servers.chromium),
    "asterisk": Need("Asterisk", None, installed.find),
}

FIXTURES = {
    "postgresql_server": "postgresql",
    "redis_server": "redis",
    "rabbitmq_url": "rabbitmq",
    "chromium": "browser",
    "asterisk_program": "asterisk",
}

STARTED_ONCE = ("rabbitmq", "asterisk")


@cache
def lacking(mark: str) -> str | None:
    """Why tests with this mark cannot run here, or None."""
    need = NEEDS[mark]
    return None if need.find() else f"{need.name} is not installed"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A server that is slow to start is started by one process only; a fixture's mark need not be written twice."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in FIXTURES:
                item.add_marker(FIXTURES[fixture])
        for mark in STARTED_ONCE:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.xdist_group(mark))
        if config.getoption("loadgroup", False):
            _name_group(item)


def _name_group(item: pytest.Item) -> None:
    """Tests of one group run in one process by the end of their ids, which pytest-xdist 3.8 writes where pytest 9.2 no
    longer reads it."""
    groups = sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")})
    if groups:
        item._id = coerce_node_id(f"{item.nodeid}@{'_'.join(groups)}")  # type: ignore[attr-defined]


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in NEEDS:
        reason = lacking(mark) if item.get_closest_marker(mark) else None
        if reason and NEEDS[mark].package and os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(f"{reason}, and REQUIRE_ALL=1 asks for all tests", pytrace=False)
        if reason:
            pytest.skip(f"{reason}: {NEEDS[mark].way}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out, and say that a real Asterisk is never needed."""
    skipped = terminalreporter.stats.get("skipped", [])
    for mark in NEEDS:
        left_out = [report.nodeid for report in skipped if mark in report.keywords and lacking(mark)]
        if left_out:
            terminalreporter.section(f"left out: {lacking(mark)}")
            terminalreporter.write("".join(f"{nodeid}\n" for nodeid in left_out))
    if lacking("asterisk"):
        terminalreporter.write_line(f"No Asterisk was found: {NEEDS['asterisk'].way}.")


if __name__ == "__main__":
    print(*(need.package for mark, need in NEEDS.items() if need.package and lacking(mark)))
