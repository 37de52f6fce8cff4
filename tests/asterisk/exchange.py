"""An Asterisk on tables that we fill, and agents with their telephones on it."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.groups import groups, members
from onboarding.groups.models import Group
from onboarding.settings import Settings
from onboarding.telephony import configuration
from onboarding.telephony.phones import phone_of
from onboarding.telephony.queues import prepare_queues, provision_queues
from tasks.app import create_bare_app
from tests.asterisk.installed import Installed
from tests.asterisk.lines import Datagrams, Line
from tests.asterisk.manager import Event
from tests.asterisk.phone import Phone, phone, registers
from tests.asterisk.running import Asterisk, asterisk
from tests.databases import settings_for
from tests.servers import free_port
from tests.telephony.helpers import again, provisioned
from web.cli.context import prepare


@dataclass(frozen=True, slots=True)
class Desk:
    """An agent's place: the number, and the secret that its owner was shown."""

    agent: Agent
    number: str
    secret: str


@dataclass(frozen=True)
class Exchange:
    """Each test takes numbers of its own, since all of them share one Asterisk on one database."""

    settings: Settings
    app: Flask
    asterisk: Asterisk
    files: Mapping[str, str]
    at_first: Sequence[str]
    """The warnings and errors of its start."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(7001))

    def new_number(self) -> int:
        return next(self._numbers)

    def desk(self, session: Session, extension: int | None = None, **fields: Any) -> Desk:
        """An agent who has just been brought on board, as the switch's tables hold it."""
        extension = extension or self.new_number()
        begin_writing(session)
        agent = provisioned(session, self.settings, extension, **{"typology": "external", **fields})
        session.commit()
        return Desk(agent, str(extension), self.secret(session, agent))

    def change(self, session: Session, desk: Desk, **changes: Any) -> None:
        begin_writing(session)
        again(session, self.settings, desk.agent, **changes)
        session.commit()

    def queue(self, session: Session, name: str, *desks: Desk) -> Group:
        """A queue that these belong to, as the switch's tables hold it."""
        begin_writing(session)
        group = groups.create(session, SERVICE, "queue", name)
        members.add(session, SERVICE, group, [desk.agent.id for desk in desks])
        session.commit()
        self.write_queue(session, group)
        for desk in desks:
            self.change(session, desk)
        return group

    def write_queue(self, session: Session, group: Group) -> None:
        """Both steps, as the worker takes them."""
        begin_writing(session)
        prepare_queues(session, [group.id])
        session.commit()
        begin_writing(session)
        provision_queues(session, self.settings, [group.id])
        session.commit()

    def seats(self, name: str) -> dict[str, Event]:
        """The members of a queue, as Asterisk knows them, by the phone that rings."""
        self.asterisk.command(f"queue show {name}")
        events = self.asterisk.action("QueueStatus", Queue=name)
        return {event["Location"]: event for event in events if event.get("Event") == "QueueMember"}

    def secret(self, session: Session, agent: Agent) -> str:
        secret = phone_of(session, self.settings, agent).secret
        session.commit()
        return secret or ""

    @property
    def driver(self) -> str:
        return "pgsql" if "res_pgsql.conf" in self.files else "sqlite3"

    def registers(self, user: str, secret: str) -> int:
        return registers(self.asterisk.sip_port, user, secret)

    @staticmethod
    def until(true: Callable[[], bool], seconds: float = 5) -> None:
        """Wait for what the switch does by and by."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    @contextmanager
    def phone(self, desk: Desk, line: Line | None = None) -> Iterator[Phone]:
        with phone(line or Datagrams(self.asterisk.sip_port), desk.number, desk.secret) as opened:
            yield opened


def settings_of_exchange(folder: Path, **settings: str) -> Settings:
    """Of a deployment whose phones in a browser reach Asterisk on this machine, at a free port."""
    return settings_for(folder, WSS_URL=f"wss://localhost:{free_port()}/ws", **settings)


def first_start(settings: Settings) -> None:
    """As the service does it, migrations and all, so that its commands may be run on the same databases."""
    app = create_bare_app(settings)
    with app.app_context():
        prepare(settings)
        _leave()


def _leave() -> None:
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


@contextmanager
def exchange(installed: Installed, settings: Settings, telephony_database_url: str | None = None) -> Iterator[Exchange]:
    """For tests that share it; the tables are there already. The address: Asterisk's, where it is not the service's."""
    app = create_bare_app(settings)
    with app.app_context():
        url = telephony_database_url or settings.telephony_database_url
        files = configuration.files(db.session(), replace(settings, telephony_database_url=url))
        db.session.remove()
    web_port = int(settings.wss_url.rpartition(":")[2].partition("/")[0])
    with asterisk(installed, files, web_port) as running:
        yield Exchange(settings, app, running, files, running.troubles())
    with app.app_context():
        _leave()
