"""What the switch's tables hold for an agent, through its whole life."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony.provisioning import KIND, ask
from tests.telephony.helpers import (
    add_contact,
    again,
    counts,
    everything,
    hire,
    phone,
    provision,
    provisioned,
    renumber,
    row,
    rows,
    switch_connection,
)

ONE_OF_EACH = {"ps_endpoints": 1, "ps_auths": 1, "ps_aors": 1, "voicemail": 1}

ALL_PHONES = {
    "id": "1001",
    "aors": "1001",
    "auth": "1001",
    "context": "agents",
    "disallow": "all",
    "direct_media": "no",
    "dtmf_mode": "rfc4733",
    "force_rport": "yes",
    "rewrite_contact": "yes",
    "mailboxes": "1001@default",
    "mwi_subscribe_replaces_unsolicited": "yes",
    "callerid": '"Zoë Müller" <1001>',
}
SIP = {"webrtc": "no", "allow": "g722,ulaw,alaw", "rtp_symmetric": "yes"}
BY_TYPOLOGY = {
    "webrtc": {"webrtc": "yes", "allow": "opus,ulaw,alaw", "rtp_symmetric": "no"},
    "phonebar": SIP,
    "external": SIP,
    "mobile": SIP,
}


@pytest.mark.parametrize("typology", BY_TYPOLOGY)
def test_an_endpoint_is_what_the_kind_of_phone_needs(session: Session, settings: Settings, typology: str) -> None:
    provisioned(session, settings, typology=typology)
    assert row(session, "ps_endpoints") == {**ALL_PHONES, **BY_TYPOLOGY[typology]}


@pytest.mark.parametrize("typology", BY_TYPOLOGY)
def test_an_aor_takes_one_phone_and_the_newest_wins(session: Session, settings: Settings, typology: str) -> None:
    provisioned(session, settings, typology=typology)
    assert row(session, "ps_aors") == {
        "id": "1001",
        "max_contacts": 1,
        "remove_existing": "yes",
        "qualify_frequency": 30 if typology == "webrtc" else 60,
        "mailboxes": "1001@default",
    }


def test_an_auth_asks_for_user_and_secret(session: Session, settings: Settings) -> None:
    provisioned(session, settings)
    auth = row(session, "ps_auths")
    assert (auth["auth_type"], auth["username"]) == ("userpass", "1001")
    assert len(auth["password"]) == 32


def test_a_mailbox_has_the_agents_name_and_address(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    mailbox = row(session, "voicemail")
    pin = mailbox.pop("password")
    mailbox.pop("uniqueid")
    assert mailbox == {
        "context": "default",
        "mailbox": "1001",
        "fullname": "Zoë Müller",
        "email": agent.email,
        "attach": "yes",
    }
    assert len(pin) == 6
    assert pin.isdigit()


def test_a_provisioned_agent_says_since_when(session: Session, settings: Settings) -> None:
    before = now()
    agent = provisioned(session, settings)
    assert agent.provisioned_at is not None
    assert before <= agent.provisioned_at <= now()
    assert agent.provisioned_extension == 1001


def test_provisioning_twice_is_the_same_as_once(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    once, since = everything(session), agent.provisioned_at
    provision(session, settings, [agent.id])
    provision(session, settings, [agent.id, agent.id])
    assert everything(session) == once
    assert agent.provisioned_at == since


def test_many_are_provisioned_in_one_go(session: Session, settings: Settings) -> None:
    agents = [hire(session, 2000 + place) for place in range(25)]
    provision(session, settings, [agent.id for agent in agents])
    assert counts(session) == dict.fromkeys(ONE_OF_EACH, 25)
    assert len({auth["password"] for auth in rows(session, "ps_auths")}) == 25


def test_who_is_not_there_any_more_is_passed_over(session: Session, settings: Settings) -> None:
    provision(session, settings, [])
    agent = hire(session, 1001)
    id_ = agent.id
    session.delete(agent)
    session.flush()
    provision(session, settings, [id_])
    assert counts(session) == {}


def test_an_agent_without_extension_gets_no_rows(session: Session, settings: Settings) -> None:
    agent = hire(session, None)
    provision(session, settings, [agent.id])
    assert counts(session) == {}
    assert agent.provisioned_at is None


@pytest.mark.parametrize(
    "fact", [{"disabled_at": now()}, {"deleted_at": now(), "extension": None}, {"extension": None}]
)
def test_who_is_disabled_deleted_or_without_extension_loses_all_rows(
    session: Session, settings: Settings, fact: dict[str, object]
) -> None:
    agent = provisioned(session, settings)
    other = provisioned(session, settings, 1002)
    add_contact(session, 1001)
    add_contact(session, 1002)
    again(session, settings, agent, **fact)
    assert counts(session) == {**ONE_OF_EACH, "ps_contacts": 1}
    assert row(session, "ps_endpoints", 1002)["auth"] == "1002"
    assert rows(session, "ps_contacts")[0]["endpoint"] == "1002"
    assert (agent.provisioned_at, agent.provisioned_extension) == (None, None)
    assert other.provisioned_at is not None


def test_who_is_enabled_again_gets_rows_again(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    again(session, settings, agent, disabled_at=now())
    again(session, settings, agent, disabled_at=None)
    assert counts(session) == ONE_OF_EACH
    assert agent.provisioned_at is not None


def test_a_changed_typology_changes_the_endpoint_and_keeps_the_secret(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    auth, mailbox = row(session, "ps_auths"), row(session, "voicemail")
    again(session, settings, agent, typology="mobile")
    assert row(session, "ps_endpoints") == {**ALL_PHONES, **SIP}
    assert row(session, "ps_aors")["qualify_frequency"] == 60
    assert row(session, "ps_auths") == auth
    assert row(session, "voicemail") == mailbox


def test_a_changed_name_reaches_caller_id_and_mailbox(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    again(session, settings, agent, full_name="Zoë Schmidt", email="new@work.example")
    assert row(session, "ps_endpoints")["callerid"] == '"Zoë Schmidt" <1001>'
    assert row(session, "voicemail")["fullname"] == "Zoë Schmidt"
    assert row(session, "voicemail")["email"] == "new@work.example"


def test_a_changed_extension_moves_everything_and_leaves_nothing_at_the_old_one(
    session: Session, settings: Settings
) -> None:
    agent = provisioned(session, settings)
    add_contact(session, 1001)
    renumber(session, agent, 1005)
    provision(session, settings, [agent.id])
    assert counts(session) == ONE_OF_EACH
    assert row(session, "ps_endpoints", 1005)["mailboxes"] == "1005@default"
    assert row(session, "ps_auths", 1005)["username"] == "1005"
    assert row(session, "voicemail", 1005)["mailbox"] == "1005"
    assert agent.provisioned_extension == 1005


def test_a_pin_that_its_owner_changed_is_never_overwritten(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    with switch_connection(session) as connection:
        connection.execute(text("UPDATE voicemail SET password = '80808080'"))
    again(session, settings, agent, full_name="Zoë Schmidt", typology="mobile")
    assert row(session, "voicemail")["password"] == "80808080"


def test_voicemail_off_takes_the_mailbox_away_and_on_brings_one_back(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    again(session, settings, agent, voicemail=False)
    assert rows(session, "voicemail") == []
    assert not row(session, "ps_endpoints")["mailboxes"]
    assert not row(session, "ps_aors")["mailboxes"]
    again(session, settings, agent, voicemail=True)
    assert row(session, "voicemail")["mailbox"] == "1001"
    assert row(session, "ps_endpoints")["mailboxes"] == "1001@default"


def test_an_agent_without_voicemail_gets_no_mailbox(session: Session, settings: Settings) -> None:
    provisioned(session, settings, voicemail=False)
    assert counts(session) == {"ps_endpoints": 1, "ps_auths": 1, "ps_aors": 1}


def test_what_was_removed_by_hand_comes_back_and_the_rest_stays(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    auth = row(session, "ps_auths")
    with switch_connection(session) as connection:
        connection.execute(text("DELETE FROM ps_endpoints"))
        connection.execute(text("UPDATE ps_aors SET max_contacts = 7"))
        connection.execute(text("DELETE FROM voicemail"))
    provision(session, settings, [agent.id])
    assert row(session, "ps_endpoints")["auth"] == "1001"
    assert row(session, "ps_aors")["max_contacts"] == 1
    assert row(session, "voicemail")["mailbox"] == "1001"
    assert row(session, "ps_auths") == auth


def test_the_next_holder_of_a_number_gets_nothing_of_the_last_one(session: Session, settings: Settings) -> None:
    """Also where the last one's rows could not be taken away yet."""
    leaver = provisioned(session, settings)
    add_contact(session, 1001)
    last = phone(session, settings, leaver)
    leaver.extension, leaver.deleted_at = None, now()
    session.flush()
    newcomer = hire(session, 1001, full_name="Bo Li")
    assert phone(session, settings, newcomer).secret is None
    provision(session, settings, [newcomer.id])
    fresh = phone(session, settings, newcomer)
    assert fresh.secret not in (None, last.secret)
    assert counts(session) == ONE_OF_EACH
    provision(session, settings, [leaver.id])
    assert phone(session, settings, newcomer) == fresh


def test_who_moves_keeps_the_pin_also_where_somebody_else_was_first_at_the_old_number(
    session: Session, settings: Settings
) -> None:
    mover = provisioned(session, settings)
    pin = phone(session, settings, mover).pin
    renumber(session, mover, 1005)
    newcomer = hire(session, 1001)
    provision(session, settings, [newcomer.id])
    provision(session, settings, [mover.id])
    assert phone(session, settings, mover).pin == pin
    assert phone(session, settings, newcomer).pin != pin


def test_who_arrives_at_another_number_has_another_phone_that_was_not_seen_yet(
    session: Session, settings: Settings
) -> None:
    agent = provisioned(session, settings)
    again(session, settings, agent, phone_seen=True, phone_seen_at=now())
    renumber(session, agent, 1005)
    provision(session, settings, [agent.id])
    assert (agent.phone_seen, agent.phone_seen_at) == (None, None)


def test_what_an_email_about_a_recording_brings(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    for notice, address, attach in (
        ("notice", agent.email, "no"),
        ("none", "", "no"),
        ("recording", agent.email, "yes"),
    ):
        again(session, settings, agent, voicemail_notice=notice)
        mailbox = row(session, "voicemail")
        assert (mailbox["email"] or "", mailbox["attach"]) == (address, attach)


def test_the_digest_of_what_was_written_changes_with_it_and_only_then(session: Session, settings: Settings) -> None:
    agent = provisioned(session, settings)
    once = agent.provisioned_digest
    again(session, settings, agent)
    assert agent.provisioned_digest == once
    with switch_connection(session) as connection:
        connection.execute(text("UPDATE voicemail SET password = '80808080'"))
    again(session, settings, agent, description="of no concern to the switch")
    assert agent.provisioned_digest == once
    again(session, settings, agent, full_name="Bo Li")
    assert agent.provisioned_digest not in (None, once)
    again(session, settings, agent, disabled_at=now())
    assert agent.provisioned_digest is None


def test_two_who_swap_their_numbers_get_new_secrets(session: Session, settings: Settings) -> None:
    one, other = provisioned(session, settings, 1001), provisioned(session, settings, 1002)
    before = {auth["id"]: auth["password"] for auth in rows(session, "ps_auths")}
    one.extension = None
    session.flush()
    other.extension = 1001
    session.flush()
    one.extension = 1002
    session.flush()
    provision(session, settings, [one.id, other.id])
    after = {auth["id"]: auth["password"] for auth in rows(session, "ps_auths")}
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert counts(session) == dict.fromkeys(ONE_OF_EACH, 2)


def test_mailboxes_in_other_contexts_are_not_touched(session: Session, settings: Settings) -> None:
    with switch_connection(session) as connection:
        connection.execute(text("INSERT INTO voicemail (context, mailbox, password) VALUES ('sales', '1001', '7')"))
    agent = provisioned(session, settings)
    again(session, settings, agent, full_name="Zoë Schmidt")
    again(session, settings, agent, disabled_at=now())
    assert [(box["context"], box["fullname"]) for box in rows(session, "voicemail")] == [("sales", None)]


def test_asking_leaves_one_piece_of_work_an_agent(session: Session) -> None:
    agent = hire(session, 1001)
    ask(session, [agent.id], fresh=True)
    ask(session, [agent.id])
    assert list(session.scalars(select(work.Work.kind))) == [KIND]


def test_nothing_is_committed_here(session: Session, settings: Settings) -> None:
    provisioned(session, settings)
    session.rollback()
    assert counts(session) == {}
    assert session.scalars(select(Agent)).all() == []
