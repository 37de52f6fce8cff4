"""Provisioning goes by sets: its time hardly grows with the number of agents."""

import time
import uuid

import pytest
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import new_id, now, write_rows
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from tests.telephony.helpers import counts, provision

TRIES = 6
GOAL_SECONDS = 0.15


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_500_agents_take_less_than_150_milliseconds_on_postgresql(session: Session, settings: Settings) -> None:
    """The best of a few tries, so that a busy machine does not fail the test."""
    for attempt in range(TRIES):
        ids = _hire_500(session, 10_000 + 500 * attempt)
        start = time.perf_counter()
        provision(session, settings, ids)
        if time.perf_counter() - start < GOAL_SECONDS:
            break
    else:
        pytest.fail("no try was quick enough")
    assert set(counts(session).values()) == {500 * (attempt + 1)}


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
