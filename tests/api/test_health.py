"""What machines ask a service."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy import text

from onboarding import work
from onboarding.database import db, new_id, now
from onboarding.imports.models import Import
from onboarding.mail.models import Message
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings
from onboarding.work import Work
from tests.api.conftest import Inside
from tests.databases import settings_for
from tests.directory.people import agent
from web.app import create_app


def beats(inside: Inside, *ages: float) -> None:
    with inside() as session:
        for number, age in enumerate(ages):
            session.add(Heartbeat(name=f"worker:host:{number}", at=now() - timedelta(seconds=age)))


def test_a_process_that_lives_says_so(app: APIFlask) -> None:
    assert app.test_client().get("/healthz").status_code == 200


def test_a_service_is_ready_when_everything_answers_and_a_worker_is_alive(app: APIFlask, inside: Inside) -> None:
    beats(inside, 100, 3)
    response = app.test_client().get("/readyz")
    assert response.status_code == 200
    assert response.get_json() == {"ready": True, "database": True, "broker": True, "worker": True, "problems": []}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ages", [(), (16,)])
def test_without_a_fresh_heartbeat_of_a_worker_it_is_not(app: APIFlask, inside: Inside, ages: tuple[int, ...]) -> None:
    beats(inside, *ages)
    with inside() as session:
        session.add(Heartbeat(name="beat", at=now()))
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.get_json()["worker"]) == (503, False)
    assert response.get_json()["problems"] == [
        "No worker has been alive in the last 15 seconds. Start one, such as with 'onboard up'."
    ]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("database_url")
def test_a_broker_that_never_answers_is_named_within_two_seconds(
    settings: Settings, silent_port: int, scheme: str
) -> None:
    silent = create_app(replace(settings, broker_url=f"{scheme}://127.0.0.1:{silent_port}/"))
    waited = []
    for _ in range(3):  # on a machine that is busy with other tests, one of them shows what the service itself takes
        began = time.monotonic()
        response = silent.test_client().get("/readyz")
        waited.append(time.monotonic() - began)
        if waited[-1] < 2:
            break
    assert min(waited) < 2
    assert (response.status_code, response.get_json()["broker"], response.get_json()["database"]) == (503, False, True)
    with silent.app_context():
        db.engine.dispose()


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    away = create_app(settings_for(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/none"))
    client = away.test_client()
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["database"]) == (503, False)
    assert "ONBOARD_DATABASE_URL" in response.get_json()["problems"][0]
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics").status_code == 503


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_takes_a_question_and_never_answers_is_named(app: APIFlask, inside: Inside) -> None:
    beats(inside, 3)
    with app.app_context():
        held = db.session.scalar(text("SELECT pg_backend_pid()"))
        db.session.remove()
    os.kill(held, signal.SIGSTOP)
    try:
        response = app.test_client().get("/readyz")
    finally:
        os.kill(held, signal.SIGCONT)
    assert (response.status_code, response.get_json()["database"], response.get_json()["broker"]) == (503, False, True)
    assert app.test_client().get("/readyz").status_code == 200


def test_the_metrics_count_what_there_is(app: APIFlask, inside: Inside) -> None:
    beats(inside, 100, 3)
    with inside() as session:
        agent(session, "Anna")
        agent(session, "Bea", provisioned_at=now())
        agent(session, "Cleo", deleted_at=now())
        work.ask(session, "telephony", [new_id(), new_id()])
        work.ask(session, "mail", [new_id()], due_at=now() + timedelta(hours=1))
        session.query(Work).filter_by(kind="mail").update({"failed_at": now()})
        session.query(Work).filter_by(kind="telephony").update({"due_at": now() - timedelta(seconds=60)})
        session.add(Message(kind="invitation", subject_id=new_id(), message_id="<1@x>"))
        session.add(Import(file_name="x.csv", file_size=1, file_sha256="", uploaded_by="HR", state="ready"))
    response = app.test_client().get("/metrics")
    assert response.mimetype == "text/plain"
    found = dict(re.findall(r"^(\S+) ([0-9.e+-]+)$", response.text, re.MULTILINE))
    assert found['onboard_agents{stage="created"}'] == "1.0"
    assert found['onboard_agents{stage="provisioned"}'] == "1.0"
    assert found['onboard_agents{stage="ready"}'] == "0.0"
    assert found['onboard_work_waiting{kind="telephony"}'] == "2.0"
    assert found['onboard_work_failed{kind="mail"}'] == "1.0"
    assert 60 <= float(found['onboard_work_oldest_seconds{kind="telephony"}']) < 90
    assert 3 <= float(found['onboard_heartbeat_age_seconds{name="worker"}']) < 30
    assert found['onboard_messages{state="queued"}'] == "1.0"
    assert found['onboard_imports{state="ready"}'] == "1.0"
