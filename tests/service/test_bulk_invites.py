"""Bulk invites with real processes: two beats and four workers at once, and a service that was down at the hour."""

import email
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from onboarding.audit import SERVICE
from onboarding.bulk import asking, invites
from onboarding.bulk.asking import Asked
from onboarding.database import begin_writing, db, now
from onboarding.directory.query import Query
from onboarding.preferences.invitations import InvitationPolicy
from onboarding.settings import read
from tasks.app import attach, create_bare_app
from tests.service.conftest import SERVERS_FOR_LONG, environ_of
from tests.service.running import Deployment, deployed, people_csv, until
from tests.service.test_killed_and_back import database, one

pytestmark = [pytest.mark.timeout(420), pytest.mark.kill]

PEOPLE = 1000
SENT = "SELECT count(*) FROM invitations WHERE state = 'sent'"


@pytest.fixture(params=[SERVERS_FOR_LONG])
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    """A service on PostgreSQL and Redis with four workers, and 1,000 people whom nobody has invited."""
    # Leases as long as in life: here nobody is killed while holding one, and a busy machine is slow.
    environ = {**environ_of(request, request.param), "ONBOARD_LEASE_SECONDS": "60"}
    with deployed(tmp_path / "service", environ, workers=4) as deployment:
        file = people_csv(deployment.folder / "people.csv", PEOPLE)
        deployment.json("import", str(file), "--yes")
        yield deployment


@contextmanager
def another_beat(deployment: Deployment) -> Iterator[None]:
    """A second beat beside the one of the service."""
    command = (
        [sys.executable, "-m", "celery", "--quiet", "-A", "tasks.beat", "beat"]
        + ["--scheduler", "celery.beat:Scheduler", "--pidfile=", "--loglevel", "WARNING"]
    )  # fmt: skip
    with (deployment.folder / "beat.log").open("ab") as log:
        beat = subprocess.Popen(
            command, env=deployment.full_environ, stdout=log, stderr=log, cwd=Path(__file__).parents[2]
        )
    try:
        yield
    finally:
        beat.kill()
        beat.wait()


def invite_everybody(deployment: Deployment, in_seconds: float) -> None:
    """Plan a bulk invite to all; its hour is written to the second, as no form does."""
    settings = read(deployment.full_environ)
    app = create_bare_app(settings)
    attach(app)
    with app.app_context():
        due = now() + timedelta(seconds=in_seconds)
        wish = asking.read(Asked(query=Query(), per_minute=60_000), settings, InvitationPolicy())
        begin_writing(db.session())
        made = invites.create(db.session(), settings, wish, actor=SERVICE)
        invites.work.ask(db.session(), invites.releasing.KIND, [made.id], due_at=due)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def assert_one_message_each(deployment: Deployment) -> None:
    letters = [email.message_from_bytes(path.read_bytes()) for path in deployment.outbox.glob("*.eml")]
    assert len(letters) == PEOPLE
    assert len({str(letter["Message-ID"]) for letter in letters}) == PEOPLE
    assert len({str(letter["To"]) for letter in letters}) == PEOPLE


def test_two_beats_and_four_workers_send_a_thousand_invitations_once(deployment: Deployment) -> None:
    deployment.start()
    deployment.wait_ready()
    with another_beat(deployment), database(deployment) as engine:
        invite_everybody(deployment, in_seconds=2)
        until(lambda: one(engine, SENT) == PEOPLE, seconds=200)
        until(lambda: one(engine, "SELECT state FROM bulk_invites") == "completed")
        assert one(engine, "SELECT count(*) FROM invitations") == PEOPLE
        assert one(engine, "SELECT count(*) FROM work") <= 1  # the digest of next week
    assert_one_message_each(deployment)


def test_a_service_that_was_stopped_over_the_hour_sends_on_its_return(deployment: Deployment) -> None:
    deployment.start()
    deployment.wait_ready()
    invite_everybody(deployment, in_seconds=3)
    deployment.kill()
    with database(deployment) as engine:
        until(lambda: one(engine, "SELECT max(due_at) < now() FROM work WHERE kind = 'bulk'"), every=0.5)
        assert one(engine, "SELECT count(*) FROM invitations") == 0
        deployment.start()
        until(lambda: one(engine, SENT) == PEOPLE, seconds=200)
        assert one(engine, "SELECT count(*) FROM invitations") == PEOPLE
    assert_one_message_each(deployment)
