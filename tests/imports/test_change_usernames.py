"""A different username for somebody whom we know is refused, unless usernames are said to change."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import begin_writing
from onboarding.imports import confirming, reporting
from onboarding.imports.confirming import WrongState
from onboarding.settings import Settings
from tests.imports.flow import HR, csv_of, finished, mistakes, rows_of, worked_off

HEAD = "Full Name,Email,Username"
ANNA = "Anna Rossi,anna@northwind.example,anna"
RENAMED = "Anna Rossi,anna@northwind.example,Anna.Bianchi"


def usernames(session: Session) -> list[str]:
    return list(session.scalars(select(Agent.username).order_by(Agent.email)))


def test_without_a_word_it_needs_fixing_and_says_so(session: Session, settings: Settings) -> None:
    finished(session, settings, csv_of(ANNA, head=HEAD), auto_confirm=True)
    import_ = finished(session, settings, csv_of(RENAMED, head=HEAD))
    (row,) = rows_of(session, import_).values()
    assert mistakes(row) == [("username", "invalid")]
    assert reporting.problems_of(row)[0].sentence().startswith("This person signs in as anna.")
    assert import_.file["other_usernames"] == 1


def test_where_it_is_asked_for_the_username_changes(session: Session, settings: Settings) -> None:
    finished(session, settings, csv_of(ANNA, head=HEAD), auto_confirm=True)
    import_ = finished(session, settings, csv_of(RENAMED, head=HEAD), auto_confirm=True, change_usernames=True)
    (row,) = rows_of(session, import_).values()
    assert (row.verdict, row.state, row.changes) == ("update", "applied", {"username": ["anna", "Anna.Bianchi"]})
    agent = session.scalars(select(Agent)).one()
    assert (agent.username, agent.username_key) == ("Anna.Bianchi", "anna.bianchi")
    again = finished(session, settings, csv_of(RENAMED, head=HEAD))
    assert reporting.counts(session, again.id).unchanged == 1


def test_a_word_after_the_check_checks_again_and_can_be_taken_back(session: Session, settings: Settings) -> None:
    finished(session, settings, csv_of(ANNA, head=HEAD), auto_confirm=True)
    import_ = finished(session, settings, csv_of(RENAMED, head=HEAD))
    for change, verdict in ((True, "update"), (False, "invalid"), (None, "invalid"), (True, "update")):
        begin_writing(session)
        confirming.check_again(session, import_, actor=HR, change_usernames=change)
        session.commit()
        import_ = worked_off(session, settings, import_)
        assert [row.verdict for row in rows_of(session, import_).values()] == [verdict]
    begin_writing(session)
    confirming.confirm(session, import_, actor=HR)
    session.commit()
    assert worked_off(session, settings, import_).state == "completed"
    assert usernames(session) == ["Anna.Bianchi"]


def test_after_the_confirmation_it_is_too_late(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ANNA, head=HEAD), auto_confirm=True)
    begin_writing(session)
    with pytest.raises(WrongState):
        confirming.check_again(session, import_, actor=HR, change_usernames=True)


def test_nobody_loses_their_account_by_it(session: Session, settings: Settings) -> None:
    finished(session, settings, csv_of(ANNA, head=HEAD), auto_confirm=True)
    before = session.scalars(select(Account.id).where(Account.agent_id.is_not(None))).all()
    finished(session, settings, csv_of(RENAMED, head=HEAD), auto_confirm=True, change_usernames=True)
    assert session.scalars(select(Account.id).where(Account.agent_id.is_not(None))).all() == before
