"""What quietly breaks a real Asterisk is never written."""

import re

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from onboarding.database import now, switch_engine
from onboarding.settings import Settings
from tests.telephony import asterisk
from tests.telephony.helpers import again, provisioned, row

TYPOLOGIES = ("webrtc", "phonebar", "external", "mobile")
MAY_BE_EMPTY = {"mailboxes", "password_digest"}
"""Texts, of which the switch reads none where it finds none."""
CODECS = {"opus", "g722", "ulaw", "alaw"}


@pytest.mark.parametrize("voicemail", [True, False])
@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_every_option_holds_a_value_that_asterisk_can_parse(
    session: Session, settings: Settings, typology: str, voicemail: bool
) -> None:
    provisioned(session, settings, typology=typology, voicemail=voicemail)
    for table in ("ps_endpoints", "ps_auths", "ps_aors"):
        for column, value in row(session, table).items():
            type_ = asterisk.COLUMNS[table][column]
            assert value not in (None, "") or column in MAY_BE_EMPTY, column
            assert value is not None or switch_engine().dialect.name == "postgresql", column
            assert value != "" or switch_engine().dialect.name == "sqlite", column
            if type_ in asterisk.ENUMS:
                assert value in asterisk.ENUMS[type_], column
            if length := re.match(r"varchar\((\d+)\)", type_):
                assert len(value or "") <= int(length[1]), column


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_nobody_can_register_without_a_password(session: Session, settings: Settings, typology: str) -> None:
    agent = provisioned(session, settings, typology=typology)
    for change in ({}, {"voicemail": False}, {"full_name": "Bo"}, {"disabled_at": now()}, {"disabled_at": None}):
        again(session, settings, agent, **change)
        if agent.disabled_at is None:
            endpoint, auth = row(session, "ps_endpoints"), row(session, "ps_auths")
            assert endpoint["auth"] == endpoint["aors"] == auth["id"] == row(session, "ps_aors")["id"]
            assert re.fullmatch(r"[A-Za-z0-9_-]{32}", auth["password"])


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_codecs_are_some_that_every_asterisk_knows(session: Session, settings: Settings, typology: str) -> None:
    provisioned(session, settings, typology=typology)
    endpoint = row(session, "ps_endpoints")
    assert endpoint["disallow"] == "all"
    assert set(endpoint["allow"].split(",")) <= CODECS
    assert {"ulaw", "alaw"} <= set(endpoint["allow"].split(","))


def test_no_transport_is_pinned(session: Session, settings: Settings) -> None:
    provisioned(session, settings)
    assert row(session, "ps_endpoints").get("transport") is None


def test_endpoints_are_removed_before_what_they_name(session: Session, settings: Settings) -> None:
    removed: list[str] = []

    @event.listens_for(switch_engine(), "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if found := re.match(r"DELETE FROM (ps_\w+|voicemail)", statement):
            removed.append(found[1])

    agent = provisioned(session, settings)
    del removed[:]
    again(session, settings, agent, disabled_at=now())
    assert removed == ["voicemail", "ps_endpoints", "ps_auths", "ps_aors", "ps_contacts"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_aors_and_auths_come_before_the_endpoints_that_name_them(session: Session, settings: Settings) -> None:
    added: list[str] = []

    @event.listens_for(switch_engine(), "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if found := re.match(r"INSERT INTO (ps_\w+|voicemail)", statement):
            added.append(found[1])

    provisioned(session, settings)
    assert added == ["ps_aors", "ps_auths", "ps_endpoints", "voicemail"]


def test_an_address_too_long_for_the_switch_is_left_out(session: Session, settings: Settings) -> None:
    longest, longer = f"{'x' * 70}@w.example", f"{'x' * 71}@w.example"
    agent = provisioned(session, settings, email=longer)
    assert not row(session, "voicemail")["email"]
    again(session, settings, agent, email=longest)
    assert row(session, "voicemail")["email"] == longest
    again(session, settings, agent, email=longer)
    assert not row(session, "voicemail")["email"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Se;mi Colon", "Se;mi Colon"),
        ("Hat ^3B Tip", "Hat ^3B Tip"),
        ('Anna "Nina" Rossi', "Anna 'Nina' Rossi"),
        ("  Trailing  Blank \t", "Trailing Blank"),
        ("A" * 60, "A" * 31),
        ("Back\\slash", "Back\\slash"),
        ("B" * 30 + "\\", "B" * 30),
        ("Ana 🎧 Ruiz", "Ana 🎧 Ruiz"),
        ("מרים אברהמי", "מרים אברהמי"),
        (";" * 60, None),
        ("Ærøskøbing-Østergård Þórðarson Ångström", "Ærøskøbing-Østergård Þórðarson"),
    ],
)
def test_a_name_reaches_the_switch_as_it_was_meant(
    session: Session, settings: Settings, name: str, meant: str | None
) -> None:
    provisioned(session, settings, full_name=name)
    stored = row(session, "ps_endpoints")["callerid"]
    on_postgresql = switch_engine().dialect.name == "postgresql"
    read = as_asterisk_unquotes(as_postgresql_driver_reads(stored) if on_postgresql else stored)
    assert len(stored) <= 40
    assert read == f'"{meant or ";" * (10 if on_postgresql else 31)}" <1001>'
    fullname = row(session, "voicemail")["fullname"]
    assert len(fullname) <= 80
    read_name = as_postgresql_driver_reads(fullname) if on_postgresql else fullname
    assert " ".join(name.split()).startswith(read_name)


def as_asterisk_unquotes(callerid: str) -> str:
    """Within quotes a backslash says that the next character is meant as it stands."""
    return re.sub(r"\\(.)", r"\1", callerid)


def as_postgresql_driver_reads(stored: str) -> str:
    """Asterisk's PostgreSQL driver cuts at `;`, then reads `^XX` as the character of that code."""
    first = stored.partition(";")[0].rstrip()
    return re.sub(r"\^([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), first)
