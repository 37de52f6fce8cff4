"""20,000 new agents through running workers on PostgreSQL, beside COPY of the rows they left."""

import json
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.files import new_hires
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

AGENTS = 20_000
GOAL = 6.0


def measure(count: int = AGENTS) -> Line:
    """Check and apply a file of new people, until every phone is provisioned; then copy what it left."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql() as server, servers.redis() as broker:
        url = server.url(server.create())
        environ = {
            "ONBOARD_DATABASE_URL": url,
            "ONBOARD_BROKER_URL": broker,
            "ONBOARD_EXTENSION_RANGES": "100000-999999",
            "ONBOARD_LEASE_SECONDS": "60",
            "ONBOARD_CHUNK_ROWS": "500",
        }
        with deployed(Path(folder) / "service", environ) as deployment:
            deployment.start()
            deployment.wait_ready()
            file = new_hires(Path(folder) / "people.csv", count)
            seconds = _seconds_for(deployment, file, count)
        copied = _copy_back(url)
    return Line(f"{count:,} new agents, checked and applied", seconds, "COPY of the same rows", copied, GOAL)


def _seconds_for(deployment: Deployment, file: Path, count: int) -> float:
    app = create_bare_app(settings_.read(deployment.full_environ))
    attach(app)
    with app.app_context():
        session = db.session()
        began = time.monotonic()
        begin_writing(session)
        with file.open("rb") as stream:
            import_ = uploads.receive(
                session, stream, file.name, actor=SERVICE, limits=Limits(), invite="start-date", auto_confirm=True
            )
        session.commit()
        _wait(import_.id)
        seconds = time.monotonic() - began
        applied = session.scalar(select(func.count()).select_from(Work).where(Work.kind != "mail"))
        if applied:
            raise RuntimeError(f"{applied} pieces of work are left")
        db.engine.dispose()
    return seconds


def _wait(import_id: uuid.UUID) -> None:
    session = db.session()
    while True:
        session.rollback()
        import_ = session.get_one(Import, import_id, populate_existing=True)
        if import_.state == "completed" and not left_of(session, import_id).now:
            return
        if import_.state not in ("uploaded", "checking", "ready", "applying", "completed"):
            raise RuntimeError(f"the import is {import_.state}: {import_.problems}")
        session.rollback()
        time.sleep(0.05)


def _copy_back(url: str) -> float:
    script = Path(__file__).with_name("copy_back.py")
    done = subprocess.run([sys.executable, str(script), url], check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout)["seconds"])
