"""Without a mail server each message is a file, which is there once however often it is sent."""

import stat
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from onboarding.mail.transport import Stopped, check, open_transport
from onboarding.settings import Settings
from tests.mail.conftest import an_email


def test_each_message_is_one_file_under_its_message_id(settings: Settings) -> None:
    with open_transport(settings) as out:
        out.send(an_email(1), "zoe@northwind.example")
        out.send(an_email(2), "amara@northwind.example")
        out.send(an_email(1), "zoe@northwind.example")
    names = sorted(path.name for path in settings.outbox_dir.iterdir())
    assert names == [f"{number:032x}@northwind.example.eml" for number in (1, 2)]


def test_a_file_can_be_opened_as_a_message(settings: Settings) -> None:
    with open_transport(settings) as out:
        out.send(an_email(), "zoe@northwind.example")
    (path,) = settings.outbox_dir.iterdir()
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert message["Subject"] == "Welcome"
    assert message.get_content().splitlines() == ["Good morning, Zoë."]


def test_only_the_owner_can_read_the_links_in_it(settings: Settings) -> None:
    with open_transport(settings) as out:
        out.send(an_email(), "zoe@northwind.example")
    (path,) = settings.outbox_dir.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.outbox_dir.stat().st_mode) == 0o700


def test_a_message_id_cannot_lead_out_of_the_folder(settings: Settings) -> None:
    email = an_email()
    email.replace_header("Message-ID", "<../../etc/passwd@northwind.example>")
    with open_transport(settings) as out:
        out.send(email, "zoe@northwind.example")
    (path,) = settings.outbox_dir.iterdir()
    assert path.parent == settings.outbox_dir
    assert path.name == ".._.._etc_passwd@northwind.example.eml"


def test_a_folder_that_cannot_be_written_to_is_told(settings: Settings) -> None:
    settings.outbox_dir.write_text("a file is in the way")
    with open_transport(settings) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert str(settings.outbox_dir) in broken.value.problem.sentence()
    problem = check(settings)
    assert problem is not None
    assert problem.reason == "mail_folder"


def test_the_check_leaves_nothing_behind(settings: Settings) -> None:
    assert check(settings) is None
    assert list(Path(settings.outbox_dir).iterdir()) == []
