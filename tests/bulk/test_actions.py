"""One deed for many: who is meant, each done or left out with a reason, broken off and gone on with, done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.accounts import accounts
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.bulk import actions
from onboarding.bulk.action_models import BulkAction, BulkActionResult
from onboarding.bulk.actions import ActionRefused, Grown, NotAllowed
from onboarding.database import begin_writing, db, new_id, now, write_rows
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from onboarding.staffing import leaving
from onboarding.work import Work
from tasks.lines import LINES
from tasks.working import work_off
from tests.bulk.acting import ADMIN, HR, act, now_is, of, outcomes, people, step


def test_each_is_disabled_or_left_out_with_a_reason(session: Session, settings: Settings) -> None:
    amara, bea, cleo = people(session, settings, "Amara", "Bea", "Cleo")
    begin_writing(session)
    leaving.disable(session, settings, [bea.id], actor=HR)
    leaving.delete(session, settings, [cleo.id], actor=HR)
    session.commit()
    action = act(session, settings, "disable", [amara, bea, cleo])
    assert outcomes(session, action) == {"Amara": "done", "Bea": "is_disabled_already", "Cleo": "is_deleted"}
    assert (action.state, action.total, action.done, action.left_out) == ("done", 3, 1, 2)
    assert now_is(session, amara).disabled_at is not None


@pytest.mark.parametrize(
    ("deed", "before", "reason"),
    [
        ("enable", None, "is_not_disabled"),
        ("delete", "delete", "is_deleted_already"),
        ("restore", None, "is_not_deleted"),
        ("erase", None, "is_not_deleted"),
        ("invite", "disable", "invite_disabled"),
        ("unlock", None, "is_not_locked"),
    ],
)
def test_for_whom_it_cannot_be_done_is_said(
    session: Session, settings: Settings, deed: str, before: str | None, reason: str
) -> None:
    amara = people(session, settings, "Amara")
    if before:
        act(session, settings, before, amara)
    action = act(session, settings, deed, amara, actor=ADMIN)
    assert outcomes(session, action) == {"Amara": reason}
    assert (action.done, action.left_out) == (0, 1)


def test_those_who_can_be_are_invited_now(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    session.execute(update(Agent).where(Agent.id == bea.id).values(joined_at=now()))
    session.commit()
    assert outcomes(session, act(session, settings, "invite", [amara, bea])) == {
        "Amara": "done",
        "Bea": "invite_joined",
    }
    assert list(session.scalars(select(Invitation.agent_id))) == [amara.id]


def test_locked_accounts_are_opened(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    accounts.account_of(session, amara.id).locked_until = now() + timedelta(hours=1)
    session.commit()
    action = act(session, settings, "unlock", [amara, bea], actor=ADMIN)
    assert outcomes(session, action) == {"Amara": "done", "Bea": "is_not_locked"}
    assert session.scalars(select(Account.locked_until).where(Account.agent_id == amara.id)).one() is None


def test_everybody_who_matches_at_the_moment_of_confirming_is_meant_and_nobody_later(
    session: Session, settings: Settings
) -> None:
    people(session, settings, *(f"Agent {number}" for number in range(60)))
    people(session, settings, "Mona", typology="mobile", push_gateway="https://push.example/")
    action = act(session, settings, "disable", of("typology=webrtc"))
    assert (action.total, action.state) == (60, "running")
    people(session, settings, "Zoe")
    while step(session, settings, action, 25):
        pass
    assert session.scalar(select(func.count()).where(Agent.disabled_at.is_not(None))) == 60
    assert set(outcomes(session, action).values()) == {"done"}


def test_fewer_than_were_named_are_done_and_more_are_asked_about_again(session: Session, settings: Settings) -> None:
    people(session, settings, "Amara", "Bea")
    with pytest.raises(Grown) as grown:
        act(session, settings, "disable", of("typology=webrtc"), confirmed=1)
    assert grown.value.now == 2
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BulkAction)) == 0
    action = act(session, settings, "disable", of("typology=webrtc"), confirmed=3)
    assert (action.confirmed, action.total, action.done) == (3, 2, 2)


def test_nobody_left_is_said(session: Session, settings: Settings) -> None:
    with pytest.raises(ActionRefused) as refused:
        act(session, settings, "disable", of("full_name=Nobody"))
    assert refused.value.problem.reason == "action_nobody"


@pytest.mark.parametrize("actor", [Actor("Sam", new_id(), "supervisor"), Actor("Owen", new_id(), "agent")])
@pytest.mark.parametrize("deed", ["disable", "delete", "invite", "add", "erase"])
def test_who_may_not_do_it_to_one_may_not_do_it_to_many(
    session: Session, settings: Settings, deed: str, actor: Actor
) -> None:
    amara = people(session, settings, "Amara")
    with pytest.raises(NotAllowed):
        act(session, settings, deed, amara, actor=actor)


def test_only_administrators_unlock(session: Session, settings: Settings) -> None:
    with pytest.raises(NotAllowed):
        act(session, settings, "unlock", people(session, settings, "Amara"), actor=HR)


def test_the_same_form_sent_twice_is_one_action(session: Session, settings: Settings) -> None:
    amara, form = people(session, settings, "Amara"), new_id()
    first = act(session, settings, "disable", amara, form=form)
    version = now_is(session, amara[0]).version
    assert act(session, settings, "disable", amara, form=form).id == first.id
    assert session.scalar(select(func.count()).select_from(BulkAction)) == 1
    assert now_is(session, amara[0]).version == version


def test_the_same_form_sent_twice_at_one_moment_is_one_action(app: Flask, session: Session, settings: Settings) -> None:
    amara, form, together = people(session, settings, "Amara"), new_id(), Barrier(2)
    session.commit()

    def press(_: int) -> int:
        with app.app_context():
            together.wait(10)
            done = act(db.session(), settings, "disable", amara, form=form).done
            db.session.remove()
            return done

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, range(2))) == [1, 1]
    assert session.scalar(select(func.count()).where(AuditEntry.deed == "agent.disabled")) == 1


def test_many_are_done_by_a_worker(session: Session, settings: Settings) -> None:
    people(session, settings, *(f"Agent {number}" for number in range(51)))
    action = act(session, settings, "delete", of("typology=webrtc"))
    assert action.state == "running"
    work_off(LINES["actions"], settings, 60)
    assert session.get_one(BulkAction, action.id, populate_existing=True).done == 51
    assert session.scalar(select(func.count()).where(Work.kind == "actions")) == 0


def test_broken_off_in_the_middle_of_a_chunk_it_is_gone_on_with_and_nobody_is_done_twice(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(session, settings, *(f"Agent {number}" for number in range(60)))
    action = act(session, settings, "disable", of("typology=webrtc"))
    step(session, settings, action, 20)
    begin_writing(session)
    lost = work.claim(session, "actions", 1, timedelta(seconds=60))
    session.commit()

    begin_writing(session)
    actions.step(session, settings, action.id)
    session.rollback()  # the worker was killed before its commit
    assert session.get_one(BulkAction, action.id, populate_existing=True).done == 20

    session.execute(update(Work).where(Work.kind == "actions").values(lease_until=now() - timedelta(seconds=1)))
    session.commit()
    work_off(LINES["actions"], settings, 60)
    assert session.get_one(BulkAction, action.id, populate_existing=True).state == "done"
    assert session.scalar(select(func.count()).where(AuditEntry.deed == "agent.disabled")) == 60
    with pytest.raises(work.LeaseLost):
        work.done(session, lost, lost.open)


def test_stopped_it_leaves_the_others_as_they_are(session: Session, settings: Settings) -> None:
    people(session, settings, *(f"Agent {number}" for number in range(60)))
    action = act(session, settings, "disable", of("typology=webrtc"))
    step(session, settings, action, 20)
    begin_writing(session)
    assert actions.stop(session, action.id, actor=HR)
    assert not actions.stop(session, action.id, actor=HR)
    session.commit()
    assert not step(session, settings, action, 20)
    stopped = session.get_one(BulkAction, action.id, populate_existing=True)
    assert (stopped.state, stopped.done, stopped.waiting) == ("stopped", 20, 40)
    assert session.scalar(select(func.count()).where(Agent.disabled_at.is_not(None))) == 20


def test_the_audit_says_what_was_done_to_whom_and_that_it_was_one_word(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    action = act(session, settings, "disable", [amara, bea])
    deeds = session.execute(select(AuditEntry.deed, AuditEntry.subject_id, AuditEntry.actor)).all()
    assert ("bulk_action.disable", action.id, HR.name) in deeds
    assert {(deed, who) for deed, who, _ in deeds} >= {("agent.disabled", amara.id), ("agent.disabled", bea.id)}


def test_no_result_keeps_a_name(session: Session, settings: Settings) -> None:
    amara = people(session, settings, "Amara")
    act(session, settings, "disable", amara)
    action = act(session, settings, "disable", amara)
    assert outcomes(session, action) == {"Amara": "is_disabled_already"}
    kept = session.scalars(select(BulkActionResult).where(BulkActionResult.action_id == action.id)).one()
    assert "Amara" not in str([kept.problem, kept.warnings, kept.before])


def test_old_actions_go_and_the_audit_stays(session: Session, settings: Settings) -> None:
    action = act(session, settings, "disable", people(session, settings, "Amara"))
    session.execute(update(BulkAction).values(finished_at=now() - actions.KEPT - timedelta(hours=1)))
    actions.forget_old(session)
    session.commit()
    assert session.scalar(select(func.count()).select_from(BulkActionResult)) == 0
    assert session.scalar(select(func.count()).where(AuditEntry.subject_id == action.id)) == 1


def rows_of_agents(count: int) -> list[tuple[Any, ...]]:
    at = now()
    names = [f"agent{number}" for number in range(count)]
    return [(new_id(), 1, n, n, n, f"{n}@x.example", f"{n}@x.example", "webrtc", True, False, 0, at, at) for n in names]


def test_what_a_chunk_holds_does_not_grow_with_how_many_there_are(session: Session, settings: Settings) -> None:
    columns = ("id", "version", "full_name", "username", "username_key", "email", "email_key", "typology", "voicemail")
    more = ("remote_control", "queue_count", "created_at", "updated_at")
    begin_writing(session)
    rows = rows_of_agents(3000)
    write_rows(session, Agent, (*columns, *more), rows)
    accounts.open_for_agents(session, [row[0] for row in rows])
    session.commit()
    action = act(session, settings, "disable", of("typology=webrtc"))
    assert action.total == 3000
    begin_writing(session)
    actions.step(session, settings, action.id)
    assert len([each for each in session if isinstance(each, Agent)]) <= settings.chunk_rows
    session.rollback()
