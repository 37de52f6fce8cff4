"""Numbers at which the switch has a phone of others: found while giving numbers out, noted, and given to nobody."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import begin_writing
from onboarding.groups import groups, members
from onboarding.numbering.models import Number, Range
from onboarding.preferences.numbers import set_number_policy
from onboarding.settings import Settings
from onboarding.staffing import leaving
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer, Outcome
from onboarding.telephony.provisioning import provision

HR = Actor("Ingrid Solheim")
MAILBOX = "INSERT INTO voicemail (context, mailbox, password, fullname) VALUES ('default', :number, '77', 'Lift Phone')"


def person(name: str, **more: object) -> Newcomer:
    email = f"{name.casefold().replace(' ', '.')}@northwind.example"
    return Newcomer({"full_name": name, "email": email, **more})


def bring(session: Session, settings: Settings, *people: Newcomer) -> list[Outcome]:
    begin_writing(session)
    outcomes = bring_on_board(session, settings, people, actor=HR)
    session.commit()
    return outcomes


def extensions(session: Session) -> dict[str, int | None]:
    return {agent.full_name: agent.extension for agent in session.scalars(select(Agent))}


@pytest.fixture
def lift(session: Session) -> None:
    """Others have a mailbox at 1000 and at 1001, in the context of ours."""
    begin_writing(session)
    for number in ("1000", "1001"):
        session.execute(text(MAILBOX), {"number": number})
    session.commit()


@pytest.mark.usefixtures("lift")
def test_others_are_given_instead_and_theirs_are_noted(session: Session, settings: Settings) -> None:
    bring(session, settings, person("Zoe Meer"), person("Owen Li"), person("Ana Reis", extension=1003))
    assert extensions(session) == {"Zoe Meer": 1002, "Owen Li": 1004, "Ana Reis": 1003}
    noted = session.execute(select(Number.number, Number.state, Number.note, Number.seen_on_switch).where(
        Number.state == "foreign"
    )).all()  # fmt: skip
    assert sorted(noted) == [(1000, "foreign", "Lift Phone", True), (1001, "foreign", "Lift Phone", True)]


@pytest.mark.usefixtures("lift")
def test_one_that_was_asked_for_is_refused_and_the_rest_go_on(session: Session, settings: Settings) -> None:
    refused, done = bring(session, settings, person("Zoe Meer", extension=1001), person("Owen Li"))
    (problem,) = refused.problems
    assert (problem.code, problem.column) == ("taken", "extension")
    assert "Lift Phone" in problem.sentence()
    assert (done.verdict, extensions(session)) == ("create", {"Owen Li": 1002})


def test_our_own_phones_are_not_others(session: Session, settings: Settings) -> None:
    bring(session, settings, person("Zoe Meer"))
    agent = session.scalars(select(Agent)).one()
    begin_writing(session)
    provision(session, settings, [agent.id])
    session.commit()
    bring(session, settings, person("Zoe Meer", extension=1500))
    bring(session, settings, person("Zoe Meer", extension=1000))
    assert extensions(session) == {"Zoe Meer": 1000}


def test_the_numbers_of_a_team_go_to_its_members_also_when_they_come_back(session: Session, settings: Settings) -> None:
    begin_writing(session)
    night = groups.create(session, HR, "team", "Night")
    session.add(Range(name="Night", first=20000, last=20999, free_from=20000, team_id=night.id))
    session.commit()
    bring(session, settings, person("Zoe Meer", teams=[["Night", None]]), person("Owen Li"))
    assert extensions(session) == {"Zoe Meer": 20000, "Owen Li": 1000}
    zoe = session.scalars(select(Agent).where(Agent.full_name == "Zoe Meer")).one()
    begin_writing(session)
    leaving.delete(session, settings, [zoe.id], actor=HR)
    members.add(session, HR, night, [session.scalars(select(Agent.id).where(Agent.full_name == "Owen Li")).one()])
    session.commit()
    bring(session, settings, person("Ana Reis", teams=[["Night", None]]))
    begin_writing(session)
    leaving.restore(session, settings, [zoe.id], actor=HR)
    assert extensions(session) == {"Zoe Meer": 20001, "Owen Li": 1000, "Ana Reis": 20000}


def test_where_freed_numbers_do_not_rest_they_are_free_at_once(session: Session, settings: Settings) -> None:
    bring(session, settings, person("Zoe Meer"))
    zoe = session.scalars(select(Agent)).one()
    begin_writing(session)
    set_number_policy(session, HR, 0)
    provision(session, settings, [zoe.id])
    leaving.delete(session, settings, [zoe.id], actor=HR)
    session.commit()
    bring(session, settings, person("Owen Li"))
    assert extensions(session) == {"Zoe Meer": None, "Owen Li": 1000}
