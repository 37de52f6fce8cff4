"""Who uploaded a file is told what became of it; programs are not."""

import io
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.imports import applying, checking, undoing, uploads
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.imports.telling import FAILED, FINISHED
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


def letters(session: Session, settings: Settings, actor: Actor, *rows: str, **how: Any) -> list[str]:
    """The messages that somebody's upload of these rows brought about, as text."""
    content, how = io.BytesIO(csv_of(*rows)), {"auto_confirm": True, **how}
    import_ = uploads.receive(session, content, "people.csv", actor=actor, limits=Limits(), **how)
    session.commit()
    worked_off(session, settings, import_)
    messages = session.query(Message).filter(Message.kind.in_((FINISHED, FAILED)), Message.state == "sent").all()
    return [text_of(settings.outbox_dir / f"{message.message_id.strip('<>')}.eml") for message in messages]


def never(*_given: Any) -> Iterator[bool]:
    raise RuntimeError("this does not work, however often it is tried")


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


def test_whoever_sees_at_the_page_that_nothing_can_be_imported_is_not_written_to(
    session: Session, settings: Settings, ingrid: Actor
) -> None:
    assert letters(session, settings, ingrid, "no such thing,", auto_confirm=False) == []


def test_a_check_that_is_given_up_says_that_nothing_was_changed(
    session: Session, settings: Settings, ingrid: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "check", never)
    monkeypatch.setattr("tasks.working.TRIES_BEFORE_FAILED", 1)
    (text,) = letters(session, settings, ingrid, GOOD)
    assert text.startswith("people.csv could not be imported\n")
    assert "It was tried many times and did not work, which is our fault." in text
    assert "Nothing was changed.\n" in text
    assert f"{settings.base_url}/imports/" in text


def test_taking_back_that_is_given_up_is_no_import_that_failed(
    session: Session, settings: Settings, ingrid: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters(session, settings, ingrid, GOOD)
    import_ = session.query(Import).one()
    undoing.undo(session, import_, actor=ingrid)
    session.commit()
    monkeypatch.setattr(undoing, "take_back", never)
    monkeypatch.setattr("tasks.working.TRIES_BEFORE_FAILED", 1)
    assert worked_off(session, settings, import_).state == "failed"
    assert session.query(Message).filter_by(kind=FAILED).all() == []


def test_an_import_that_is_given_up_half_way_says_how_far_it_got(
    session: Session, settings: Settings, ingrid: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_on_board, brought = applying.bring_on_board, []

    def once(*given: Any, **more: Any) -> Any:
        if brought:
            raise RuntimeError("the second chunk does not work, however often it is tried")
        brought.extend(bring_on_board(*given, **more))
        return brought

    monkeypatch.setattr(applying, "bring_on_board", once)
    monkeypatch.setattr("tasks.working.TRIES_BEFORE_FAILED", 1)
    other = GOOD.replace("E1", "E2").replace("zoe@", "ana@").replace("2417", "2418")
    (text,) = letters(session, replace(settings, chunk_rows=1), ingrid, GOOD, other, WRONG.replace("E2", "E3"))
    assert text.startswith("people.csv is only partly in\n")
    assert "It was tried many times and did not work, which is our fault." in text
    assert "On board: 1\nNot reached: 1\nTo fix: 1\n" in text


def test_a_program_is_not_written_to(session: Session, settings: Settings) -> None:
    assert letters(session, settings, Actor("payroll"), GOOD) == []
