"""Provisioning that is broken off between any two commits ends right when it is taken up again: on a switch with a
database of its own."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony import provisioning
from tests.telephony.conftest import Place
from tests.telephony.helpers import (
    add_contact,
    counts,
    everything,
    hire,
    provision,
    provisioned,
    renumber,
    row,
    rows,
    switch_connection,
)

ONE_OF_EACH = {"ps_endpoints": 1, "ps_auths": 1, "ps_aors": 1, "voicemail": 1}


def announced(session: Session, settings: Settings, *agents: Agent) -> None:
    """Killed right after the first commit."""
    assert provisioning.prepare(session, settings, [agent.id for agent in agents]) == {}
    session.commit()


def broken_off(session: Session, settings: Settings, *agents: Agent) -> None:
    """Killed after the switch's commit, before ours."""
    announced(session, settings, *agents)
    provisioning.provision(session, settings, [agent.id for agent in agents])
    session.rollback()
    session.expire_all()


def put_through(session: Session, settings: Settings, *agents: Agent) -> None:
    assert provision(session, settings, [agent.id for agent in agents]) == {}
    session.commit()


def set_pin(session: Session, mailbox: int, pin: str) -> None:
    with switch_connection(session) as connection:
        connection.execute(text(f"UPDATE voicemail SET password = '{pin}' WHERE mailbox = '{mailbox}'"))


def pin(session: Session, mailbox: int) -> str:
    return str(row(session, "voicemail", mailbox)["password"])


@pytest.mark.parametrize("stopped", [announced, broken_off])
def test_a_new_agent(elsewhere: Place, stopped: object) -> None:
    session, settings = elsewhere
    agent = hire(session, 1001)
    stopped(session, settings, agent)  # type: ignore[operator]
    assert (agent.provisioned_extension, agent.arriving_extension) == (None, 1001)
    put_through(session, settings, agent)
    assert counts(session) == ONE_OF_EACH
    assert (agent.provisioned_extension, agent.arriving_extension) == (1001, None)


@pytest.mark.parametrize("stopped", [announced, broken_off])
def test_a_new_number_keeps_the_pin_and_leaves_nothing_behind(elsewhere: Place, stopped: object) -> None:
    session, settings = elsewhere
    agent = provisioned(session, settings, 1001)
    set_pin(session, 1001, "480311")
    add_contact(session, 1001)
    renumber(session, agent, 1005)
    stopped(session, settings, agent)  # type: ignore[operator]
    put_through(session, settings, agent)
    assert counts(session) == ONE_OF_EACH
    assert pin(session, 1005) == "480311"
    assert agent.provisioned_extension == 1005


@pytest.mark.parametrize("stopped", [announced, broken_off])
def test_two_who_swap_their_numbers_keep_their_own_pins(elsewhere: Place, stopped: object) -> None:
    session, settings = elsewhere
    one, other = provisioned(session, settings, 1001), provisioned(session, settings, 1002)
    set_pin(session, 1001, "480311")
    set_pin(session, 1002, "905274")
    one.extension = None
    session.flush()
    other.extension = 1001
    session.flush()
    one.extension = 1002
    session.commit()
    stopped(session, settings, one, other)  # type: ignore[operator]
    put_through(session, settings, one, other)
    assert (pin(session, 1002), pin(session, 1001)) == ("480311", "905274")
    assert counts(session) == dict.fromkeys(ONE_OF_EACH, 2)


@pytest.mark.parametrize("stopped", [announced, broken_off])
def test_a_number_that_changes_once_more_leaves_nothing_in_between(elsewhere: Place, stopped: object) -> None:
    session, settings = elsewhere
    agent = provisioned(session, settings, 1001)
    renumber(session, agent, 1005)
    stopped(session, settings, agent)  # type: ignore[operator]
    renumber(session, agent, 1007)
    put_through(session, settings, agent)
    assert counts(session) == ONE_OF_EACH
    assert row(session, "ps_endpoints", 1007)["auth"] == "1007"
    assert (agent.provisioned_extension, agent.arriving_extension) == (1007, None)


def test_a_number_that_changes_back_leaves_nothing_in_between(elsewhere: Place) -> None:
    session, settings = elsewhere
    agent = provisioned(session, settings, 1001)
    renumber(session, agent, 1005)
    broken_off(session, settings, agent)
    agent.extension = 1001
    session.commit()
    put_through(session, settings, agent)
    assert counts(session) == ONE_OF_EACH
    assert row(session, "ps_endpoints", 1001)["auth"] == "1001"
    assert (agent.provisioned_extension, agent.arriving_extension) == (1001, None)


@pytest.mark.parametrize("stopped", [announced, broken_off])
def test_who_is_disabled_while_arriving_has_no_rows(elsewhere: Place, stopped: object) -> None:
    session, settings = elsewhere
    agent = hire(session, 1001)
    stopped(session, settings, agent)  # type: ignore[operator]
    agent.disabled_at = now()
    session.commit()
    put_through(session, settings, agent)
    assert counts(session) == {}
    assert agent.arriving_extension is None


def test_who_leaves_is_taken_away_though_we_forgot_it(elsewhere: Place) -> None:
    session, settings = elsewhere
    agent = provisioned(session, settings, 1001)
    agent.disabled_at = now()
    session.commit()
    broken_off(session, settings, agent)
    assert agent.provisioned_extension == 1001
    put_through(session, settings, agent)
    assert counts(session) == {}
    assert agent.provisioned_extension is None


@pytest.mark.parametrize("stopped", [announced, broken_off])
def test_the_next_holder_never_gets_the_last_ones_pin(elsewhere: Place, stopped: object) -> None:
    session, settings = elsewhere
    leaver = provisioned(session, settings, 1001, full_name="Last One")
    set_pin(session, 1001, "480311")
    leaver.extension, leaver.deleted_at = None, now()
    session.flush()
    newcomer = hire(session, 1001)
    stopped(session, settings, newcomer)  # type: ignore[operator]
    put_through(session, settings, newcomer)
    assert pin(session, 1001) != "480311"
    put_through(session, settings, leaver)
    assert counts(session) == ONE_OF_EACH


def test_who_was_not_announced_at_just_this_number_waits_for_the_next_time(elsewhere: Place) -> None:
    session, settings = elsewhere
    agent = hire(session, 1001)
    announced(session, settings, agent)
    renumber(session, agent, 1005)
    provisioning.provision(session, settings, [agent.id])
    assert counts(session) == {}
    put_through(session, settings, agent)
    assert [each["id"] for each in rows(session, "ps_aors")] == ["1005"]


def test_done_twice_is_done_once(elsewhere: Place) -> None:
    session, settings = elsewhere
    agent = provisioned(session, settings, 1001)
    session.commit()
    once = everything(session)
    broken_off(session, settings, agent)
    put_through(session, settings, agent)
    assert everything(session) == once


def test_who_leaves_later_does_not_take_along_what_was_written_for_the_next_holder(elsewhere: Place) -> None:
    session, settings = elsewhere
    leaver = provisioned(session, settings, 1001)
    leaver.extension, leaver.deleted_at = None, now()
    session.flush()
    newcomer = hire(session, 1001)
    broken_off(session, settings, newcomer)
    put_through(session, settings, leaver)
    assert counts(session) == ONE_OF_EACH
    assert (leaver.provisioned_extension, newcomer.provisioned_extension) == (None, None)


def test_who_is_late_to_move_keeps_the_pin_though_the_number_is_taken_over_first(elsewhere: Place) -> None:
    session, settings = elsewhere
    mover = provisioned(session, settings, 1001)
    set_pin(session, 1001, "480311")
    renumber(session, mover, 1005)
    session.commit()
    put_through(session, settings, hire(session, 1001))
    put_through(session, settings, mover)
    assert pin(session, 1005) == "480311"
    assert counts(session) == dict.fromkeys(ONE_OF_EACH, 2)
