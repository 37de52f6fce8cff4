"""10,000 numbers out of a range of 100,000 that is used in shreds, beside one INSERT … SELECT of the same numbers."""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

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
ROUNDS = 9
GOAL = 2.0

_FINDING = text(
    "INSERT INTO numbers (number, state, holder_id, since)"
    " SELECT n, 'taken', gen_random_uuid(), now() FROM generate_series(CAST(:first AS bigint), :last) n"
    " WHERE NOT EXISTS (SELECT FROM numbers WHERE number = n)"
)
_TOLD = text(
    "INSERT INTO numbers (number, state, holder_id, since)"
    " SELECT unnest(CAST(:numbers AS bigint[])), 'taken', unnest(CAST(:holders AS uuid[])), now()"
)
_TAKE_BACK = text("DELETE FROM numbers WHERE since >= :began")


def measure() -> list[Line]:
    """Each round: allocate and commit; then the same numbers, into the same table, by one INSERT … SELECT that finds
    them itself; then by one that is told the numbers and the holders. Sending them, as ordinary bound lists, is part
    of its time, as sending the holders is of the allocation's."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql() as server:
        settings = settings_for(Path(folder), server.url(server.create()))
        first_start(settings)
        with create_bare_app(settings).app_context():
            session = db.session()
            unused = _fill(session)
            rounds = [_round(session, unused) for _ in range(ROUNDS)]
            db.session.remove()
            db.engine.dispose()
    return [
        _median("INSERT … SELECT that finds the same", [(allocating, finding) for allocating, finding, _ in rounds]),
        _median("INSERT … SELECT unnest(…) of the same", [(allocating, told) for allocating, _, told in rounds]),
    ]


def _median(limit: str, pairs: list[tuple[float, float]]) -> Line:
    """The pair with the median ratio: both of its figures were measured within the same second."""
    work = f"{WANTED:,} numbers of a range of {LAST - FIRST + 1:,} used in shreds"
    lines = [Line(work, seconds, limit, limit_seconds, GOAL) for seconds, limit_seconds in pairs]
    return sorted(lines, key=lambda line: line.ratio)[len(lines) // 2]


def _fill(session: Session) -> list[int]:
    """A range of which every tenth number or so is free; returns those."""
    session.execute(delete(Range))
    session.execute(delete(Number))
    chance = random.Random(1)
    used = chance.sample(range(FIRST, LAST + 1), LAST - FIRST + 1 - WANTED)
    at = now()
    write_rows(session, Number, ("number", "state", "holder_id", "since"), [(n, "taken", new_id(), at) for n in used])
    unused = sorted(set(range(FIRST, LAST + 1)).difference(used))
    session.add(Range(name="shreds", first=FIRST, last=LAST, free_from=unused[0]))
    session.commit()
    _vacuum()
    return unused


def _round(session: Session, unused: list[int]) -> tuple[float, float, float]:
    holders = [new_id() for _ in unused]
    wants = [Want(holder, "webrtc", None) for holder in holders]
    allocating = _seconds(session, unused, lambda: allocate(session, wants))
    finding = _seconds(session, unused, lambda: session.execute(_FINDING, {"first": FIRST, "last": LAST}))
    told = _seconds(session, unused, lambda: session.execute(_TOLD, {"numbers": unused, "holders": holders}))
    return allocating, finding, told


def _seconds(session: Session, unused: list[int], deed: Callable[[], object]) -> float:
    """What the deed takes, with its commit; the numbers are free again afterwards."""
    began = now()
    start = time.perf_counter()
    deed()
    session.commit()
    seconds = time.perf_counter() - start
    taken = session.execute(_TAKE_BACK, {"began": began}).rowcount  # type: ignore[attr-defined]
    if taken != len(unused):
        raise RuntimeError(f"{taken} numbers were taken, not {len(unused)}")
    session.execute(update(Range).values(free_from=unused[0]))
    session.commit()
    _vacuum()
    return seconds


def _vacuum() -> None:
    """What the server does by itself when it has time, so that each deed begins alike."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
