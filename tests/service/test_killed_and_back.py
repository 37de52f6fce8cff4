"""Killed at any moment, the service comes back by itself and has done everything once."""

import email
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text

from onboarding.audit import SERVICE
from onboarding.database import begin_writing, configuration, db
from onboarding.imports import undoing, uploads
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.settings import read
from tasks.app import create_bare_app
from tests.service.conftest import EMBEDDED, EMBEDDED_FOR_LONG, SERVERS_FOR_LONG
from tests.service.running import Deployment, people_csv, until

pytestmark = [
    pytest.mark.kill,
    pytest.mark.timeout(280),
    pytest.mark.xdist_group("killed"),
]
both_for_long = pytest.mark.parametrize("deployment", [EMBEDDED_FOR_LONG, SERVERS_FOR_LONG], indirect=True)

SEED = 20261122


@contextmanager
def database(deployment: Deployment) -> Iterator[Engine]:
    settings = read(deployment.full_environ)
    engine = create_engine(settings.database_url, **configuration(settings)["SQLALCHEMY_ENGINE_OPTIONS"])
    yield engine
    engine.dispose()


def one(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()


def share_applied(engine: Engine) -> float:
    """How much of the import is in, while its state is applying; else -1."""
    if one(engine, "SELECT state FROM imports") != "applying":
        return -1.0
    with engine.connect() as connection:
        done, total = connection.execute(
            text("SELECT count(CASE WHEN state = 'applied' THEN 1 END), count(*) FROM import_rows")
        ).one()
    return done / total if total else -1.0


def share_sent(engine: Engine) -> float:
    """How many of the messages are out."""
    with engine.connect() as connection:
        sent, total = connection.execute(
            text("SELECT count(CASE WHEN state = 'sent' THEN 1 END), count(*) FROM messages")
        ).one()
    return sent / total if total else 0.0


def moments(times: int, rng: random.Random) -> list[float]:
    """Seeded shares between 5 % and 90 %, each in its own part of the way, so that every kill has its turn."""
    width = 0.80 / times
    return [0.06 + width * n + rng.random() * width * 0.6 for n in range(times)]


def start_import(deployment: Deployment, count: int, invite: str) -> None:
    """Upload and confirm a file, and do not wait for what comes of it."""
    settings = read(deployment.full_environ)
    file = people_csv(deployment.folder / "people.csv", count)
    with create_bare_app(settings).app_context():
        begin_writing(db.session())
        with file.open("rb") as stream:
            uploads.receive(
                db.session(), stream, file.name, actor=SERVICE, limits=Limits(), invite=invite, auto_confirm=True
            )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def assert_everything_once(engine: Engine, count: int, invitations: int) -> None:
    facts = {
        "rows applied": "SELECT count(*) FROM import_rows WHERE state = 'applied'",
        "agents": "SELECT count(*) FROM agents WHERE provisioned_at IS NOT NULL",
        "different extensions": "SELECT count(DISTINCT extension) FROM agents",
        "numbers taken": "SELECT count(*) FROM numbers WHERE state = 'taken'",
        "accounts": "SELECT count(*) FROM accounts WHERE role = 'agent'",
        "endpoints": "SELECT count(*) FROM ps_endpoints",
        "passwords of phones": "SELECT count(*) FROM ps_auths",
        "mailboxes": "SELECT count(*) FROM voicemail",
        "notes of creation": "SELECT count(*) FROM audit_entries WHERE deed = 'agent.created'",
    }
    assert {name: one(engine, query) for name, query in facts.items()} == dict.fromkeys(facts, count)
    assert one(engine, "SELECT count(*) FROM invitations") == invitations
    assert one(engine, "SELECT state FROM imports") == "completed"


def assert_one_message_each(deployment: Deployment, engine: Engine, count: int) -> None:
    with engine.connect() as connection:
        sent = set(connection.execute(text("SELECT message_id FROM messages WHERE state = 'sent'")).scalars())
    files = [email.message_from_bytes(path.read_bytes()) for path in deployment.outbox.glob("*.eml")]
    assert len(sent) == count
    assert sorted(str(letter["Message-ID"]) for letter in files) == sorted(sent)
    assert len({letter["To"] for letter in files}) == count


@pytest.mark.parametrize("deployment", [EMBEDDED], indirect=True)
def test_an_import_that_is_killed_twice_brings_everybody_on_board_once(deployment: Deployment) -> None:
    import_while_killed(deployment, times=2, count=1000)


@both_for_long
def test_an_import_that_is_killed_five_times_brings_everybody_on_board_once(deployment: Deployment) -> None:
    import_while_killed(deployment, times=5, count=2500)


def import_while_killed(deployment: Deployment, times: int, count: int) -> None:
    rng = random.Random(SEED)
    deployment.start()
    deployment.wait_ready()
    start_import(deployment, count, invite="none")
    with database(deployment) as engine:
        for moment in moments(times, rng):
            until(lambda at=moment: share_applied(engine) >= at, every=0.02)
            deployment.kill()
            assert 0.05 <= share_applied(engine) <= 0.95, "the kill came at the wrong moment"
            deployment.start()
        until(lambda: one(engine, "SELECT count(*) FROM work") == 0)
        assert_everything_once(engine, count, invitations=0)


@both_for_long
def test_messages_that_are_interrupted_three_times_go_out_under_one_id_each(deployment: Deployment) -> None:
    count, rng = 300, random.Random(SEED)
    deployment.start()
    deployment.wait_ready()
    start_import(deployment, count, invite="now")
    with database(deployment) as engine:
        until(lambda: one(engine, "SELECT count(*) FROM messages") == count, every=0.02)
        for moment in moments(3, rng):
            until(lambda at=moment: share_sent(engine) >= at, every=0.02)
            deployment.kill()
            assert 0.05 <= share_sent(engine) <= 0.95, "the kill came at the wrong moment"
            deployment.start()
        until(lambda: one(engine, "SELECT count(*) FROM work") == 0)
        assert_everything_once(engine, count, invitations=count)
        assert_one_message_each(deployment, engine, count)


def share_undone(engine: Engine) -> float:
    """How much of the import is taken back, while it is being; else -1."""
    if one(engine, "SELECT state FROM imports") != "undoing":
        return -1.0
    with engine.connect() as connection:
        back, total = connection.execute(
            text("SELECT count(CASE WHEN state IN ('undone', 'leaving') THEN 1 END), count(*) FROM import_rows")
        ).one()
    return back / total if total else -1.0


def ask_for_undo(deployment: Deployment) -> None:
    with create_bare_app(read(deployment.full_environ)).app_context():
        begin_writing(db.session())
        undoing.undo(db.session(), db.session().scalars(select(Import)).one(), actor=SERVICE)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@both_for_long
def test_an_undo_that_is_killed_three_times_takes_everybody_back_once(deployment: Deployment) -> None:
    count, rng = 1500, random.Random(SEED)
    deployment.start()
    deployment.wait_ready()
    start_import(deployment, count, invite="none")
    with database(deployment) as engine:
        until(lambda: one(engine, "SELECT state FROM imports") == "completed")
        until(lambda: one(engine, "SELECT count(*) FROM work") == 0)
        ask_for_undo(deployment)
        for moment in moments(3, rng):
            until(lambda at=moment: share_undone(engine) >= at, every=0.02)
            deployment.kill()
            assert 0.05 <= share_undone(engine) <= 0.95, "the kill came at the wrong moment"
            deployment.start()
        until(lambda: one(engine, "SELECT state FROM imports") == "undone")
        for table in ("agents", "ps_endpoints", "ps_auths", "ps_aors", "voicemail", "invitations"):
            assert one(engine, f"SELECT count(*) FROM {table}") == 0
        assert one(engine, "SELECT count(*) FROM numbers WHERE state IN ('taken', 'resting')") == 0
        assert one(engine, "SELECT count(*) FROM audit_entries WHERE deed = 'agent.taken_back'") == count
