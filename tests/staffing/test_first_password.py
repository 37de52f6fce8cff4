"""Somebody is added with a password: they count as joined, sign in with it, and are not invited."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents import readiness
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.database import begin_writing, now
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from onboarding.staffing import adding, leaving
from onboarding.staffing.adding import Beside, NotAdded
from tests.accounts.people import sign_in

HR = Actor("Ingrid Solheim")
TYPED = {"full_name": "Ewa Król", "email": "ewa@northwind.example", "extension": "2431"}
GOOD = "quiet-harbour-42-lamps"


@pytest.fixture(autouse=True)
def _writing(session: Session) -> None:
    begin_writing(session)


def add(session: Session, settings: Settings, password: str | None, **typed: str) -> Agent:
    beside = Beside(password=password)
    return adding.add(session, settings, {**TYPED, **typed}, actor=HR, invite="now", beside=beside).agent


def test_they_count_as_joined_and_sign_in_with_it(session: Session, settings: Settings) -> None:
    agent = add(session, settings, GOOD)
    assert readiness.facts(agent, None, now())["joined"]
    session.commit()
    assert sign_in(session, settings, "ewa.krol", GOOD)


def test_nobody_is_invited_whatever_was_asked(session: Session, settings: Settings) -> None:
    add(session, settings, GOOD)
    assert session.query(Invitation).count() == 0


def test_who_chose_it_is_written_down_and_it_is_not(session: Session, settings: Settings) -> None:
    agent = add(session, settings, GOOD)
    entries = session.scalars(select(AuditEntry)).all()
    chosen = [(entry.actor, entry.subject_id) for entry in entries if entry.deed == "agent.password_given"]
    assert chosen == [(HR.name, agent.id)]
    assert {entry.actor for entry in entries if entry.deed == "account.password_set"} == {HR.name}
    assert GOOD not in str([entry.detail for entry in entries])


def test_without_one_all_is_left_to_the_invitation(session: Session, settings: Settings) -> None:
    agent = add(session, settings, None)
    assert agent.joined_at is None
    assert session.query(Invitation).count() == 1


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "password_missing"),
        ("short", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("password123456", "password_common"),
        ("my-name-is-król", "first_password_personal"),
        ("ewa.krol-and-more", "first_password_personal"),
        ("dial-2431-for-me", "first_password_personal"),
    ],
)
def test_a_password_that_is_not_good_enough_adds_nobody(
    session: Session, settings: Settings, password: str, reason: str
) -> None:
    with pytest.raises(NotAdded) as refused:
        add(session, settings, password)
    session.rollback()
    assert [(problem.column, problem.reason) for problem in refused.value.problems] == [("password", reason)]
    assert session.query(Agent).count() == 0


def test_its_mistakes_come_with_all_the_others(session: Session, settings: Settings) -> None:
    with pytest.raises(NotAdded) as refused:
        add(session, settings, "short", email="ewa@", start_date="31.02.2031")
    assert {problem.column for problem in refused.value.problems} == {"email", "start_date", "password"}


def test_it_must_not_hold_the_extension_that_is_given_either(session: Session, settings: Settings) -> None:
    add(session, settings, None)
    with pytest.raises(NotAdded) as refused:
        add(session, settings, "dial-1000-for-me", full_name="Jan", email="jan@northwind.example", extension="")
    assert [problem.reason for problem in refused.value.problems] == ["first_password_personal"]


def test_somebody_who_comes_back_may_be_given_one_too(session: Session, settings: Settings) -> None:
    agent = add(session, settings, None)
    leaving.delete(session, settings, [agent.id], actor=HR)
    session.commit()
    begin_writing(session)
    assert add(session, settings, GOOD).id == agent.id
    session.commit()
    assert sign_in(session, settings, "ewa.krol", GOOD)
