"""Nobody waits long for a broker: not for one that is away, and not for one that accepts and never answers."""

import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from onboarding import doorbell
from onboarding.database import db, new_id
from onboarding.work import Work, ask
from tasks.app import attach, broker_answers, create_bare_app
from tests.databases import settings_for

PATIENCE_SECONDS = 2.0
TRIES = 3
"""On a machine that is busy with other tests, one of them shows what the service itself takes."""


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that accepts every connection and never says a word."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def accept() -> None:
            while True:
                try:
                    kept.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


@pytest.fixture
def away_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def seconds(deed: Callable[[], object]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


def first_wait(app: Flask, deed: Callable[[], object]) -> float:
    """How long it takes where no bell has failed yet."""
    doorbell._ringers.clear()
    attach(app)
    return seconds(deed)


@pytest.mark.xdist_group("timing")
@pytest.mark.parametrize("broker", ["redis://127.0.0.1:{}/0", "amqp://guest:guest@127.0.0.1:{}//"])
@pytest.mark.parametrize("port", ["silent_port", "away_port"])
def test_a_commit_waits_less_than_two_seconds_for_a_broker_that_does_not_answer(
    broker: str, port: str, tmp_path: Path, sqlite_url: str, request: pytest.FixtureRequest
) -> None:
    url = broker.format(request.getfixturevalue(port))
    app = create_bare_app(settings_for(tmp_path / "data", sqlite_url, BROKER_URL=url))
    asked: list[uuid.UUID] = []
    with app.app_context():
        session = db.session()

        def asking() -> None:
            asked.append(new_id())
            ask(session, "mail", asked[-1:])
            session.commit()

        assert any(first_wait(app, asking) < PATIENCE_SECONDS for _ in range(TRIES))
        assert min(seconds(asking) for _ in range(3)) < 0.2, "after one failure nobody waits again"
        assert session.query(Work).count() == len(asked)
        assert not broker_answers(app.config["ONBOARD"])
        db.session.remove()
    doorbell._ringers.clear()


def test_the_embedded_broker_keeps_all_its_folders_inside_the_data_folder(tmp_path: Path, sqlite_url: str) -> None:
    app = create_bare_app(settings_for(tmp_path / "data", sqlite_url))
    attach(app)
    with app.app_context():
        ask(db.session(), "mail", [new_id()])
        db.session.commit()
        assert broker_answers(app.config["ONBOARD"])
        db.session.remove()
    doorbell._ringers.clear()
    assert len(list((tmp_path / "data" / "broker" / "queue").iterdir())) == 1
