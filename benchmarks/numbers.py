"""10,000 numbers out of a range of 100,000 that is used in shreds, beside INSERT … SELECT of the same numbers."""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from benchmarks.table import Line
from onboarding.database import db, new_id, now, write_rows
from onboarding.numbering.allocation import Want, allocate
from onboarding.numbering.models import Number, Range
from tasks.app import create_bare_app
from tests import servers
from tests.databases import first_start, settings_for

FIRST, LAST = 100_000, 199_999
WANTED = 10_000
PAIRS = 9
GOAL = 2.0

_SAME_NUMBERS = text(
    "INSERT INTO numbers_twin (number, state, holder_id, since)"
    " SELECT number, state, holder_id, since FROM numbers WHERE since > :began ORDER BY number"
)
_TAKE_BACK = "DELETE FROM {} WHERE since > :began"


def measure() -> Line:
    """Each pair: allocate and commit; then copy the same numbers into a table with the same rows and indexes."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql() as server:
        settings = settings_for(Path(folder), server.url(server.create()))
        first_start(settings)
        with create_bare_app(settings).app_context():
            session = db.session()
            _fill(session)
            pairs = [_pair(session) for _ in range(PAIRS)]
            db.session.remove()
            db.engine.dispose()
    allocating, inserting = (median(seconds) for seconds in zip(*pairs, strict=True))
    work = f"{WANTED:,} numbers of a range of {LAST - FIRST + 1:,} used in shreds"
    return Line(work, allocating, "INSERT … SELECT of the same", inserting, GOAL)


def _fill(session: Session) -> None:
    """A range of which every tenth number or so is free, and a twin of the table."""
    session.execute(delete(Range))
    session.execute(delete(Number))
    chance = random.Random(1)
    used = chance.sample(range(FIRST, LAST + 1), LAST - FIRST + 1 - WANTED)
    at = now()
    write_rows(session, Number, ("number", "state", "holder_id", "since"), [(n, "taken", new_id(), at) for n in used])
    free_from = min(set(range(FIRST, LAST + 1)).difference(used))
    session.add(Range(name="shreds", first=FIRST, last=LAST, free_from=free_from))
    session.execute(text("CREATE TABLE numbers_twin (LIKE numbers INCLUDING ALL)"))
    session.execute(text("INSERT INTO numbers_twin SELECT * FROM numbers"))
    session.commit()
    _vacuum()


def _pair(session: Session) -> tuple[float, float]:
    asked = [Want(new_id(), "webrtc", None) for _ in range(WANTED)]
    free_from = session.query(Range.free_from).scalar()
    began = {"began": now()}
    session.commit()
    allocating = _seconds(session, lambda: allocate(session, asked))
    inserting = _seconds(session, lambda: session.execute(_SAME_NUMBERS, began))
    for table in ("numbers", "numbers_twin"):
        taken = session.execute(text(_TAKE_BACK.format(table)), began)
        if taken.rowcount != WANTED:  # type: ignore[attr-defined]
            raise RuntimeError(f"{taken.rowcount} numbers are in {table}")  # type: ignore[attr-defined]
    session.execute(update(Range).values(free_from=free_from))
    session.commit()
    _vacuum()
    return allocating, inserting


def _seconds(session: Session, deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    session.commit()
    return time.perf_counter() - began


def _vacuum() -> None:
    """What the server does by itself when it has time, so that each pair begins alike."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
