"""Provisioning goes by sets: however many agents there are, the databases are asked the same questions once."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import new_id, now, write_rows
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from tests.telephony.helpers import counts, provision


def test_500_agents_take_no_more_statements_than_5(session: Session, settings: Settings) -> None:
    provision(session, settings, _hire(session, 1, 9_000))  # the first look also learns what the tables are like
    few = _statements_for(session, settings, _hire(session, 5, 10_000))
    many = _statements_for(session, settings, _hire(session, 500, 20_000))
    assert set(counts(session).values()) == {506}
    assert many == few


def test_looking_at_500_again_that_are_right_takes_no_more_statements_than_at_5(
    session: Session, settings: Settings
) -> None:
    few, many = _hire(session, 5, 10_000), _hire(session, 500, 20_000)
    provision(session, settings, few + many)
    session.commit()
    assert _statements_for(session, settings, many) == _statements_for(session, settings, few)


def _statements_for(session: Session, settings: Settings, ids: list[uuid.UUID]) -> int:
    with _counted() as statements:
        provision(session, settings, ids)
        session.commit()
    return len(statements)


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _hire(session: Session, count: int, first: int) -> list[uuid.UUID]:
    at, ids = now(), [new_id() for _ in range(count)]
    numbered = list(enumerate(ids, first))
    write_rows(session, Number, ("number", "state", "since"), [(number, "taken", at) for number, _ in numbered])
    columns = ("id", "version", "full_name", "username", "username_key", "email", "email_key", "typology", "extension")
    people = [
        (id_, 1, f"Ann Other {n}", f"a{n}", f"a{n}", f"a{n}@w.example", f"a{n}@w.example", "webrtc", n)
        for n, id_ in numbered
    ]
    rest = ("voicemail", "remote_control", "queue_count", "created_at", "updated_at")
    write_rows(session, Agent, (*columns, *rest), [(*person, True, False, 0, at, at) for person in people])
    session.commit()
    return ids
