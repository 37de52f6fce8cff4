"""Every row that is written has Asterisk's own columns, types and words: for every kind of phone, on both databases,
in tables that we made and in tables that Asterisk made."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding.agents.models import TYPOLOGIES, VOICEMAIL_NOTICES
from onboarding.audit import SERVICE
from onboarding.database import new_id, now, switch_engine
from onboarding.groups import groups, members
from onboarding.telephony import queues, schema, switch
from tests.telephony import asterisk
from tests.telephony.conftest import Place
from tests.telephony.helpers import SEVEN_TABLES, again, hire, provision, rows, switch_connection

MAY_BE_EMPTY = {"ps_endpoints.mailboxes", "ps_aors.mailboxes", "ps_auths.password_digest", "voicemail.email"}


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_all_that_is_written_is_what_asterisk_takes(place: Place, typology: str) -> None:
    session, settings = place
    group = groups.create(session, SERVICE, "queue", "support")
    agents = [
        hire(session, 1001 + number, typology=typology, voicemail=voicemail, voicemail_notice=notice, **person())
        for number, (voicemail, notice, person) in enumerate(
            (voicemail, notice, person)
            for voicemail in (True, False)
            for notice in VOICEMAIL_NOTICES
            for person in (short, long)
        )
    ]
    members.add(session, SERVICE, group, [agent.id for agent in agents], penalty=3, paused=True)
    if not switch.is_shared():
        queues.prepare_queues(session, [group.id])
    queues.provision_queues(session, settings, [group.id])
    assert provision(session, settings, [agent.id for agent in agents]) == {}
    assert {name: len(rows(session, name)) for name in SEVEN_TABLES} == {
        **dict.fromkeys(("ps_endpoints", "ps_auths", "ps_aors", "queue_members"), 12),
        "voicemail": 6,
        "queues": 1,
        "ps_contacts": 0,
    }
    assert list(faults(session)) == []
    again(session, settings, *agents, typology="external", full_name="Zoë Müller")
    assert list(faults(session)) == []


def short() -> dict[str, str]:
    return {"full_name": "Bo", "email": f"{new_id().hex}@w.example"}


def long() -> dict[str, str]:
    name = 'Maximiliana "Mäxi" ^von; und\\zu Hohenlohe-Schillingsfürst-Waldenburg, 🎧 of all'
    return {"full_name": name, "email": f"{'x' * 60}{new_id().hex}@w.example"}


def faults(session: Session) -> Iterator[str]:
    """Each value that a table as Asterisk has it would refuse, or that it would not understand."""
    with switch_connection(session) as connection:
        tables = schema.tables(connection)
        ours = {f"{name}.{column}" for name in SEVEN_TABLES for column in written(tables[name])}
    for name in SEVEN_TABLES:
        for found in rows(session, name):
            for column, value in found.items():
                where = f"{name}.{column}"
                complaint = misfit(asterisk.COLUMNS[name][column], value, may_be_empty=where in MAY_BE_EMPTY)
                if where in ours and complaint:
                    yield f"{where}: {value!r} {complaint}"


def written(table: Any) -> set[str]:
    """The columns that we fill; in Asterisk's own tables the others stay NULL."""
    made_by_us = {
        "ps_endpoints": "id aors auth context disallow allow direct_media dtmf_mode force_rport mailboxes"
        " rewrite_contact rtp_symmetric callerid mwi_subscribe_replaces_unsolicited webrtc",
        "ps_auths": "id auth_type username password password_digest",
        "ps_aors": "id max_contacts remove_existing qualify_frequency mailboxes",
        "ps_contacts": "",
        "voicemail": "uniqueid context mailbox password fullname email attach",
        "queues": "name musiconhold timeout ringinuse retry wrapuptime autofill strategy joinempty leavewhenempty",
        "queue_members": "queue_name interface membername state_interface penalty paused uniqueid",
    }
    return set(made_by_us[table.name].split()) & set(table.c.keys())


def misfit(type_: str, value: Any, *, may_be_empty: bool) -> str | None:
    if value in (None, ""):
        return None if may_be_empty else "is empty"
    if type_ in asterisk.ENUMS:
        return None if value in asterisk.ENUMS[type_] else "is no word of the enum"
    if length := re.match(r"varchar\((\d+)\)", type_):
        return None if isinstance(value, str) and len(value) <= int(length[1]) else "is too long"
    return None if isinstance(value, int) else "is no number"


def test_nothing_is_written_into_a_column_that_is_not_ours_to_set(made_by_asterisk: Place) -> None:
    session, settings = made_by_asterisk
    agent = hire(session, 1001)
    provision(session, settings, [agent.id])
    for name in ("ps_endpoints", "ps_auths", "ps_aors", "voicemail"):
        (found,) = rows(session, name)
        with switch_connection(session) as connection:
            others = set(found) - written(schema.tables(connection)[name])
        assert [column for column in others if found[column]] == []
    assert found["uniqueid"] is not None


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_the_transport_is_never_pinned(made_by_asterisk: Place, typology: str) -> None:
    session, settings = made_by_asterisk
    provision(session, settings, [hire(session, 1001, typology=typology).id])
    assert rows(session, "ps_endpoints")[0]["transport"] is None


def test_text_is_shortened_to_the_columns_own_length(empty_elsewhere: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older Asterisk has shorter columns."""
    session, settings = empty_elsewhere
    shorter = {"callerid": "varchar(20)"}
    monkeypatch.setitem(asterisk.COLUMNS, "ps_endpoints", asterisk.COLUMNS["ps_endpoints"] | shorter)
    asterisk.make(switch_engine())
    provision(session, settings, [hire(session, 1001, full_name="Bartholomew Ruiz").id])
    assert rows(session, "ps_endpoints")[0]["callerid"] == '"Bartholomew" <1001>'


def test_a_word_that_an_older_enum_does_not_know_is_left_out(
    empty_elsewhere: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, settings = empty_elsewhere
    monkeypatch.setitem(asterisk.ENUMS, "pjsip_dtmf_mode_values_v3", ["rfc2833", "inband"])
    asterisk.make(switch_engine())
    provision(session, settings, [hire(session, 1001).id])
    on_postgresql = switch_engine().dialect.name == "postgresql"
    assert rows(session, "ps_endpoints")[0]["dtmf_mode"] == (None if on_postgresql else "rfc4733")


def test_mailboxes_are_numbered_where_they_do_not_number_themselves(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    asterisk.make(switch_engine())
    if switch_engine().dialect.name == "postgresql":
        with switch_connection(session) as connection:
            connection.execute(text("ALTER TABLE voicemail ALTER uniqueid DROP DEFAULT"))
    agents = [hire(session, 1001 + number) for number in range(3)]
    provision(session, settings, [agents[0].id])
    provision(session, settings, [agent.id for agent in agents])
    assert sorted(each["uniqueid"] for each in rows(session, "voicemail")) == [1, 2, 3]


def test_a_deleted_agent_leaves_no_row_in_any_table(place: Place) -> None:
    session, settings = place
    group = groups.create(session, SERVICE, "queue", "support")
    agent = hire(session, 1001)
    members.add(session, SERVICE, group, [agent.id])
    provision(session, settings, [agent.id])
    again(session, settings, agent, deleted_at=now(), extension=None)
    assert [name for name in SEVEN_TABLES if name != "queues" and rows(session, name)] == []
