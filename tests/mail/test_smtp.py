"""Handing messages to a mail server: what it takes, what it puts off, what it refuses, and what must never happen."""

import socket
from pathlib import Path

import pytest

from onboarding.mail import transport
from onboarding.mail.transport import Deferred, Refused, Stopped, check, open_transport
from tests.databases import settings_for
from tests.mail.conftest import CERTIFICATE, HANGS_UP, MailServer, StartServer, an_email


def test_a_message_arrives_as_it_was_written(server: MailServer, tmp_path: Path) -> None:
    with open_transport(server.settings(tmp_path)) as out:
        out.send(an_email(), "zoe@northwind.example")
    (envelope,) = server.taken
    assert envelope.mail_from == "hr@northwind.example"
    assert envelope.rcpt_tos == ["zoe@northwind.example"]
    assert b"Good morning, Zo\xc3\xab.\r\n" in envelope.content


def test_many_messages_share_one_connection(server: MailServer, tmp_path: Path) -> None:
    with open_transport(server.settings(tmp_path)) as out:
        for number in range(5):
            out.send(an_email(number), f"agent{number}@northwind.example")
    assert len(server.taken) == 5
    assert len(server.connections) == 1


def test_a_long_used_connection_is_replaced(
    server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MESSAGES_A_CONNECTION", 2)
    with open_transport(server.settings(tmp_path)) as out:
        for number in range(5):
            out.send(an_email(number), f"agent{number}@northwind.example")
    assert len(server.taken) == 5
    assert len(server.connections) == 3


def test_an_address_with_accents_goes_to_a_server_that_knows_them(server: MailServer, tmp_path: Path) -> None:
    with open_transport(server.settings(tmp_path)) as out:
        out.send(an_email(), "zoë@northwind.example")
    assert server.recipients == ["zoë@northwind.example"]


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_later_is_asked_later(server: MailServer, tmp_path: Path, command: str) -> None:
    server.answers[command] = ["451 4.7.1 greylisted, come back"]
    with open_transport(server.settings(tmp_path)) as out:
        with pytest.raises(Deferred) as deferred:
            out.send(an_email(1), "zoe@northwind.example")
        out.send(an_email(2), "amara@northwind.example")
    assert "451 4.7.1 greylisted" in deferred.value.problem.sentence()
    assert server.recipients == ["amara@northwind.example"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_recipient_that_is_refused_does_not_stop_the_next(server: MailServer, tmp_path: Path, command: str) -> None:
    server.answers[command] = ["550 5.1.1 no such mailbox"]
    with open_transport(server.settings(tmp_path)) as out:
        with pytest.raises(Refused) as refused:
            out.send(an_email(1), "nobody@northwind.example")
        out.send(an_email(2), "amara@northwind.example")
    assert "550 5.1.1 no such mailbox" in refused.value.problem.sentence()
    assert server.recipients == ["amara@northwind.example"]


def test_a_server_that_is_closing_puts_off_one_message_and_gets_the_next_anew(
    server: MailServer, tmp_path: Path
) -> None:
    server.answers["RCPT"] = ["421 4.3.2 closing"]
    with open_transport(server.settings(tmp_path)) as out:
        with pytest.raises(Deferred):
            out.send(an_email(1), "zoe@northwind.example")
        out.send(an_email(2), "amara@northwind.example")
    assert server.recipients == ["amara@northwind.example"]
    assert len(server.connections) == 2


def test_a_refused_sender_burns_no_recipient(server: MailServer, tmp_path: Path) -> None:
    server.answers["MAIL"] = ["553 5.7.1 not your address"]
    with open_transport(server.settings(tmp_path)) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert "ONBOARD_MAIL_FROM" in broken.value.problem.sentence()
    assert server.taken == []


def test_a_server_that_never_answers_stops_the_sender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = settings_for(tmp_path, SMTP_URL=f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}")
        with open_transport(settings) as out, pytest.raises(Stopped) as stopped:
            out.send(an_email(), "zoe@northwind.example")
    assert "did not answer" in stopped.value.problem.sentence()


def test_a_server_that_hangs_up_once_puts_one_message_off(server: MailServer, tmp_path: Path) -> None:
    server.answers["RCPT"] = [HANGS_UP]
    with open_transport(server.settings(tmp_path)) as out:
        with pytest.raises(Deferred):
            out.send(an_email(1), "zoe@northwind.example")
        out.send(an_email(2), "amara@northwind.example")
    assert server.recipients == ["amara@northwind.example"]


@pytest.mark.parametrize("answer", [HANGS_UP, "421 4.3.2 closing"])
def test_a_server_that_ends_two_connections_in_a_row_stops_the_sender(
    server: MailServer, tmp_path: Path, answer: str
) -> None:
    with open_transport(server.settings(tmp_path)) as out:
        out.send(an_email(0), "zoe@northwind.example")
        server.answers["RCPT"] = [answer] * 2
        with pytest.raises(Deferred):
            out.send(an_email(1), "amara@northwind.example")
        with pytest.raises(Stopped):
            out.send(an_email(2), "amara@northwind.example")
    assert len(server.connections) == 2


def test_no_server_at_all_stops_the_sender(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings = settings_for(tmp_path, SMTP_URL=f"smtp+plain://127.0.0.1:{port}")
    with open_transport(settings) as out, pytest.raises(Stopped):
        out.send(an_email(), "zoe@northwind.example")


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_certificate_that_nobody_trusts_ends_it(start_server: StartServer, tmp_path: Path, way: str) -> None:
    server = start_server(**{way: True})
    scheme = {"starttls": "smtp", "tls": "smtps"}[way]
    with open_transport(server.settings(tmp_path, scheme, "hr:secret@")) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert "certificate" in broken.value.problem.sentence()
    assert server.taken == []


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_trusted_certificate_lets_the_message_go_out_encrypted(
    start_server: StartServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    server = start_server(**{way: True}, password="correct horse" if way == "starttls" else None)
    scheme, user = {"starttls": ("smtp", "hr:correct%20horse@"), "tls": ("smtps", "")}[way]
    with open_transport(server.settings(tmp_path, scheme, user)) as out:
        out.send(an_email(), "zoe@northwind.example")
    assert server.recipients == ["zoe@northwind.example"]


def test_without_encryption_nothing_goes_out_unless_it_was_asked_for(server: MailServer, tmp_path: Path) -> None:
    with open_transport(server.settings(tmp_path, "smtp")) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert "smtp+plain://" in broken.value.problem.sentence()
    assert server.taken == []


def test_tls_on_a_port_that_speaks_none_is_told(server: MailServer, tmp_path: Path) -> None:
    with open_transport(server.settings(tmp_path, "smtps")) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert "does not speak TLS" in broken.value.problem.sentence()


def test_a_wrong_password_is_told_and_not_shown(
    start_server: StartServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server = start_server(password="right")
    settings = server.settings(tmp_path, user="hr:wrong-s3cret@")
    with open_transport(settings) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert "did not accept our user name and password" in broken.value.problem.sentence()
    assert "wrong-s3cret" not in str(broken.value.problem.stored()) + caplog.text


def test_a_server_without_sign_in_is_told(server: MailServer, tmp_path: Path) -> None:
    with open_transport(server.settings(tmp_path, user="hr:secret@")) as out, pytest.raises(Stopped) as broken:
        out.send(an_email(), "zoe@northwind.example")
    assert "no way to sign in" in broken.value.problem.sentence()


def test_the_check_sends_nothing_and_names_what_is_wrong(server: MailServer, tmp_path: Path) -> None:
    assert check(server.settings(tmp_path)) is None
    problem = check(server.settings(tmp_path, "smtp"))
    assert problem is not None
    assert "STARTTLS" in problem.sentence()
    assert server.taken == []
