"""Processes of their own that draw numbers from one database, all at once, until there are none."""

import multiprocessing
import random
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from onboarding.database import begin_writing, db
from onboarding.numbering.allocation import allocate
from tasks.app import create_bare_app
from tests.databases import settings_for
from tests.numbering.helpers import wants

LARGEST_SET = 40
PATIENCE_SECONDS = 60


def draw_at_once(url: str, folder: Path, processes: int) -> list[list[int]]:
    """What each process was given. Raises RuntimeError where one of them did not get through to the end."""
    context = multiprocessing.get_context("forkserver")
    # What all of them need is imported once.
    context.set_forkserver_preload([__name__])
    barrier, answers = context.Barrier(processes), context.SimpleQueue()
    workers = [
        context.Process(target=_draw, args=(url, folder / str(place), place, barrier, answers))
        for place in range(processes)
    ]
    for worker in workers:
        worker.start()
    drawn = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a process failed; what it said is on stderr")
    return drawn


def _draw(url: str, folder: Path, seed: int, barrier: Barrier, answers: SimpleQueue[list[int]]) -> None:
    numbers: list[int] = []
    try:
        with create_bare_app(settings_for(folder, url)).app_context():
            barrier.wait(PATIENCE_SECONDS)
            numbers = _until_none_is_left(random.Random(seed))
            db.engine.dispose()
    finally:
        answers.put(numbers)


def _until_none_is_left(chance: random.Random) -> list[int]:
    numbers: list[int] = []
    refused = False
    while not refused:
        begin_writing(db.session())
        answer = allocate(db.session(), wants(chance.randint(1, LARGEST_SET)))
        db.session.commit()
        given = [number for number in answer.values() if isinstance(number, int)]
        numbers += given
        refused = len(given) < len(answer)
    return numbers
