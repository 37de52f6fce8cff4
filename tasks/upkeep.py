"""Upkeep: the sweeper that rings for whatever was left, looking at the switch, the tidying of what is over."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from onboarding import doorbell, work
from onboarding.accounts.models import Attempt, EndedSession
from onboarding.bulk import actions
from onboarding.client_logs import keeping as client_lines
from onboarding.database import begin_writing, db, now, switch_engine
from onboarding.imports import keeping as uploads
from onboarding.numbering import foreign as numbers
from onboarding.numbering import ranges
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings
from onboarding.staffing import erasing, leaving
from onboarding.telephony import contacts, inspecting
from onboarding.telephony import foreign as on_switch
from onboarding.telephony.schema import TablesMissing, ensure_schema
from tasks.heartbeat import beat_once
from tasks.working import SWITCH_AWAY, SWITCH_KINDS

log = logging.getLogger(__name__)

PROCESSED_KEPT_SECONDS = 60
FORGETTING_SECONDS = 60
"""For how long one turn deletes what is over; the next goes on."""
OVER_NOW = (SWITCH_AWAY.reason, "switch_table_missing")
"""Why work was put off that can be done once the switch can be looked at."""


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


def look_at_switch() -> None:
    """Note whose phone has been seen; when the switch is back, nobody waits for it any longer.

    One that is away is left alone: whoever needs it says so. One that was away when the service started, and has no
    tables yet, gets them.
    """
    session = db.session()
    try:
        phones = _phones(session)
    except DBAPIError as error:
        session.rollback()
        log.info("the switch cannot be looked at (%s)", type(error).__name__)
        return
    if not phones.is_news and not work.is_put_off(session, SWITCH_KINDS, OVER_NOW):
        session.rollback()
        return
    begin_writing(session)
    work.wake(session, SWITCH_KINDS, OVER_NOW)
    contacts.note(session, phones)
    session.commit()


def _phones(session: Session) -> contacts.Phones:
    try:
        return contacts.look(session)
    except TablesMissing:
        session.rollback()
        ensure_schema(switch_engine())
        return contacts.look(session)


def disable_those_who_left() -> None:
    """Disable everybody whose last day is over."""
    settings: Settings = current_app.config["ONBOARD"]
    session = db.session()
    begin_writing(session)
    gone = leaving.disable_those_who_left(session, settings, now())
    session.commit()
    if gone:
        log.info("%d agents were disabled whose last day is over", len(gone))


def find_foreign_numbers() -> None:
    """Set aside the numbers of our ranges at which the switch has somebody who is not ours; forget those that are gone.

    Where the switch cannot be asked, what was found before stays.
    """
    session = db.session()
    try:
        found = on_switch.all_in(session, ranges.list_ranges(session))
    except (OperationalError, TablesMissing):
        session.rollback()
        return
    begin_writing(session)
    numbers.switch_has(session, found)
    session.commit()


def forget_uploads() -> None:
    """Delete the files of imports, and their rows, that have been kept long enough."""
    _a_set_at_a_time(uploads.forget_some)


def erase_deleted_agents() -> None:
    """Erase agents for good who have been deleted long enough."""
    _a_set_at_a_time(erasing.erase_some)


def forget_client_logs() -> None:
    """Delete what agents' pages have told and has been kept long enough."""
    _a_set_at_a_time(client_lines.forget_some)


def _a_set_at_a_time(forget_some: Callable[[Session], bool]) -> None:
    session, until = db.session(), time.monotonic() + FORGETTING_SECONDS
    begin_writing(session)
    while forget_some(session):
        session.commit()
        if time.monotonic() > until:
            return
        begin_writing(session)
    session.commit()


def tidy() -> None:
    """Delete counters that have run out, heartbeats of the dead, inspections and actions of long ago, and the embedded
    broker's finished messages."""
    settings: Settings = current_app.config["ONBOARD"]
    session = db.session()
    begin_writing(session)
    session.execute(delete(Attempt).where(Attempt.window_start < now() - timedelta(days=1)))
    session.execute(delete(EndedSession).where(EndedSession.ended_at < now() - timedelta(days=1)))
    session.execute(delete(Heartbeat).where(Heartbeat.at < now() - timedelta(hours=1)))
    inspecting.forget_old(session)
    actions.forget_old(session)
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
