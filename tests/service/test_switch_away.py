"""The switch has a database of its own: it may be there before the service, and away in the middle of an import."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, text

from onboarding.telephony.schema import ensure_schema
from tests import servers
from tests.servers import StoppablePostgreSQL
from tests.service.running import Deployment, deployed, until
from tests.service.test_killed_and_back import database, one, start_import

pytestmark = [pytest.mark.timeout(150), pytest.mark.xdist_group("away"), pytest.mark.postgresql]

PEOPLE = 1500
"""Three claims of work: when the first phones are there, others are still to come."""
RECEPTION = "INSERT INTO voicemail VALUES (1, 'default', '9000', '4711', 'Reception', '', 'no')"
TABLES = ("ps_endpoints", "ps_auths", "ps_aors", "voicemail")


@pytest.fixture(scope="module")
def switch() -> Iterator[StoppablePostgreSQL]:
    """A switch that was there before the service: one of its numbers is the reception's."""
    with servers.stoppable_postgresql() as server:
        server.start()
        with tables_of(server) as tables:
            ensure_schema(tables)
            with tables.begin() as connection:
                connection.execute(text(RECEPTION))
        yield server


@pytest.fixture(scope="module")
def deployment(switch: StoppablePostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("away") / "service"
    with deployed(folder, {"ONBOARD_TELEPHONY_DATABASE_URL": switch.url("postgres")}) as deployment:
        deployment.start()
        deployment.wait_ready()
        yield deployment


@contextmanager
def tables_of(switch: StoppablePostgreSQL) -> Iterator[Engine]:
    engine = create_engine(switch.url("postgres"), pool_pre_ping=True)
    yield engine
    engine.dispose()


def test_a_number_that_others_have_on_the_switch_is_set_aside_as_soon_as_the_service_runs(
    deployment: Deployment,
) -> None:
    with database(deployment) as engine:
        until(lambda: one(engine, "SELECT note FROM numbers WHERE number = 9000") == "Reception", seconds=20)


def test_stopped_in_the_middle_of_an_import_and_started_later_all_is_provisioned(
    deployment: Deployment, switch: StoppablePostgreSQL
) -> None:
    start_import(deployment, PEOPLE, invite="none")
    with database(deployment) as engine, tables_of(switch) as tables:
        until(lambda: one(tables, "SELECT count(*) FROM ps_endpoints") > 0, every=0.005)
        switch.stop()
        until(lambda: one(engine, "SELECT state FROM imports") == "completed")
        assert_says_that_the_switch_is_away(deployment, engine)
        switch.start()
        until(lambda: one(engine, "SELECT count(*) FROM work") == 0, seconds=30)
        assert {name: one(tables, f"SELECT count(*) FROM {name}") for name in TABLES} == {
            **dict.fromkeys(TABLES, PEOPLE),
            "voicemail": PEOPLE + 1,
        }
        there = "SELECT count(*) FROM agents WHERE provisioned_extension = extension AND arriving_extension IS NULL"
        assert one(engine, there) == PEOPLE
        assert one(tables, "SELECT count(DISTINCT password) FROM ps_auths") == PEOPLE
    assert deployment.run("telephony", "check").returncode == 0


def assert_says_that_the_switch_is_away(deployment: Deployment, engine: Engine) -> None:
    left = "SELECT count(*) FROM work WHERE kind = 'telephony'"
    waiting = one(engine, left)
    assert 0 < waiting <= PEOPLE
    until(lambda: one(engine, f"{left} AND problem LIKE '%switch_away%'") == waiting)
    said = deployment.run("telephony", "check", check=False)
    assert (said.returncode, "does not answer" in said.stderr) == (2, True)
