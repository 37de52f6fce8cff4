"""An import is taken back: whom it made goes, what it changed returns, and what cannot is named with the reason."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.database import begin_writing, now
from onboarding.directory.query import Query
from onboarding.directory.search import count as counted
from onboarding.groups import groups, members
from onboarding.imports import confirming, reporting, undoing
from onboarding.imports.models import Import
from onboarding.imports.tallies import counts
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.staffing import adding, leaving
from onboarding.work import Work
from tests.imports.flow import HR, csv_of, finished, rows_of, upload, worked_off

OF_ALL = Actor("Ingrid Solheim", role="hr")
ZOE = "E1,Zoë van der Meer,zoe@northwind.example,2001,webrtc,2090-01-11"
OWEN = "E2,Owen Li,owen@northwind.example,,external,2090-01-11"


def rows_in(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def agent_of(session: Session, email: str) -> Agent:
    return session.scalars(select(Agent).where(Agent.email_key == email)).one()


def applied(session: Session, settings: Settings, *rows: str, **more: str) -> Import:
    return finished(session, settings, csv_of(*rows), auto_confirm=True, **more)


def undone(session: Session, settings: Settings, import_: Import) -> Import:
    begin_writing(session)
    undoing.undo(session, session.get_one(Import, import_.id, populate_existing=True), actor=HR)
    session.commit()
    return worked_off(session, settings, import_)


def changed(session: Session, settings: Settings, email: str, **fields: str) -> None:
    begin_writing(session)
    adding.change(session, settings, agent_of(session, email), fields, actor=HR)
    session.commit()


def why(session: Session, import_: Import) -> dict[int, list[str]]:
    return {
        number: [problem.sentence() for problem in reporting.problems_of(row)]
        for number, row in rows_of(session, import_).items()
        if row.state == "kept"
    }


def test_whom_it_created_goes_with_all_that_came_with_them(session: Session, settings: Settings) -> None:
    import_ = undone(session, settings, applied(session, settings, ZOE, OWEN, invite="start-date"))
    assert import_.state == "undone"
    for model in (Agent, Invitation, Work):
        assert rows_in(session, model) == 0
    assert session.scalars(select(Number.number).where(Number.state.in_(("taken", "resting")))).all() == []
    assert session.scalars(select(Account).where(Account.role == "agent")).all() == []
    assert session.scalars(select(Message.state)).all() == ["cancelled", "cancelled"]
    found = counts(session, import_.id)
    assert (found.applied, found.undone, found.kept) == (0, 2, 0)


def test_the_search_follows_an_import_and_its_undoing(session: Session, settings: Settings) -> None:
    import_ = applied(session, settings, ZOE, OWEN)
    assert counted(session, OF_ALL, Query(q="zoe")) == (1, False)
    renaming = applied(session, settings, ZOE.replace("Zoë van der Meer", "Chloë Ångström"))
    assert counted(session, OF_ALL, Query(q="angstrom")) == (1, False)
    undone(session, settings, renaming)
    assert counted(session, OF_ALL, Query(q="angstrom")) == (0, False)
    undone(session, settings, import_)
    assert [counted(session, OF_ALL, Query(q=words))[0] for words in ("zoe", "owen", "2001")] == [0, 0, 0]


def test_the_same_file_creates_them_again_with_the_same_numbers(session: Session, settings: Settings) -> None:
    undone(session, settings, applied(session, settings, ZOE, OWEN))
    again = applied(session, settings, ZOE, OWEN)
    assert (again.state, counts(session, again.id).create) == ("completed", 2)
    assert agent_of(session, "zoe@northwind.example").extension == 2001


def test_who_has_joined_stays_and_is_named(session: Session, settings: Settings) -> None:
    import_ = applied(session, settings, ZOE, OWEN)
    begin_writing(session)
    agent_of(session, "zoe@northwind.example").joined_at = now()
    session.commit()
    undone(session, settings, import_)
    assert [agent.full_name for agent in session.scalars(select(Agent))] == ["Zoë van der Meer"]
    assert why(session, import_) == {2: ["Zoë van der Meer has joined, and stays."]}


def test_fields_return_unless_somebody_changed_them_since(session: Session, settings: Settings) -> None:
    applied(session, settings, ZOE)
    second = applied(session, settings, "E1,Zoe Meer,zoe@elsewhere.example,2002,external,2090-02-01")
    changed(session, settings, "zoe@elsewhere.example", typology="phonebar")
    undone(session, settings, second)
    zoe = agent_of(session, "zoe@northwind.example")
    assert (zoe.full_name, zoe.extension, zoe.typology) == ("Zoë van der Meer", 2001, "phonebar")
    assert zoe.start_date is not None
    assert zoe.start_date.isoformat() == "2090-01-11"
    assert why(session, second) == {2: ["Zoe Meer was changed since: typology is phonebar now, and stays."]}


def test_what_was_filled_in_is_empty_again(session: Session, settings: Settings) -> None:
    head = "Employee ID,Full Name,Email,Alias"
    finished(session, settings, csv_of("E1,Zoe Meer,zoe@northwind.example,", head=head), auto_confirm=True)
    second = finished(session, settings, csv_of("E1,Zoe Meer,zoe@northwind.example,Zed", head=head), auto_confirm=True)
    assert agent_of(session, "zoe@northwind.example").alias == "Zed"
    undone(session, settings, second)
    assert agent_of(session, "zoe@northwind.example").alias is None


def test_an_old_number_that_somebody_else_has_by_now_is_not_given_back(session: Session, settings: Settings) -> None:
    applied(session, settings, ZOE)
    second = applied(session, settings, ZOE.replace("2001", "2002"))
    begin_writing(session)
    session.delete(session.get_one(Number, 2001))
    session.commit()
    applied(session, settings, OWEN.replace(",,", ",2001,"))
    undone(session, settings, second)
    assert agent_of(session, "zoe@northwind.example").extension == 2002
    ((sentence,),) = why(session, second).values()
    assert "2001" in sentence


def test_groups_return_with_their_penalties(session: Session, settings: Settings) -> None:
    begin_writing(session)
    for name in ("support", "sales"):
        groups.create(session, HR, "queue", name)
    session.commit()
    head = "Employee ID,Full Name,Email,Queues"
    first, second = "E1,Zoe Meer,zoe@northwind.example,support:2", "E1,Zoe Meer,zoe@northwind.example,support|sales:3"
    finished(session, settings, csv_of(first, head=head), auto_confirm=True)
    import_ = finished(session, settings, csv_of(second, head=head), auto_confirm=True)
    undone(session, settings, import_)
    zoe = agent_of(session, "zoe@northwind.example")
    belongs = members.of(session, [zoe.id])[zoe.id]
    assert [(one.name, one.penalty) for one in belongs] == [("support", 2)]
    assert zoe.queue_count == 1


def test_who_came_back_is_deleted_again_as_they_were(session: Session, settings: Settings) -> None:
    applied(session, settings, ZOE)
    begin_writing(session)
    leaving.delete(session, settings, [agent_of(session, "zoe@northwind.example").id], actor=HR)
    session.commit()
    second = applied(session, settings, ZOE.replace("Zoë van der Meer", "Zoe Meer"))
    assert counts(session, second.id).comes_back == 1
    undone(session, settings, second)
    zoe = agent_of(session, "zoe@northwind.example")
    assert (zoe.full_name, zoe.extension, zoe.deleted_at is None) == ("Zoë van der Meer", None, False)


def test_somebody_deleted_since_is_not_brought_back_by_undoing_a_change(session: Session, settings: Settings) -> None:
    applied(session, settings, ZOE)
    second = applied(session, settings, ZOE.replace("Zoë van der Meer", "Zoe Meer"))
    begin_writing(session)
    leaving.delete(session, settings, [agent_of(session, "zoe@northwind.example").id], actor=HR)
    session.commit()
    undone(session, settings, second)
    assert agent_of(session, "zoe@northwind.example").deleted_at is not None
    assert why(session, second) == {2: ["Zoe Meer was deleted since, and stays so."]}


def test_an_import_that_was_stopped_is_taken_back_as_far_as_it_came(session: Session, settings: Settings) -> None:
    import_ = applied(session, settings, ZOE)
    begin_writing(session)
    session.get_one(Import, import_.id, populate_existing=True).state = "cancelled"
    session.commit()
    assert undone(session, settings, import_).state == "undone"
    assert rows_in(session, Agent) == 0


@pytest.mark.parametrize("state", ["uploaded", "checking", "ready", "applying", "undoing", "undone"])
def test_what_is_not_over_or_undone_already_is_refused_with_a_sentence(
    session: Session, settings: Settings, state: str
) -> None:
    import_ = applied(session, settings, ZOE)
    begin_writing(session)
    import_.state = state
    session.flush()
    with pytest.raises(confirming.WrongState) as refused:
        undoing.undo(session, import_, actor=HR)
    assert refused.value.problem.sentence()
    session.rollback()


def test_where_nothing_is_in_there_is_nothing_to_take_back(session: Session, settings: Settings) -> None:
    import_ = upload(session, csv_of(ZOE))
    begin_writing(session)
    confirming.cancel(session, import_, actor=HR)
    with pytest.raises(confirming.WrongState):
        undoing.undo(session, session.get_one(Import, import_.id, populate_existing=True), actor=HR)
    session.rollback()


def test_a_chunk_that_was_broken_off_is_done_once(session: Session, settings: Settings) -> None:
    people = [f"E{n},Anna Berg,anna{n}@northwind.example,,," for n in range(7)]
    import_ = applied(session, settings, *people)
    assert undone(session, settings, import_).state == "undone"
    assert rows_in(session, Agent) == 0
    taken_back = select(func.count()).where(AuditEntry.deed == undoing.TAKEN_BACK)
    assert session.scalar(taken_back) == len(people)
    assert counts(session, import_.id).undone == len(people)
