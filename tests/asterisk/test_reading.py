"""What a real Asterisk makes of the rows that we wrote: names, mailboxes, queues; and what it writes itself stays."""

import re
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from onboarding.agents.models import TYPOLOGIES
from onboarding.audit import SERVICE
from onboarding.database import begin_writing
from onboarding.groups import groups, members
from onboarding.telephony import contacts
from onboarding.telephony.credentials import rotate
from tests.asterisk.exchange import Desk, Exchange
from tests.asterisk.manager import Event
from tests.telephony.helpers import hire, provision, row, rows

LONG = "Maximiliana Bartholomea von und zu Hohenlohe-Schillingsfürst"

NAMES = [
    ("Zoë Müller", "Zoë Müller"),
    ("Se;mi Colon", "Se;mi Colon"),
    ("Hat ^3B Tip^", "Hat ^3B Tip^"),
    ('Anna "Nina" Rossi', "Anna 'Nina' Rossi"),
    ("Trailing Blank  ", "Trailing Blank"),
    ("Back\\slash and, comma <x>", "Back\\slash and, comma <x>"),
    (LONG, LONG[:31].rstrip()),
    ("Ana 🎧 Ruiz", "Ana 🎧 Ruiz"),
    ("מרים אברהמי", "מרים אברהמי"),
]


def caller_id(exchange: Exchange, desk: Desk) -> str:
    shown = exchange.asterisk.command(f"pjsip show endpoint {desk.number}")
    found = re.search(r"^ callerid +: (.*)$", shown, re.MULTILINE)
    assert found is not None, shown
    return re.sub(r"\\(.)", r"\1", found[1])


def mailbox(exchange: Exchange, desk: Desk) -> Event | None:
    """As Asterisk knows it; it answers Success for one that it does not know, too."""
    events = exchange.asterisk.action("VoicemailUserStatus", Context="default", Mailbox=desk.number)
    return next((event for event in events if event.get("Event") == "VoicemailUserDetail"), None)


def test_it_starts_without_a_complaint_about_what_we_wrote(exchange: Exchange) -> None:
    (settings_file,) = {"res_pgsql.conf", "res_config_sqlite3.conf"} & set(exchange.files)
    ours = [
        settings_file.removesuffix(".conf"),
        "res_config_" + exchange.driver,
        *exchange.files,
        "ps_",
        "queue_members",
    ]
    ours += ["app_voicemail", "app_queue", "pbx_config", "res_pjsip.so", "res_pjsip_registrar", "http.c", "transport"]
    complaints = [trouble for trouble in exchange.at_first if any(word in trouble for word in ours)]
    assert complaints == []


def test_everybody_is_listed(exchange: Exchange, session: Session) -> None:
    desks = [
        exchange.desk(session, typology=typology, voicemail=voicemail)
        for typology in TYPOLOGIES
        for voicemail in (True, False)
    ]
    for what, title in (("endpoints", "Endpoint"), ("auths", "Auth"), ("aors", "Aor")):
        listed = exchange.asterisk.command(f"pjsip show {what}")
        for desk in desks:
            assert re.search(rf"^ *{title}: +{desk.number}\b", listed, re.MULTILINE), (what, desk)


@pytest.mark.parametrize(("name", "meant"), NAMES)
def test_a_name_is_shown_as_it_was_meant(exchange: Exchange, session: Session, name: str, meant: str) -> None:
    desk = exchange.desk(session, full_name=name)
    assert caller_id(exchange, desk) == f'"{meant}" <{desk.number}>'
    box = mailbox(exchange, desk)
    assert box is not None
    assert box["Fullname"] == " ".join(name.split())


def test_a_browsers_phone_has_what_a_browser_needs(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session, typology="webrtc")
    (endpoint,) = [
        event
        for event in exchange.asterisk.action("PJSIPShowEndpoint", Endpoint=desk.number)
        if event.get("Event") == "EndpointDetail"
    ]
    wanted = {"Webrtc": "yes", "IceSupport": "true", "UseAvpf": "true", "RtcpMux": "true", "MediaEncryption": "dtls"}
    wanted |= {"DtlsAutoGenerateCert": "Yes", "DirectMedia": "false", "RewriteContact": "true", "Transport": ""}
    assert {name: endpoint[name] for name in wanted} == wanted
    assert endpoint["Allow"] == "(opus|ulaw|alaw)"


@pytest.mark.parametrize(
    ("notice", "has_address", "attach"), [("recording", True, "Yes"), ("notice", True, "No"), ("none", False, "No")]
)
def test_a_mailbox_is_there_with_name_and_address(
    exchange: Exchange, session: Session, notice: str, has_address: bool, attach: str
) -> None:
    desk = exchange.desk(session, voicemail_notice=notice)
    box = mailbox(exchange, desk)
    assert box is not None
    assert (box["Fullname"], box["AttachMessage"]) == ("Zoë Müller", attach)
    assert box["Email"].replace("(null)", "") == (desk.agent.email if has_address else "")


def test_a_mailbox_is_turned_off_and_on(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session, voicemail=False)
    assert mailbox(exchange, desk) is None
    exchange.change(session, desk, voicemail=True)
    assert mailbox(exchange, desk) is not None
    exchange.change(session, desk, voicemail=False)
    assert mailbox(exchange, desk) is None


def test_a_phone_is_told_that_messages_wait(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    inbox = exchange.asterisk.spool / "voicemail/default" / desk.number / "INBOX"
    inbox.mkdir(parents=True)
    (inbox / "msg0000.txt").write_text("[message]\n")
    (inbox / "msg0000.wav").touch()
    with exchange.phone(desk) as phone:
        phone.register()
        assert "Voice-Message: 1/0" in phone.next("NOTIFY").body


def test_a_pin_that_was_changed_by_phone_stays(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    exchange.asterisk.command(f"realtime update voicemail mailbox {desk.number} password 628500")
    exchange.change(session, desk, full_name="Bo Li", typology="webrtc")
    assert row(session, "voicemail", desk.number)["password"] == "628500"


def test_a_queue_rings_its_members_with_penalty_and_pause(exchange: Exchange, session: Session) -> None:
    ready, paused = exchange.desk(session), exchange.desk(session, full_name="Bo; Li")
    support = exchange.queue(session, f"support-{ready.number}")
    begin_writing(session)
    members.add(session, SERVICE, support, [ready.agent.id], penalty=2)
    members.add(session, SERVICE, support, [paused.agent.id], paused=True)
    session.commit()
    exchange.change(session, ready)
    exchange.change(session, paused)
    found = exchange.seats(support.name)
    assert {phone: (seat["Name"], seat["Penalty"], seat["Paused"]) for phone, seat in found.items()} == {
        f"PJSIP/{ready.number}": ("Zoë Müller", "2", "0"),
        f"PJSIP/{paused.number}": ("Bo; Li", "0", "1"),
    }


def test_a_queue_that_was_renamed_or_deleted_is_no_longer_there_by_that_name(
    exchange: Exchange, session: Session
) -> None:
    desk = exchange.desk(session)
    first, second = f"sales-{desk.number}", f"orders-{desk.number}"
    group = exchange.queue(session, first, desk)
    assert set(exchange.seats(first)) == {f"PJSIP/{desk.number}"}
    begin_writing(session)
    groups.change(session, SERVICE, group, name=second, description=None)
    session.commit()
    exchange.write_queue(session, group)
    exchange.change(session, desk)
    assert "No such queue" in exchange.asterisk.command(f"queue show {first}")
    assert set(exchange.seats(second)) == {f"PJSIP/{desk.number}"}
    begin_writing(session)
    groups.delete(session, SERVICE, group)
    session.commit()
    exchange.write_queue(session, group)
    assert "No such queue" in exchange.asterisk.command(f"queue show {second}")


def test_a_member_that_paused_on_the_switch_stays_paused(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    group = exchange.queue(session, f"pause-{desk.number}", desk)
    (interface,) = exchange.seats(group.name)
    exchange.asterisk.action("QueuePause", Queue=group.name, Interface=interface, Paused="true", Reason="lunch")
    exchange.change(session, desk, full_name="Bo Li", typology="webrtc")
    (seat,) = exchange.seats(group.name).values()
    assert seat["Paused"] == "1"
    (there,) = [each for each in rows(session, "queue_members") if each["interface"] == interface]
    assert (there["membername"], there["paused"]) == ("Bo Li", 1)


def test_a_phone_that_has_registered_is_seen_and_others_are_not(exchange: Exchange, session: Session) -> None:
    seen, unseen = exchange.desk(session), exchange.desk(session)
    with exchange.phone(seen) as phone:
        phone.register()
        begin_writing(session)
        contacts.note(session, contacts.look(session))
        session.commit()
    session.expire_all()
    assert (seen.agent.phone_seen, unseen.agent.phone_seen) == (True, False)
    assert seen.agent.phone_seen_at is not None


def test_with_digests_only_the_secret_that_was_shown_once_is_accepted(exchange: Exchange, session: Session) -> None:
    digests = replace(exchange, settings=replace(exchange.settings, sip_digest=True))
    desk = digests.desk(session)
    begin_writing(session)
    secret = rotate(session, digests.settings, desk.agent)
    session.commit()
    assert desk.secret == ""
    assert not row(session, "ps_auths", desk.number)["password"]
    session.commit()
    assert digests.registers(desk.number, secret) == 200
    assert digests.registers(desk.number, secret + "x") == 401
    digests.change(session, desk, typology="webrtc")
    assert digests.registers(desk.number, secret) == 200


def test_a_new_secret_ends_the_old_one_at_once(exchange: Exchange, session: Session) -> None:
    desk = exchange.desk(session)
    begin_writing(session)
    secret = rotate(session, exchange.settings, desk.agent)
    session.commit()
    assert exchange.registers(desk.number, desk.secret) == 401
    assert exchange.registers(desk.number, secret) == 200


def test_a_phone_that_is_not_ours_keeps_its_number_and_is_left_alone(exchange: Exchange, session: Session) -> None:
    foreign = exchange.desk(session, full_name="Someone Else")
    begin_writing(session)
    foreign.agent.extension = foreign.agent.provisioned_extension = foreign.agent.provisioned_at = None
    session.flush()
    newcomer = hire(session, int(foreign.number), full_name="New Hire")
    refused = provision(session, exchange.settings, [newcomer.id])
    session.commit()
    assert refused[newcomer.id].reason.startswith("number_on_switch")
    assert caller_id(exchange, foreign) == f'"Someone Else" <{foreign.number}>'
    assert exchange.registers(foreign.number, foreign.secret) == 200
