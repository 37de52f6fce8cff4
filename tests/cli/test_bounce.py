"""onboard bounce: a mail server hands in what came back."""

import os
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from onboarding import settings
from onboarding.database import db
from onboarding.mail.models import Message
from tasks.app import create_bare_app
from tests.cli.conftest import Onboard, people
from tests.mail import reports
from tests.mail.test_bounces import filled
from web.cli import main


def handed_in(raw: bytes) -> Result:
    return CliRunner().invoke(main, ["bounce"], input=raw)


@pytest.fixture
def message_id(onboard: Onboard) -> Iterator[str]:
    """The Message-ID of an invitation that was sent, as its report names it."""
    people(onboard, "Amara Okonkwo")
    assert onboard("invite", "--agent", "user0").exit_code == 0
    with create_bare_app(settings.read(os.environ)).app_context():
        message = db.session.query(Message).one()
        message.state, message.recipient = "sent", "amara@home.example"
        db.session.commit()
        yield message.message_id
        db.session.remove()
        db.engine.dispose()


def test_a_report_is_noted_and_said(message_id: str) -> None:
    result = handed_in(filled(reports.POSTFIX, message_id))
    assert (result.exit_code, result.stdout) == (0, "Noted: the message to amara@home.example came back.\n")
    assert handed_in(filled(reports.POSTFIX, message_id)).exit_code == 0


@pytest.mark.parametrize("raw", [b"", b"\xff\x00" * 5000, filled(reports.ANSWER), filled(reports.POSTFIX)])
def test_what_is_no_report_about_a_message_of_ours_is_said(onboard: Onboard, raw: bytes) -> None:
    result = handed_in(raw)
    assert result.exit_code == 1
    assert result.stdout.endswith("Nothing was noted.\n")


def test_a_database_that_is_away_has_the_mail_server_try_again(
    onboard: Onboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONBOARD_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    result = handed_in(filled(reports.POSTFIX))
    assert result.exit_code == 75
    assert "Traceback" not in result.output
