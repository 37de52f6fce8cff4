"""10,000 invitations through one running worker on PostgreSQL to a mail server on this machine, beside a bare loop of
smtplib that hands the same bytes to the same server over one connection."""

import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.mail_server import kept
from benchmarks.table import Line
from onboarding import settings as settings_
from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db, new_id, now, write_rows
from onboarding.invitations import inviting
from onboarding.mail.models import Message
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from tasks.app import attach, create_bare_app
from tests import servers
from tests.service.running import deployed, free_port

INVITATIONS = 10_000
GOAL = 2.0
SENDER = "onboarding@northwind.example"
FIRST_NUMBER = 100_000
FIRST = ("Amara", "Mateus", "Zoë", "Giulia", "Hiroshi", "Leïla", "Tomasz", "Şebnem", "Owen", "Anastasia")


def measure(count: int = INVITATIONS) -> Line:
    """Half of the people read Italian, half have a start date; all have a phone."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql() as server, servers.redis() as broker:
        file = Path(folder) / "mail"
        with _mail_server(file) as port:
            environ = {
                "ONBOARD_DATABASE_URL": server.url(server.create()),
                "ONBOARD_BROKER_URL": broker,
                "ONBOARD_SMTP_URL": f"smtp+plain://127.0.0.1:{port}",
                "ONBOARD_MAIL_FROM": SENDER,
                "ONBOARD_LEASE_SECONDS": "60",
            }
            with deployed(Path(folder) / "service", environ, workers=1) as deployment:
                deployment.start()
                deployment.wait_ready()
                seconds = _invite(settings_.read(deployment.full_environ), count)
            letters = list(kept(file))
            if len(letters) != count:
                raise RuntimeError(f"{len(letters)} messages came, not {count}")
            bare = _bare_loop(port, letters)
    return Line(f"{count:,} invitations composed and sent", seconds, "smtplib with the same bytes", bare, GOAL)


@contextmanager
def _mail_server(file: Path) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.mail_server", str(port), str(file)])
    try:
        for _ in range(100):
            with suppress(OSError), smtplib.SMTP("127.0.0.1", port):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.kill()
        server.wait()


def _invite(settings: Settings, count: int) -> float:
    app = create_bare_app(settings)
    attach(app)
    with app.app_context():
        session = db.session()
        begin_writing(session)
        agents = _people(session, count)
        session.commit()
        begin_writing(session)
        inviting.invite(session, settings, agents, actor=SERVICE)
        began = time.monotonic()
        session.commit()
        while session.scalar(select(func.count()).select_from(Message).where(Message.state == "sent")) != count:
            session.rollback()
            time.sleep(0.1)
        seconds = time.monotonic() - began
        db.session.remove()
        db.engine.dispose()
    return seconds


def _people(session: Session, count: int) -> list[Agent]:
    ids, at = [new_id() for _ in range(count)], now()
    numbers = [(FIRST_NUMBER + n, "taken", id_, at) for n, id_ in enumerate(ids)]
    write_rows(session, Number, ("number", "state", "holder_id", "since"), numbers)
    agents = [
        Agent(
            id=id_,
            full_name=f"{FIRST[n % len(FIRST)]} {n}",
            first_name=FIRST[n % len(FIRST)],
            username=f"person.{n}",
            username_key=f"person.{n}",
            email=f"person.{n}@northwind.example",
            email_key=f"person.{n}@northwind.example",
            extension=FIRST_NUMBER + n,
            typology="webrtc",
            language=("en", "it")[n % 2],
            start_date=date(2127, 1, 11) if n % 4 < 2 else None,
        )
        for n, id_ in enumerate(ids)
    ]
    session.add_all(agents)
    session.flush()
    accounts.open_for_agents(session, [agent.id for agent in agents])
    return agents


def _bare_loop(port: int, letters: list[tuple[str, bytes]]) -> float:
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for recipient, letter in letters:
            server.sendmail(SENDER, [recipient], letter, ["BODY=8BITMIME"])
    return time.monotonic() - began
