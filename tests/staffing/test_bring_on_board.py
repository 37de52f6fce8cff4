"""One upsert for everybody: new people get all they need, known people what changed, and nobody twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.database import begin_writing, new_id, now
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer, Outcome
from onboarding.telephony.provisioning import provision
from onboarding.work import Work

HR = Actor("Ingrid Solheim")


def person(name: str = "Amara Okonkwo", **more: Any) -> dict[str, Any]:
    email = f"{name.casefold().replace(' ', '.')}@northwind.example"
    return {"full_name": name, "email": email, **more}


def bring(session: Session, settings: Settings, *people: dict[str, Any], **more: Any) -> list[Outcome]:
    begin_writing(session)
    newcomers = [Newcomer(dict(values), row) for row, values in enumerate(people, start=2)]
    outcomes = bring_on_board(session, settings, newcomers, actor=HR, **more)
    session.commit()
    session.expire_all()
    return outcomes


def only(session: Session) -> Agent:
    return session.scalars(select(Agent)).one()


def verdicts(outcomes: list[Outcome]) -> list[str]:
    return [outcome.verdict for outcome in outcomes]


def complaints(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.column) for problem in outcome.problems]


def test_a_new_person_gets_a_username_an_extension_an_account_and_work_for_the_switch(
    session: Session, settings: Settings
) -> None:
    bring(session, settings, person())
    agent = only(session)
    assert (agent.username, agent.extension, agent.typology, agent.voicemail) == ("amara.okonkwo", 1000, "webrtc", True)
    assert session.scalars(select(Account)).one().agent_id == agent.id
    assert session.scalars(select(Number).where(Number.state == "taken")).one().holder_id == agent.id
    assert [(work.kind, work.subject_id) for work in session.scalars(select(Work))] == [("telephony", agent.id)]
    assert session.scalars(select(AuditEntry.deed)).all() == ["agent.created"]


def test_the_same_person_again_is_unchanged_and_nothing_is_written(session: Session, settings: Settings) -> None:
    bring(session, settings, person(employee_id="E1"))
    before = only(session).updated_at
    assert verdicts(bring(session, settings, person(employee_id="E1"))) == ["unchanged"]
    assert only(session).updated_at == before
    assert only(session).version == 1


def test_a_changed_field_is_an_update_that_is_provisioned_and_written_down(
    session: Session, settings: Settings
) -> None:
    bring(session, settings, person())
    assert verdicts(bring(session, settings, person(typology="phonebar"))) == ["update"]
    agent = only(session)
    assert (agent.typology, agent.version) == ("phonebar", 2)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "agent.changed")).one()
    assert entry.detail == {"changes": {"typology": ["webrtc", "phonebar"]}}


def test_a_field_left_out_stays_and_one_that_is_cleared_is_empty(session: Session, settings: Settings) -> None:
    bring(session, settings, person(alias="Amara O.", description="Orders"))
    bring(session, settings, person(alias=None))
    agent = only(session)
    assert (agent.alias, agent.description) == (None, "Orders")


def test_two_people_of_one_name_get_two_usernames(session: Session, settings: Settings) -> None:
    bring(session, settings, person(email="a@northwind.example"), person(email="b@northwind.example"))
    bring(session, settings, person(email="c@northwind.example"))
    usernames = session.scalars(select(Agent.username).order_by(Agent.extension)).all()
    assert usernames == ["amara.okonkwo", "amara.okonkwo2", "amara.okonkwo3"]


def test_a_username_made_from_a_name_never_takes_one_that_is_asked_for(session: Session, settings: Settings) -> None:
    bring(session, settings, person(), person("Zoe Meer", username="Amara.Okonkwo"))
    assert set(session.scalars(select(Agent.username))) == {"amara.okonkwo2", "Amara.Okonkwo"}


@pytest.mark.parametrize(("email", "bumped"), [("AMARA.okonkwo@northwind.example", 0), ("a.o@northwind.example", 1)])
def test_links_and_sessions_end_when_the_address_changes_not_when_its_case_does(
    session: Session, settings: Settings, email: str, bumped: int
) -> None:
    bring(session, settings, person(employee_id="E1"))
    before = session.scalars(select(Account)).one().security_version
    bring(session, settings, person(employee_id="E1", email=email))
    assert only(session).email == email
    assert session.scalars(select(Account)).one().security_version == before + bumped


IDENTITY = {
    "a known number with another e-mail is the same person, whose e-mail changes": (
        [person(employee_id="E1")],
        person(employee_id="E1", email="new@northwind.example"),
        ("update", []),
    ),
    "a known e-mail without a number is the same person, and the number is filled in": (
        [person()],
        person(employee_id="E1"),
        ("update", []),
    ),
    "an e-mail in other case is the same person": (
        [person()],
        person(email="AMARA.okonkwo@northwind.example", full_name="Amara Okonkwo"),
        ("update", []),
    ),
    "number and e-mail of two people are taken, both": (
        [person(employee_id="E1"), person("Zoe Meer", employee_id="E2")],
        person("Zoe Meer", employee_id="E1"),
        ("invalid", [("taken", "employee_id"), ("taken", "email")]),
    ),
    "a known e-mail with another number is taken": (
        [person(employee_id="E1")],
        person(employee_id="E2"),
        ("invalid", [("taken", "employee_id")]),
    ),
    "a different username for a known person is refused": (
        [person()],
        person(username="someone.else"),
        ("invalid", [("invalid", "username")]),
    ),
    "the same username in other case is no change of it": (
        [person(username="amara")],
        person(username="amara"),
        ("unchanged", []),
    ),
    "a username of somebody else is taken": (
        [person(username="amara")],
        person("Zoe Meer", username="AMARA"),
        ("invalid", [("taken", "username")]),
    ),
    "a team that does not exist is an unknown value": (
        [],
        person(teams=[["Night", None]]),
        ("invalid", [("unknown_value", "teams")]),
    ),
}


@pytest.mark.parametrize("case", IDENTITY)
def test_who_is_the_same_person(case: str, session: Session, settings: Settings) -> None:
    there, asked, expected = IDENTITY[case]
    bring(session, settings, *there)
    (outcome,) = bring(session, settings, asked)
    assert (outcome.verdict, complaints(outcome)) == expected


def test_an_extension_that_is_asked_for_is_given_and_the_next_person_gets_the_lowest_free(
    session: Session, settings: Settings
) -> None:
    bring(session, settings, person(), person("Zoe Meer", extension=1000), person("Owen Li"))
    found = {name: number for name, number in session.execute(select(Agent.full_name, Agent.extension))}  # noqa: C416
    assert found == {"Zoe Meer": 1000, "Amara Okonkwo": 1001, "Owen Li": 1002}


def test_a_taken_extension_is_refused_and_the_others_come_on_board(session: Session, settings: Settings) -> None:
    bring(session, settings, person(extension=2000))
    outcomes = bring(session, settings, person("Zoe Meer", extension=2000), person("Owen Li"))
    assert verdicts(outcomes) == ["invalid", "create"]
    assert complaints(outcomes[0]) == [("taken", "extension")]


def test_a_new_extension_renumbers_and_the_old_one_rests(session: Session, settings: Settings) -> None:
    bring(session, settings, person())
    begin_writing(session)
    provision(session, settings, [only(session).id])
    session.commit()
    bring(session, settings, person(extension=1500))
    assert only(session).extension == 1500
    old = session.get_one(Number, 1000)
    assert old.state == "resting"
    assert old.rests_until is not None
    assert old.rests_until > now() + timedelta(days=29)


def test_an_old_extension_that_no_phone_ever_had_is_free_at_once(session: Session, settings: Settings) -> None:
    bring(session, settings, person())
    bring(session, settings, person(extension=1500))
    bring(session, settings, person("Zoe Meer"))
    assert set(session.scalars(select(Agent.extension))) == {1500, 1000}


def test_somebody_deleted_comes_back_with_a_new_extension(session: Session, settings: Settings) -> None:
    bring(session, settings, person())
    agent = only(session)
    begin_writing(session)
    agent.deleted_at, agent.extension = now(), None
    session.commit()
    assert verdicts(bring(session, settings, person())) == ["comes_back"]
    agent = only(session)
    assert agent.deleted_at is None
    assert agent.extension is not None


def test_running_out_of_extensions_is_said_for_those_who_get_none(session: Session, settings: Settings) -> None:
    from onboarding.numbering.models import Range

    begin_writing(session)
    for range_ in session.scalars(select(Range)):
        range_.last = range_.first + 1
    session.commit()
    outcomes = bring(session, settings, person("A A"), person("B B"), person("C C"))
    assert verdicts(outcomes) == ["create", "create", "invalid"]
    assert complaints(outcomes[2]) == [("exhausted", "extension")]


def test_the_cause_is_kept_so_that_what_it_left_can_be_counted(session: Session, settings: Settings) -> None:
    cause = new_id()
    bring(session, settings, person(), cause_id=cause, invite="now")
    assert {work.kind for work in session.scalars(select(Work).where(Work.cause_id == cause))} == {"telephony", "mail"}
    assert only(session).import_id == cause


def test_inviting_writes_an_invitation_and_a_message_that_waits(session: Session, settings: Settings) -> None:
    bring(session, settings, person(), invite="now")
    invitation = session.scalars(select(Invitation)).one()
    message = session.scalars(select(Message)).one()
    assert (invitation.state, message.state, message.kind) == ("planned", "queued", "invitation")
    assert message.subject_id == invitation.id
    assert invitation.expires_at - invitation.due_at >= timedelta(days=7)


def test_without_a_start_date_nobody_is_invited_on_it_and_a_warning_says_so(
    session: Session, settings: Settings
) -> None:
    (outcome,) = bring(session, settings, person(), invite="start-date")
    assert session.scalars(select(Invitation)).all() == []
    assert [warning.reason for warning in outcome.warnings] == ["not_invited_without_start_date"]


def test_an_invitation_on_the_start_date_goes_out_at_nine_where_the_person_lives(
    session: Session, settings: Settings
) -> None:
    bring(session, settings, person(start_date="2027-03-01", timezone="Asia/Tokyo"), invite="start-date")
    assert session.scalars(select(Invitation.due_at)).one().isoformat() == "2027-03-01T00:00:00+00:00"
