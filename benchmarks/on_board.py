"""New agents through two running workers, beside what database and libraries take for the same by themselves."""

import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks import bare_loop, executemany
from benchmarks.files import new_hires
from benchmarks.memory import Growth
from benchmarks.table import Line
from onboarding import settings as settings_
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.imports import uploads
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.work import Work, left_of
from tasks.app import attach, create_bare_app
from tests import servers
from tests.service.running import Deployment, deployed

COPY_GOAL, EXECUTEMANY_GOAL, CHECK_GOAL, AGAIN_GOAL = 3.0, 4.0, 1.5, 0.4
MEMORY_MB = 150.0
LOOKS_EVERY_SECONDS = 1.0
ON_THE_WAY = ("uploaded", "checking", "ready", "applying", "completed")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds until all rows were checked, and until every phone was there."""

    check: float
    all: float


def on_postgresql(count: int) -> list[Line]:
    """A file of new people, and the same file again; then COPY of what they left, and the bare loop over the file."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql() as server, servers.redis() as broker:
        url = server.url(server.create())
        environ = {"ONBOARD_DATABASE_URL": url, "ONBOARD_BROKER_URL": broker}
        file = new_hires(Path(folder) / "people.csv", count)
        with _running(Path(folder), environ) as (deployment, growth, session):
            first = _import(session, file, growth)
            again = _import(session, file, growth)
        copied = _copy_back(url)
        bare = bare_loop.seconds(file)
    agents = f"{count:,} new agents"
    return [
        Line(f"{agents}, checked and applied (PostgreSQL)", first.all, "COPY of the same rows", copied, COPY_GOAL),
        Line(f"{agents}, checked alone", first.check, "bare loop over the same cells", bare, CHECK_GOAL),
        Line("the same file again, all unchanged", again.all, "the first time", first.all, AGAIN_GOAL),
        _memory("PostgreSQL", growth),
    ]


def on_sqlite(count: int) -> list[Line]:
    """The same on the embedded default, beside executemany of what they left."""
    with tempfile.TemporaryDirectory() as folder:
        file = new_hires(Path(folder) / "people.csv", count)
        with _running(Path(folder), {}) as (deployment, growth, session):
            first = _import(session, file, growth)
        inserted = executemany.seconds(deployment.data_dir / "onboard.db")
    work = f"{count:,} new agents, checked and applied (SQLite)"
    return [
        Line(work, first.all, "executemany of the same rows", inserted, EXECUTEMANY_GOAL),
        _memory("SQLite", growth),
    ]


def _memory(database: str, growth: Growth) -> Line:
    return Line(f"memory of web and workers meanwhile ({database})", growth.most, "more than", MEMORY_MB, 1.0, "MB")


@contextmanager
def _running(folder: Path, environ: dict[str, str]) -> Iterator[tuple[Deployment, Growth, Session]]:
    """A service with two workers and the settings it has by itself, and a session in its database."""
    ours = {"ONBOARD_LEASE_SECONDS": "60", "ONBOARD_CHUNK_ROWS": "500", "ONBOARD_EXTENSION_RANGES": "100000-999999"}
    with deployed(folder / "service", {**ours, **environ}) as deployment:
        deployment.start()
        deployment.wait_ready()
        assert deployment.process is not None
        app = create_bare_app(settings_.read(deployment.full_environ))
        attach(app)
        with app.app_context():
            yield deployment, Growth(deployment.process.pid), db.session()
            db.session.remove()
            db.engine.dispose()


def _import(session: Session, file: Path, growth: Growth) -> Took:
    """Upload the file, confirmed beforehand, and wait until nothing is left to do but invitations not yet due."""
    began = time.monotonic()
    begin_writing(session)
    with file.open("rb") as stream:
        import_ = uploads.receive(
            session, stream, file.name, actor=SERVICE, limits=Limits(), invite="start-date", auto_confirm=True
        )
    session.commit()
    checked = _wait(session, import_.id, growth)
    seconds = time.monotonic() - began
    if left := session.scalar(select(func.count()).select_from(Work).where(Work.kind != "mail")):
        raise RuntimeError(f"{left} pieces of work are left")
    session.rollback()
    return Took(checked - began, seconds)


def _wait(session: Session, import_id: uuid.UUID, growth: Growth) -> float:
    """Until the import is over; returns when its check was."""
    checked, look_at = 0.0, time.monotonic()
    while True:
        session.rollback()
        import_ = session.get_one(Import, import_id, populate_existing=True)
        if import_.checked_at is not None:
            checked = checked or time.monotonic()
        if import_.state == "completed" and not left_of(session, import_id).now:
            return checked
        if import_.state not in ON_THE_WAY:
            raise RuntimeError(f"the import is {import_.state}: {import_.problems}")
        session.rollback()
        if time.monotonic() > look_at:
            growth.look()
            look_at = time.monotonic() + LOOKS_EVERY_SECONDS
        time.sleep(0.05)


def _copy_back(url: str) -> float:
    script = Path(__file__).with_name("copy_back.py")
    done = subprocess.run([sys.executable, str(script), url], check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout)["seconds"])
