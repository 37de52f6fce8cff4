"""Many are added to groups, taken out of them, and given another typology."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.bulk import actions
from onboarding.database import begin_writing
from onboarding.groups import groups, members
from onboarding.groups.models import Group
from onboarding.settings import Settings
from tests.bulk.acting import HR, act, now_is, of, outcomes, people, step, take_back

CHOSEN = {"how": "in", "penalty": 0, "paused": False}


def group(session: Session, kind: str, name: str, *within: Agent) -> Group:
    begin_writing(session)
    made = groups.create(session, HR, kind, name, channel="chat" if kind == "channel_account" else None)
    members.add(session, HR, made, [agent.id for agent in within])
    session.commit()
    return made


def belongs(session: Session, agent: Agent) -> dict[str, int]:
    """Name of group → penalty."""
    return {each.name: each.penalty for each in members.of(session, [agent.id])[agent.id]}


def test_added_to_groups_of_every_kind_at_once(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    made = [group(session, kind, f"the {kind}") for kind in ("team", "queue", "profile", "list", "channel_account")]
    chosen = {**CHOSEN, "groups": [str(each.id) for each in made], "penalty": 2}
    action = act(session, settings, "add", [amara, bea], **chosen)
    assert outcomes(session, action) == {"Amara": "done", "Bea": "done"}
    assert belongs(session, bea) == {each.name: 2 if each.kind == "queue" else 0 for each in made}
    assert now_is(session, bea).queue_count == 1


def test_who_belongs_to_all_of_them_already_is_left_out(session: Session, settings: Settings) -> None:
    amara, bea, cleo = people(session, settings, "Amara", "Bea", "Cleo")
    queue = group(session, "queue", "support", amara)
    act(session, settings, "delete", [cleo])
    action = act(session, settings, "add", [amara, bea, cleo], **CHOSEN, groups=[str(queue.id)])
    assert outcomes(session, action) == {"Amara": "belongs_already", "Bea": "done", "Cleo": "is_deleted"}


def test_taken_out_and_put_back_as_they_were(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    queue = group(session, "queue", "support")
    members.add(session, HR, queue, [amara.id], penalty=3, paused=True)
    session.commit()
    action = act(session, settings, "add", [amara, bea], **{**CHOSEN, "how": "out"}, groups=[str(queue.id)])
    assert outcomes(session, action) == {"Amara": "done", "Bea": "belongs_to_none"}
    assert belongs(session, amara) == {}
    undone = take_back(session, settings, action)
    assert outcomes(session, undone) == {"Amara": "done"}
    (seat,) = members.seats(session, [amara.id])[amara.id]
    assert (seat.penalty, seat.paused) == (3, True)


def test_the_profile_that_another_took_the_place_of_is_given_back(session: Session, settings: Settings) -> None:
    (amara,) = people(session, settings, "Amara")
    group(session, "profile", "Former", amara)
    new = group(session, "profile", "New")
    action = act(session, settings, "add", [amara], **CHOSEN, groups=[str(new.id)])
    assert belongs(session, amara) == {"New": 0}
    take_back(session, settings, action)
    assert belongs(session, amara) == {"Former": 0}


def test_whoever_was_taken_out_meanwhile_stays_as_they_are(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    queue = group(session, "queue", "support")
    action = act(session, settings, "add", [amara, bea], **CHOSEN, groups=[str(queue.id)])
    members.remove(session, HR, queue, [bea.id])
    session.commit()
    undone = take_back(session, settings, action)
    assert outcomes(session, undone) == {"Amara": "done", "Bea": "changed_since_action"}
    assert belongs(session, amara) == {}


def test_groups_that_are_gone_by_then_are_said(session: Session, settings: Settings) -> None:
    (amara,) = people(session, settings, "Amara")
    team = group(session, "team", "North")
    begin_writing(session)
    groups.delete(session, HR, team)
    session.commit()
    action = act(session, settings, "add", [amara], **CHOSEN, groups=[str(team.id)])
    assert outcomes(session, action) == {"Amara": "action_groups_gone"}


def test_another_typology_and_back(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    people(session, settings, "Mona", typology="mobile", push_gateway="https://push.example/")
    gateway = "https://push.northwind.example/"
    action = act(session, settings, "typology", of(), typology="mobile", push_gateway=gateway)
    assert outcomes(session, action) == {"Amara": "done", "Bea": "done", "Mona": "done"}
    assert (now_is(session, amara).typology, now_is(session, amara).push_gateway) == ("mobile", gateway)
    bea.description = "Changed since, elsewhere"
    session.commit()
    undone = take_back(session, settings, action)
    assert set(outcomes(session, undone).values()) == {"done"}
    assert (now_is(session, bea).typology, now_is(session, bea).push_gateway) == ("webrtc", None)


def test_mobile_without_a_push_gateway_and_what_they_have_already(session: Session, settings: Settings) -> None:
    people(session, settings, "Amara")
    people(session, settings, "Mona", typology="mobile", push_gateway="https://push.example/")
    action = act(session, settings, "typology", of("extension!="), typology="mobile")
    assert outcomes(session, action) == {"Amara": "push_gateway_lacking", "Mona": "has_typology_already"}


def test_a_typology_that_somebody_has_changed_since_stays(session: Session, settings: Settings) -> None:
    amara, bea = people(session, settings, "Amara", "Bea")
    action = act(session, settings, "typology", [amara, bea], typology="external")
    act(session, settings, "typology", [bea], typology="phonebar")
    undone = take_back(session, settings, action)
    assert outcomes(session, undone) == {"Amara": "done", "Bea": "was_changed_since"}
    assert [now_is(session, each).typology for each in (amara, bea)] == ["webrtc", "phonebar"]


def test_many_are_added_chunk_by_chunk(session: Session, settings: Settings) -> None:
    people(session, settings, *(f"Agent {number}" for number in range(60)))
    queue = group(session, "queue", "support")
    action = act(session, settings, "add", of("typology=webrtc"), **CHOSEN, groups=[str(queue.id)])
    while step(session, settings, action, 25):
        pass
    assert members.count(session, queue.id) == 60
    assert session.scalars(select(Agent.queue_count).distinct()).all() == [1]
    assert actions.is_undoable(action)
