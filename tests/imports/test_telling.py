"""Who uploaded a file is told when it is in; programs are not."""

import io
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.imports import uploads
from onboarding.imports.reading import Limits
from onboarding.imports.telling import MESSAGE
from onboarding.mail.models import Message
from onboarding.settings import Settings
from tests.accounts.people import a_member_of_staff
from tests.imports.flow import csv_of, worked_off

GOOD = "E1,Zoë Lindqvist,zoe@northwind.example,2417,webrtc,2027-01-11"
WRONG = "E2,Amara Okonkwo,amara@,,webrtc,2027-01-11"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: this is about words."""
    return sqlite_url


def letters(session: Session, settings: Settings, actor: Actor, *rows: str) -> list[str]:
    """The messages that somebody's upload of these rows brought about, as text."""
    content = io.BytesIO(csv_of(*rows))
    import_ = uploads.receive(session, content, "people.csv", actor=actor, limits=Limits(), auto_confirm=True)
    session.commit()
    worked_off(session, settings, import_)
    messages = session.query(Message).filter_by(kind=MESSAGE, state="sent").all()
    return [text_of(settings.outbox_dir / f"{message.message_id.strip('<>')}.eml") for message in messages]


def text_of(file: Path) -> str:
    part = message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))
    assert part is not None
    return "\n".join(part.get_content().splitlines())


@pytest.fixture
def ingrid(session: Session, settings: Settings) -> Actor:
    account = a_member_of_staff(session, settings)
    session.commit()
    return Actor("Ingrid Solheim", account.id, "hr")


def test_rows_to_fix_are_counted_and_linked(session: Session, settings: Settings, ingrid: Actor) -> None:
    (text,) = letters(session, settings, ingrid, GOOD, WRONG)
    assert text.startswith("1 row of people.csv needs fixing\n")
    assert "New: 1\n" in text
    assert "To fix: 1\n" in text
    assert f"{settings.base_url}/imports/" in text


def test_a_file_without_mistakes_is_said_to_be_in(session: Session, settings: Settings, ingrid: Actor) -> None:
    (text,) = letters(session, settings, ingrid, GOOD)
    assert text.startswith("people.csv is in, all of it\n")


def test_a_program_is_not_written_to(session: Session, settings: Settings) -> None:
    assert letters(session, settings, Actor("payroll"), GOOD) == []
