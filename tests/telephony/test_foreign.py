"""What stands on the switch and is not ours counts as taken: it is never adopted, overwritten or deleted."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.database import begin_writing, now
from onboarding.settings import Settings
from onboarding.telephony import foreign, schema
from tests.telephony.conftest import Place
from tests.telephony.helpers import (
    again,
    everything,
    hire,
    phone,
    provision,
    provisioned,
    renumber,
    row,
    rows,
    switch_connection,
    switch_elsewhere,
)

PHONE = (
    "INSERT INTO ps_endpoints (id, aors, auth, context, disallow, allow, direct_media, dtmf_mode, force_rport,"
    " rewrite_contact, rtp_symmetric, callerid, mwi_subscribe_replaces_unsolicited, webrtc)"
    " VALUES ('{0}', '{0}', '{0}', 'agents', 'all', 'ulaw', 'no', 'rfc4733', 'yes', 'yes', 'yes',"
    " '\"Front Desk\" <{0}>', 'no', 'no')"
)
AUTH = "INSERT INTO ps_auths (id, auth_type, username, password) VALUES ('{0}', 'userpass', '{0}', 'theirs')"
AOR = "INSERT INTO ps_aors (id, max_contacts, remove_existing, qualify_frequency) VALUES ('{0}', 5, 'no', 0)"
MAILBOX = "INSERT INTO voicemail (context, mailbox, password, fullname) VALUES ('default', '{0}', '77', 'Lift Phone')"
ELSEWHERE = "INSERT INTO voicemail (context, mailbox, password) VALUES ('sales', '{0}', '77')"


def add(session: Session, *statements: str, number: str = "1001") -> None:
    with switch_connection(session) as connection:
        for statement in statements:
            connection.execute(text(statement.format(number)))


@pytest.mark.parametrize("theirs", [PHONE, AUTH, AOR, MAILBOX])
def test_an_agent_is_refused_where_the_switch_has_something_that_is_not_ours(
    session: Session, settings: Settings, theirs: str
) -> None:
    add(session, theirs)
    before = everything(session)
    agent, other = hire(session, 1001), hire(session, 1002)
    refused = provision(session, settings, [agent.id, other.id])
    assert list(refused) == [agent.id]
    assert (refused[agent.id].code, refused[agent.id].column) == ("taken", "extension")
    assert agent.provisioned_extension is None
    assert other.provisioned_extension == 1002
    again(session, settings, other, disabled_at=now())
    assert everything(session) == before


def test_the_refusal_says_what_is_there_and_what_to_do(session: Session, settings: Settings) -> None:
    add(session, AUTH)
    agent = hire(session, 1001)
    (problem,) = provision(session, settings, [agent.id]).values()
    assert problem.sentence() == (
        "The switch has a phone or mailbox at 1001 that is not ours. Give this person another extension."
    )
    add(session, PHONE)
    (problem,) = provision(session, settings, [agent.id]).values()
    assert "1001 that is not ours (Front Desk)" in problem.sentence()


def test_who_is_refused_a_new_number_keeps_the_old_phone(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings, 1002)
    add(session, MAILBOX)
    before = everything(session)
    renumber(session, agent, 1001)
    assert list(provision(session, settings, [agent.id])) == [agent.id]
    assert everything(session) == before
    assert agent.provisioned_extension == 1002
    renumber(session, agent, 1003)
    assert provision(session, settings, [agent.id]) == {}
    assert [each["id"] for each in rows(session, "ps_endpoints")] == ["1003"]
    assert row(session, "voicemail", 1001)["password"] == "77"


def test_who_took_over_the_number_of_somebody_refused_keeps_phone_and_pin(session: Session, settings: Settings) -> None:
    refused = provisioned(session, settings, 1002)
    add(session, MAILBOX)
    renumber(session, refused, 1001)
    provision(session, settings, [refused.id])
    newcomer = hire(session, 1002)
    provision(session, settings, [newcomer.id])
    before = phone(session, settings, newcomer)
    add(session, "DELETE FROM voicemail WHERE mailbox = '1001'")
    assert provision(session, settings, [refused.id, newcomer.id]) == {}
    assert phone(session, settings, newcomer) == before
    assert phone(session, settings, refused).provisioned


def test_a_mailbox_of_the_same_number_in_another_context_is_no_obstacle(session: Session, settings: Settings) -> None:
    add(session, ELSEWHERE)
    agent = hire(session, 1001)
    assert provision(session, settings, [agent.id]) == {}


def test_a_contact_that_was_left_is_no_obstacle_and_goes(session: Session, settings: Settings) -> None:
    add(session, "INSERT INTO ps_contacts (id, endpoint) VALUES ('{0};@x', '{0}')")
    assert provision(session, settings, [hire(session, 1001).id]) == {}
    assert rows(session, "ps_contacts") == []


def test_our_own_phones_are_not_foreign_and_others_are_named(session: Session, settings: Settings) -> None:
    provisioned(session, settings, 1002, full_name="Zoë; Müller")
    add(session, PHONE, AUTH, AOR, MAILBOX)
    add(session, AUTH, number="1003")
    add(session, MAILBOX, number="1004")
    found = {1001: "Front Desk", 1003: None, 1004: "Lift Phone"}
    assert foreign.at(session, range(1000, 1010)) == found
    assert foreign.at(session, [1002, 1005]) == {}
    assert foreign.at(session, []) == {}
    assert foreign.all_in(session, [span(1000, 1999)]) == found
    assert foreign.all_in(session, [span(1000, 1002), span(1004, 1004)]) == {1001: "Front Desk", 1004: "Lift Phone"}


def span(first: int, last: int) -> Any:
    return SimpleNamespace(first=first, last=last)


def test_what_is_no_number_is_nobodys_extension(session: Session) -> None:
    for name in ("trunk-out", "01001", "1001-web", "+391001", "1" * 30):
        add(session, AOR, number=name)
    assert foreign.all_in(session, [span(1, 10**18)]) == {}
    assert foreign.at(session, [1001]) == {}


def test_whoever_is_just_arriving_is_ours(session: Session) -> None:
    agent = hire(session, 1001)
    agent.arriving_extension = 1001
    session.flush()
    add(session, AOR)
    assert foreign.at(session, [1001]) == foreign.all_in(session, [span(1000, 1999)]) == {}


def test_a_name_written_for_the_driver_is_read_back(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings, full_name="Hat;Tip^")
    agent.provisioned_extension = None
    session.flush()
    assert foreign.at(session, [1001]) == {1001: "Hat;Tip^"}


def test_while_the_switch_is_away_nothing_is_known_and_it_is_not_asked_again_at_once(
    settings: Settings, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    with switch_elsewhere(replace(settings, database_url=sqlite_url), nowhere) as (session, _):
        begin_writing(session)
        assert foreign.at(session, [1001]) == {}
        asked_again: list[Session] = []
        monkeypatch.setattr("onboarding.telephony.switch.reading", asked_again.append)
        assert foreign.at(session, [1001]) == {}
        assert asked_again == []
        monkeypatch.undo()
        with pytest.raises(OperationalError):
            foreign.all_in(session, [span(1000, 1999)])


def test_without_the_switchs_tables_nothing_is_known_either(empty_elsewhere: Place) -> None:
    session, _ = empty_elsewhere
    assert foreign.at(session, [1001]) == {}
    with pytest.raises(schema.TablesMissing):
        foreign.all_in(session, [span(1000, 1999)])
