"""Queues and their members, where the switch's app_queue reads them."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from onboarding.audit import SERVICE
from onboarding.database import now, switch_engine
from onboarding.groups import groups, members
from onboarding.groups.models import Group
from onboarding.settings import Settings
from onboarding.telephony import provisioning, queues, switch
from tests.telephony import asterisk
from tests.telephony.conftest import Place
from tests.telephony.helpers import (
    again,
    hire,
    provision,
    provisioned,
    renumber,
    rows,
    switch_connection,
)


def queue(session: Session, settings: Settings, name: str = "support") -> Group:
    group = groups.create(session, SERVICE, "queue", name)
    put_through(session, settings, group)
    return group


def put_through(session: Session, settings: Settings, *changed: Group) -> None:
    """Both steps, as the worker takes them."""
    ids = [group.id for group in changed]
    if not switch.is_shared():
        queues.prepare_queues(session, ids)
        session.commit()
    queues.provision_queues(session, settings, ids)
    session.commit()


def rename(session: Session, group: Group, name: str) -> None:
    groups.change(session, SERVICE, group, name=name, description=None)


def names(session: Session) -> list[str]:
    return [each["name"] for each in rows(session, "queues")]


def seats(session: Session) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (each["queue_name"], each["interface"]): (each["membername"], each["penalty"], each["paused"])
        for each in rows(session, "queue_members")
    }


def on_the_switch(session: Session, statement: str) -> None:
    with switch_connection(session) as connection:
        connection.execute(text(statement))


def seat_by_hand(session: Session, name: str, interface: str, number: int = 901) -> None:
    columns = "queue_name, interface, membername, penalty, paused, uniqueid"
    on_the_switch(
        session, f"INSERT INTO queue_members ({columns}) VALUES ('{name}', '{interface}', 'Hand', 3, 0, {number})"
    )


def test_a_queue_is_added_with_what_app_queue_needs(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    (found,) = rows(session, "queues")
    assert (found["name"], found["strategy"], found["timeout"], found["ringinuse"]) == ("support", "ringall", 15, "no")
    assert group.switch_name == "support"
    for column, value in found.items():
        labels = asterisk.ENUMS.get(asterisk.COLUMNS["queues"][column])
        assert labels is None or value is None or value in labels


def test_provisioning_a_queue_twice_keeps_what_was_set_on_the_switch(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    on_the_switch(session, "UPDATE queues SET strategy = 'linear'")
    put_through(session, settings, group)
    assert [(each["name"], each["strategy"]) for each in rows(session, "queues")] == [("support", "linear")]


def test_a_renamed_queue_keeps_its_settings_and_its_members_move(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    agent = provisioned(session, settings)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    on_the_switch(session, "UPDATE queues SET strategy = 'linear'")
    rename(session, group, "help")
    put_through(session, settings, group)
    provision(session, settings, [agent.id])
    assert [(each["name"], each["strategy"]) for each in rows(session, "queues")] == [("help", "linear")]
    assert list(seats(session)) == [("help", "PJSIP/1001")]
    assert (group.switch_name, group.former_names) == ("help", [])


def test_a_deleted_queue_goes_with_its_members_and_is_forgotten(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    agent = provisioned(session, settings)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    groups.delete(session, SERVICE, group)
    put_through(session, settings, group)
    assert (names(session), seats(session)) == ([], {})
    assert session.scalars(select(Group)).all() == []


def test_a_queue_that_was_there_before_is_never_changed_or_deleted(place: Place) -> None:
    session, settings = place
    mine = (
        "INSERT INTO queues (name, musiconhold, timeout, ringinuse, retry, wrapuptime, autofill, strategy, joinempty,"
        " leavewhenempty) VALUES ('support', 'jazz', 7, 'yes', 1, 9, 'no', 'random', 'no', 'yes')"
    )
    on_the_switch(session, mine)
    before = rows(session, "queues")
    group = queue(session, settings)
    assert group.switch_name is None
    rename(session, group, "help")
    put_through(session, settings, group)
    assert sorted(names(session)) == ["help", "support"]
    rename(session, group, "support")
    put_through(session, settings, group)
    assert rows(session, "queues") == before
    groups.delete(session, SERVICE, group)
    put_through(session, settings, group)
    assert rows(session, "queues") == before


def test_a_name_taken_over_from_another_of_our_queues_is_ours(place: Place) -> None:
    session, settings = place
    first = queue(session, settings)
    groups.delete(session, SERVICE, first)
    second = groups.create(session, SERVICE, "queue", "support")
    put_through(session, settings, second)
    put_through(session, settings, first)
    assert names(session) == ["support"]
    assert second.switch_name == "support"
    groups.delete(session, SERVICE, second)
    put_through(session, settings, second)
    assert names(session) == []


def test_two_queues_may_swap_their_names(place: Place) -> None:
    session, settings = place
    one, other = queue(session, settings, "support"), queue(session, settings, "sales")
    rename(session, one, "between")
    rename(session, other, "support")
    rename(session, one, "sales")
    put_through(session, settings, one, other)
    assert sorted(names(session)) == ["sales", "support"]
    assert (one.switch_name, other.switch_name) == ("sales", "support")


@pytest.mark.parametrize("killed_after", ["first commit", "switch's commit"])
def test_a_queue_that_was_broken_off_ends_right(made_by_asterisk: Place, killed_after: str) -> None:
    session, settings = made_by_asterisk
    group = queue(session, settings)
    on_the_switch(session, "UPDATE queues SET strategy = 'linear'")
    rename(session, group, "help")
    queues.prepare_queues(session, [group.id])
    session.commit()
    if killed_after == "switch's commit":
        queues.provision_queues(session, settings, [group.id])
        session.rollback()
    session.expire_all()
    put_through(session, settings, group)
    assert [(each["name"], each["strategy"]) for each in rows(session, "queues")] == [("help", "linear")]
    groups.delete(session, SERVICE, group)
    put_through(session, settings, group)
    assert names(session) == []


def test_a_member_is_written_with_penalty_and_pause(place: Place) -> None:
    session, settings = place
    group, late = queue(session, settings), queue(session, settings, "late")
    agent = hire(session, 1001, full_name="Zoë; Müller")
    members.add(session, SERVICE, group, [agent.id], penalty=2)
    members.add(session, SERVICE, late, [agent.id], paused=True)
    provision(session, settings, [agent.id])
    name = "Zoë^3B Müller" if switch_engine().dialect.name == "postgresql" else "Zoë; Müller"
    assert seats(session) == {
        ("support", "PJSIP/1001"): (name, 2, 0),
        ("late", "PJSIP/1001"): (name, 0, 1),
    }
    found = rows(session, "queue_members")
    assert {each["state_interface"] for each in found} == {"PJSIP/1001"}
    assert len({each["uniqueid"] for each in found}) == 2


def test_every_member_has_a_number_of_its_own_beside_those_of_others(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    seat_by_hand(session, "other", "PJSIP/trunk")
    agents = [hire(session, 1001 + place) for place in range(5)]
    members.add(session, SERVICE, group, [agent.id for agent in agents])
    provision(session, settings, [agent.id for agent in agents[:3]])
    provision(session, settings, [agent.id for agent in agents])
    numbers = [each["uniqueid"] for each in rows(session, "queue_members")]
    assert len(set(numbers)) == len(numbers) == 6


def test_a_changed_penalty_or_name_is_mended_and_a_left_queue_is_left(place: Place) -> None:
    session, settings = place
    group, other = queue(session, settings), queue(session, settings, "sales")
    agent = hire(session, 1001, full_name="Bo Li")
    for each in (group, other):
        members.add(session, SERVICE, each, [agent.id])
    provision(session, settings, [agent.id])
    members.change(session, SERVICE, group, [agent.id], penalty=4, paused=False)
    members.remove(session, SERVICE, other, [agent.id])
    again(session, settings, agent, full_name="Bo Chen")
    assert seats(session) == {("support", "PJSIP/1001"): ("Bo Chen", 4, 0)}


def test_who_paused_on_the_switch_stays_paused_until_somebody_decides_anew(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    agent = hire(session, 1001)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    on_the_switch(session, "UPDATE queue_members SET paused = 1")
    again(session, settings, agent, full_name="Bo Li")
    members.change(session, SERVICE, group, [agent.id], penalty=1, paused=False)
    provision(session, settings, [agent.id])
    assert seats(session)["support", "PJSIP/1001"] == ("Bo Li", 1, 1)
    members.change(session, SERVICE, group, [agent.id], penalty=1, paused=True)
    provision(session, settings, [agent.id])
    members.change(session, SERVICE, group, [agent.id], penalty=1, paused=False)
    provision(session, settings, [agent.id])
    assert seats(session)["support", "PJSIP/1001"] == ("Bo Li", 1, 0)


@pytest.mark.parametrize("leaves", ["disabled", "renumbered", "no extension"])
def test_who_leaves_a_number_leaves_our_queues_and_others_rows_survive(place: Place, leaves: str) -> None:
    session, settings = place
    group = queue(session, settings)
    agent = hire(session, 1001)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    seat_by_hand(session, "theirs", "PJSIP/1001", 901)
    seat_by_hand(session, "support", "PJSIP/trunk", 902)
    by_hand = {("theirs", "PJSIP/1001"), ("support", "PJSIP/trunk")}
    if leaves == "renumbered":
        renumber(session, agent, 1005)
        provision(session, settings, [agent.id])
        assert set(seats(session)) == {*by_hand, ("support", "PJSIP/1005")}
    else:
        again(session, settings, agent, **{"disabled_at": now()} if leaves == "disabled" else {"extension": None})
        assert set(seats(session)) == by_hand


def test_a_former_queue_name_loses_only_our_phones(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    agent = hire(session, 1001)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    seat_by_hand(session, "support", "PJSIP/trunk", 901)
    seat_by_hand(session, "support", "PJSIP/1999", 902)
    seat_by_hand(session, "support", "Local/1001@agents", 903)
    rename(session, group, "help")
    put_through(session, settings, group)
    assert {key[1] for key in seats(session) if key[0] == "support"} == {
        "PJSIP/trunk",
        "PJSIP/1999",
        "Local/1001@agents",
    }


def test_who_left_while_a_queue_was_being_renamed_leaves_no_seat(place: Place) -> None:
    session, settings = place
    group = queue(session, settings)
    agent = hire(session, 1001)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    rename(session, group, "help")
    again(session, settings, agent, disabled_at=now())
    put_through(session, settings, group)
    assert seats(session) == {}


def test_a_queue_of_another_kind_is_no_queue(place: Place) -> None:
    session, settings = place
    team = groups.create(session, SERVICE, "team", "support")
    agent = hire(session, 1001)
    members.add(session, SERVICE, team, [agent.id])
    provision(session, settings, [agent.id])
    put_through(session, settings, team)
    assert (names(session), seats(session)) == ([], {})


def test_taking_a_phone_away_takes_its_seats_too(session: Session, settings: Settings) -> None:
    group = queue(session, settings)
    agent = hire(session, 1001)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    agent.disabled_at = now()
    provisioning.take_away(session, settings, [agent.id])
    assert seats(session) == {}
