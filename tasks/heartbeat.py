"""Signs of life: rows that say when a worker or beat was last seen."""

import logging
import os
import socket
import threading

from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from onboarding.database import begin_writing, db, now
from onboarding.preferences.models import Heartbeat

log = logging.getLogger(__name__)

EVERY_SECONDS = 5


def beat_once(session: Session, name: str) -> None:
    """Note that `name` is alive now."""
    touched = session.execute(update(Heartbeat).where(Heartbeat.name == name).values(at=now()))
    if not touched.rowcount:  # type: ignore[attr-defined]
        session.add(Heartbeat(name=name, at=now()))
        session.flush()


class Pulse:
    """Writes a worker's heartbeat from a thread of its main process until it ends."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._name = f"worker:{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End, and take the row away: a worker that went home is not one that died."""
        self._stop.set()
        self._thread.join(timeout=EVERY_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._write(beat_once)
            self._stop.wait(EVERY_SECONDS)
        self._write(lambda session, name: session.execute(delete(Heartbeat).where(Heartbeat.name == name)))

    def _write(self, deed: object) -> None:
        try:
            with self._app.app_context():
                session = db.session()
                begin_writing(session)
                deed(session, self._name)  # type: ignore[operator]
                session.commit()
        except Exception as error:
            log.warning("the heartbeat could not be written: %s", type(error).__name__)
