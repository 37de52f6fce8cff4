"""The bell is rung once, after the outermost commit, and whatever goes wrong with it harms nobody."""

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from onboarding import doorbell
from onboarding.preferences.models import Preference


@pytest.fixture
def rung() -> Iterator[list[str]]:
    heard: list[str] = []
    doorbell.answer_with(heard.append)
    yield heard
    doorbell._ringers.clear()


def write(session: Session, name: str) -> None:
    session.add(Preference(name=name, value=1))
    session.flush()


def test_a_bell_is_rung_after_the_commit_and_not_before(session: Session, rung: list[str]) -> None:
    write(session, "a")
    doorbell.ring(session, "imports")
    assert rung == []
    session.commit()
    assert rung == ["imports"]


def test_many_bells_of_a_kind_are_one(session: Session, rung: list[str]) -> None:
    write(session, "a")
    for kind in ("mail", "imports", "mail", "mail"):
        doorbell.ring(session, kind)
    session.commit()
    assert rung == ["imports", "mail"]


def test_a_released_savepoint_rings_nothing(session: Session, rung: list[str]) -> None:
    with session.begin_nested():
        write(session, "a")
        doorbell.ring(session, "mail")
    assert rung == []
    session.commit()
    assert rung == ["mail"]


def test_a_rollback_forgets_the_bells(session: Session, rung: list[str]) -> None:
    write(session, "a")
    doorbell.ring(session, "mail")
    session.rollback()
    write(session, "b")
    session.commit()
    assert rung == []


def test_a_rollback_after_a_released_savepoint_rings_nothing(session: Session, rung: list[str]) -> None:
    with session.begin_nested():
        write(session, "a")
        doorbell.ring(session, "mail")
    session.rollback()
    assert rung == []


def test_a_bell_that_cannot_be_rung_leaves_the_commit_and_the_session_whole(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_kind: str) -> None:
        raise ConnectionError("no broker")

    doorbell.answer_with(broken)
    write(session, "a")
    doorbell.ring(session, "mail")
    with caplog.at_level(logging.WARNING):
        session.commit()
    assert "the next sweep" in caplog.text
    assert session.get(Preference, "a") is not None
    write(session, "b")
    session.commit()
    doorbell._ringers.clear()
