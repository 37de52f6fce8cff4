"""Provisioning goes by sets: its time hardly grows with the number of agents."""

import os
import time
import uuid
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import new_id, now, write_rows
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from tests.telephony.helpers import counts, provision

TRIES = 6
GOAL_SECONDS = 0.15


@pytest.mark.xdist_group("timing")
@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_500_agents_take_less_than_150_milliseconds_on_postgresql(session: Session, settings: Settings) -> None:
    """The best of a few tries, so that a busy machine does not fail the test."""
    for attempt in range(TRIES):
        ids = _hire_500(session, 10_000 + 500 * attempt)
        start = _worked(session)
        provision(session, settings, ids)
        if _worked(session) - start < GOAL_SECONDS:
            break
    else:
        pytest.fail("no try was quick enough")
    assert set(counts(session).values()) == {500 * (attempt + 1)}


def _worked(session: Session) -> float:
    """Seconds that this process and the database's own have worked: what others do on the machine does not count."""
    server = session.scalar(select(func.pg_backend_pid()))
    spent = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def _hire_500(session: Session, first: int) -> list[uuid.UUID]:
    at, ids = now(), [new_id() for _ in range(500)]
    numbered = list(enumerate(ids, first))
    write_rows(session, Number, ("number", "state", "since"), [(number, "taken", at) for number, _ in numbered])
    columns = ("id", "version", "full_name", "username", "username_key", "email", "email_key", "typology", "extension")
    people = [
        (id_, 1, f"Ann Other {n}", f"a{n}", f"a{n}", f"a{n}@w.example", f"a{n}@w.example", "webrtc", n)
        for n, id_ in numbered
    ]
    rest = ("voicemail", "remote_control", "queue_count", "created_at", "updated_at")
    write_rows(session, Agent, (*columns, *rest), [(*person, True, False, 0, at, at) for person in people])
    return ids
