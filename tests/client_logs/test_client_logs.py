"""What agents' pages tell: what of it is kept, for whom it can be read, and when it goes."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.client_logs import keeping, levels, reading, taking
from onboarding.client_logs.models import ClientLogLine
from onboarding.client_logs.taking import Sent
from onboarding.database import now
from onboarding.preferences.retention import set_retention
from onboarding.settings import Settings
from onboarding.staffing import adding
from tasks import upkeep

HR = Actor("Ingrid Solheim", uuid.uuid4(), "hr")


@pytest.fixture
def amara(session: Session, settings: Settings) -> Agent:
    typed = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example"}
    return adding.add(session, settings, typed, actor=HR, invite="none").agent


def told(session: Session, agent: Agent, **asked: str) -> list[str]:
    return [line.text for line in reading.latest(session, agent.id, **asked)]


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        ("off", []),
        ("error", ["error"]),
        ("warning", ["error", "warning"]),
        ("info", ["error", "info", "warning"]),
        ("debug", ["debug", "error", "info", "warning"]),
    ],
)
def test_a_level_takes_in_all_that_are_worse(session: Session, amara: Agent, level: str, kept: list[str]) -> None:
    levels.set_level(session, HR, amara, level)
    lines = [Sent(each, each) for each in ("debug", "info", "warning", "error", "off", "", "fatal")]
    assert taking.take(session, amara, lines) == len(kept)
    assert sorted(told(session, amara)) == kept


def test_who_sets_a_level_is_written_down_with_what_it_was(session: Session, amara: Agent) -> None:
    assert levels.set_level(session, HR, amara, "debug")
    assert not levels.set_level(session, HR, amara, "debug")
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "agent.log_level_changed"))
    assert (entry.actor, entry.subject_id, entry.detail["changes"]) == (
        "Ingrid Solheim",
        amara.id,
        {"client_log_level": ["off", "debug"]},
    )


def test_a_level_that_there_is_not_is_refused(session: Session, amara: Agent) -> None:
    with pytest.raises(ValueError, match="fatal"):
        levels.set_level(session, HR, amara, "fatal")


@pytest.fixture
def telling(session: Session, amara: Agent) -> Agent:
    levels.set_level(session, HR, amara, "debug")
    return amara


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("two\nlines\x00 and \x1b[31mred", "two lines and [31mred"),
        ("turned \u202eround", "turned round"),
        ("half a \ud83d sign", "half a sign"),
        ("GET /me?token=abc: 500", "GET /me: 500"),
        (
            "https://here.example/join/eyJpZCI6MTIzNDU2Nzg5MDEyMzQ1Njc4OTAx.aXo.abc-def failed",
            "https://here.example/join/… failed",
        ),
        ("What was it? A TypeError", "What was it? A TypeError"),
        ("ReallyVeryLongNameOfAnErrorInAStackOfCalls", "ReallyVeryLongNameOfAnErrorInAStackOfCalls"),
        ("x" * 5000, "x" * 1999 + "…"),
    ],
)
def test_a_line_is_one_line_of_text_without_keys(session: Session, telling: Agent, sent: str, kept: str) -> None:
    taking.take(session, telling, [Sent("error", sent)])
    assert [" ".join(text.split()) for text in told(session, telling)] == [kept]


@pytest.mark.parametrize("text", ["", "  ", "\x00\n"])
def test_a_line_without_text_is_none(session: Session, telling: Agent, text: str) -> None:
    assert taking.take(session, telling, [Sent("error", text)]) == 0


@pytest.mark.parametrize(
    ("ago_ms", "before_s"), [(0, 0), (90_000, 90), (-5, 0), (float("nan"), 0), (float("inf"), 0), (1e12, 0)]
)
def test_when_it_was_is_counted_by_our_clock(session: Session, telling: Agent, ago_ms: float, before_s: float) -> None:
    taking.take(session, telling, [Sent("error", "late", ago_ms=ago_ms)])
    (line,) = reading.latest(session, telling.id)
    assert line.received_at - line.at == timedelta(seconds=before_s)


def test_no_more_than_a_hundred_are_taken_at_once(session: Session, telling: Agent) -> None:
    assert taking.take(session, telling, [Sent("error", str(number)) for number in range(150)]) == 100


def test_an_agent_s_oldest_lines_make_room(session: Session, telling: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_KEPT", 150)
    for first in range(0, 300, 100):
        taking.take(session, telling, [Sent("error", str(number)) for number in range(first, first + 100)])
    assert sorted(map(int, told(session, telling))) == list(range(150, 300))


def test_the_newest_five_hundred_are_read_the_newest_first(session: Session, telling: Agent) -> None:
    for first in range(0, 600, 100):
        taking.take(session, telling, [Sent("info", str(number)) for number in range(first, first + 100)])
    assert told(session, telling) == [str(number) for number in reversed(range(100, 600))]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["50% loaded", "Phone failed", "slow_answer"]),
        ({"level": "error"}, ["Phone failed"]),
        ({"level": "warning"}, ["Phone failed", "slow_answer"]),
        ({"text": "PHONE"}, ["Phone failed"]),
        ({"text": "50%"}, ["50% loaded"]),
        ({"text": "w_a"}, ["slow_answer"]),
        ({"level": "error", "text": "slow"}, []),
    ],
)
def test_lines_are_found_by_level_and_text(
    session: Session, telling: Agent, asked: dict[str, str], found: list[str]
) -> None:
    taking.take(
        session, telling, [Sent("error", "Phone failed"), Sent("warning", "slow_answer"), Sent("debug", "50% loaded")]
    )
    assert sorted(told(session, telling, **asked)) == found


def test_lines_are_deleted_for_one_agent_alone(session: Session, settings: Settings, telling: Agent) -> None:
    typed = {"full_name": "Owen Li", "email": "owen@northwind.example"}
    owen = adding.add(session, settings, typed, actor=HR, invite="none").agent
    levels.set_level(session, HR, owen, "info")
    for agent in (telling, owen):
        taking.take(session, agent, [Sent("error", "one"), Sent("error", "two")])
    assert reading.delete_all(session, HR, telling) == 2
    assert not reading.has_any(session, telling.id)
    assert len(told(session, owen)) == 2


def test_lines_go_after_the_days_that_were_set_a_set_at_a_time(
    session: Session, telling: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LINES_AT_ONCE", 4)
    taking.take(session, telling, [Sent("error", f"old {number}") for number in range(10)])
    session.execute(update(ClientLogLine).values(received_at=now() - timedelta(days=4)))
    taking.take(session, telling, [Sent("error", "new")])
    session.commit()
    upkeep.forget_client_logs()
    assert session.scalar(select(func.count()).select_from(ClientLogLine)) == 11
    session.rollback()
    set_retention(session, HR, {"client_log_days": 3})
    session.commit()
    upkeep.forget_client_logs()
    session.rollback()
    assert told(session, telling) == ["new"]
