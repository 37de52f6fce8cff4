"""What was done to many is taken back, and whoever changed meanwhile stays as they are."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.bulk import actions
from onboarding.bulk.action_models import BulkAction
from onboarding.bulk.actions import ActionRefused, NotAllowed
from onboarding.database import begin_writing
from onboarding.settings import Settings
from onboarding.staffing import leaving
from tests.bulk.acting import ADMIN, HR, act, now_is, of, outcomes, people, step, take_back


def test_the_disabled_are_enabled_again_but_who_changed_meanwhile_is_not(session: Session, settings: Settings) -> None:
    amara, bea, cleo, dana = people(session, settings, "Amara", "Bea", "Cleo", "Dana")
    action = act(session, settings, "disable", [amara, bea, cleo, dana])
    begin_writing(session)
    leaving.enable(session, settings, [bea.id, cleo.id], actor=HR)
    session.commit()
    begin_writing(session)
    leaving.disable(session, settings, [cleo.id], actor=HR)
    session.commit()
    undone = take_back(session, settings, action)
    expected = {"Amara": "done", "Bea": "changed_since_action", "Cleo": "changed_since_action", "Dana": "done"}
    assert outcomes(session, undone) == expected
    assert (undone.done, undone.left_out) == (2, 2)
    assert now_is(session, cleo).disabled_at is not None


def test_the_deleted_are_restored_with_their_extensions(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    had = [amara.extension, bea.extension]
    action = act(session, settings, "delete", [amara, bea])
    assert outcomes(session, take_back(session, settings, action)) == {"Amara": "done", "Bea": "done"}
    assert [now_is(session, each).extension for each in (amara, bea)] == had


@pytest.mark.parametrize(("deed", "first"), [("enable", "disable"), ("restore", "delete")])
def test_enabling_and_restoring_are_taken_back(session: Session, settings: Settings, deed: str, first: str) -> None:
    amara = people(session, settings, "Amara")
    act(session, settings, first, amara)
    action = act(session, settings, deed, amara)
    assert outcomes(session, take_back(session, settings, action)) == {"Amara": "done"}
    agent = now_is(session, amara[0])
    assert (agent.disabled_at if first == "disable" else agent.deleted_at) is not None


@pytest.mark.parametrize("deed", ["invite", "unlock", "erase"])
def test_what_cannot_be_undone_says_so(session: Session, settings: Settings, deed: str) -> None:
    action = act(session, settings, deed, people(session, settings, "Amara"), actor=ADMIN)
    with pytest.raises(ActionRefused) as refused:
        take_back(session, settings, action)
    assert refused.value.problem.reason == "action_not_undoable"


def test_only_those_who_were_done_are_undone(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    act(session, settings, "disable", [bea])
    action = act(session, settings, "disable", [amara, bea])
    undone = take_back(session, settings, action)
    assert outcomes(session, undone) == {"Amara": "done"}
    assert now_is(session, bea).disabled_at is not None


def test_undone_twice_is_undone_once(session: Session, settings: Settings) -> None:
    amara = people(session, settings, "Amara")
    action = act(session, settings, "disable", amara)
    first = take_back(session, settings, action)
    act(session, settings, "disable", amara)
    assert take_back(session, settings, action).id == first.id
    assert session.scalar(select(func.count()).where(BulkAction.undoes == action.id)) == 1
    assert now_is(session, amara[0]).disabled_at is not None


def test_an_undoing_is_not_undone(session: Session, settings: Settings) -> None:
    undone = take_back(session, settings, act(session, settings, "disable", people(session, settings, "Amara")))
    with pytest.raises(ActionRefused):
        take_back(session, settings, undone)


def test_what_goes_on_is_stopped_before_it_is_undone(session: Session, settings: Settings) -> None:
    people(session, settings, *(f"Agent {number}" for number in range(60)))
    action = act(session, settings, "disable", of("typology=webrtc"))
    step(session, settings, action, 20)
    with pytest.raises(ActionRefused) as refused:
        take_back(session, settings, action)
    assert refused.value.problem.reason == "action_goes_on"
    session.rollback()
    begin_writing(session)
    actions.stop(session, action.id, actor=HR)
    session.commit()
    undone = take_back(session, settings, action)
    assert (undone.total, undone.done) == (20, 20)
    assert session.scalar(select(func.count()).where(Agent.disabled_at.is_not(None))) == 0


def test_where_nothing_was_done_there_is_nothing_to_undo(session: Session, settings: Settings) -> None:
    amara = people(session, settings, "Amara")
    act(session, settings, "disable", amara)
    with pytest.raises(ActionRefused) as refused:
        take_back(session, settings, act(session, settings, "disable", amara))
    assert refused.value.problem.reason == "action_nothing_done"


def test_who_may_not_do_it_may_not_undo_it(session: Session, settings: Settings) -> None:
    action = act(session, settings, "disable", people(session, settings, "Amara"))
    with pytest.raises(NotAllowed):
        take_back(session, settings, action, actor=HR.__class__("Sam", role="supervisor"))
