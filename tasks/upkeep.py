"""Upkeep: the sweeper that rings for whatever was left, and the tidying of what is over."""

import logging
import time
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from onboarding import doorbell, work
from onboarding.accounts.models import Attempt
from onboarding.database import begin_writing, db, now
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings
from tasks.heartbeat import beat_once

log = logging.getLogger(__name__)

PROCESSED_KEPT_SECONDS = 60


def sweep() -> list[str]:
    """Ring for every kind of work that is due and in nobody's hands; note that beat is alive."""
    session = db.session()
    begin_writing(session)
    beat_once(session, "beat")
    kinds = work.due_kinds(session)
    session.commit()
    for kind in kinds:
        doorbell.ring_now(kind)
    return kinds


def tidy() -> None:
    """Delete counters that have run out, heartbeats of the dead, and the embedded broker's finished messages."""
    settings: Settings = current_app.config["ONBOARD"]
    session = db.session()
    begin_writing(session)
    session.execute(delete(Attempt).where(Attempt.window_start < now() - timedelta(days=1)))
    session.execute(delete(Heartbeat).where(Heartbeat.at < now() - timedelta(hours=1)))
    session.commit()
    if settings.embedded_broker:
        purge_processed(settings.data_dir / "broker" / "processed", PROCESSED_KEPT_SECONDS)


def purge_processed(folder: Path, older_than_seconds: float) -> int:
    """Delete messages that were taken so long ago; returns how many. The transport keeps them for ever otherwise."""
    before = time.time() - older_than_seconds
    gone = 0
    for message in folder.iterdir():
        try:
            if message.stat().st_mtime < before:
                message.unlink()
                gone += 1
        except FileNotFoundError:
            continue  # another process was first
    return gone
