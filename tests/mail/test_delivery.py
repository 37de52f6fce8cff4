"""From the outbox to a real mail server: each Message-ID arrives at least once; where the server is honest, once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.mail import sender, transport
from onboarding.mail.models import Message
from onboarding.settings import Settings
from onboarding.wording import Problem
from onboarding.work import Work
from tests.mail.conftest import CERTIFICATE, ELSEWHERE, EXPIRED, HANGS, HANGS_UP, MailServer, StartServer
from tests.mail.invited import deliver, invite, make_due, message_ids, probe, standing, waiting
from tests.service.running import until

QUEUED, SENT, REFUSED = ("queued", "planned"), ("sent", "sent"), ("failed", "bounced")


@pytest.fixture
def settings(server: MailServer, tmp_path: Path, database_url: str) -> Settings:
    return server.settings(tmp_path / "data", database_url=database_url)


def test_each_message_goes_out_once(session: Session, settings: Settings, server: MailServer) -> None:
    invite(session, settings, *(f"agent{number}" for number in range(45)))
    deliver(settings)
    assert standing(session) == [SENT] * 45
    assert sorted(server.message_ids) == sorted(message_ids(session))
    assert len(server.connections) == 1
    assert {agent.invited_at is not None for agent in session.scalars(select(Agent))} == {True}


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_recipient_who_is_refused_is_final_and_told_in_the_servers_words(
    session: Session, settings: Settings, server: MailServer, command: str
) -> None:
    server.answers[command] = ["550 5.1.1 no such mailbox"]
    invite(session, settings, "nobody", "amara")
    deliver(settings)
    assert standing(session) == [REFUSED, SENT]
    assert waiting(session) == []
    problem = session.scalar(select(Message.problem).where(Message.state == "failed"))
    assert problem is not None
    assert "550 5.1.1 no such mailbox" in Problem.restored(problem).sentence()


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["451 4.7.1 greylisted", "421 4.3.2 closing"])
def test_a_message_that_is_put_off_goes_out_later_once(
    session: Session, settings: Settings, server: MailServer, command: str, answer: str
) -> None:
    server.answers[command] = [answer]
    invite(session, settings, "zoe", "amara")
    deliver(settings)
    assert standing(session) == [QUEUED, SENT]
    (left,) = waiting(session)
    assert left.due_at > now() + timedelta(seconds=30)
    assert answer[:9] in str(left.problem)
    make_due()
    deliver(settings)
    assert standing(session) == [SENT, SENT]
    assert Counter(server.message_ids) == dict.fromkeys(message_ids(session), 1)


def test_the_wait_grows_to_a_day_and_no_further(session: Session, settings: Settings, server: MailServer) -> None:
    server.answers["RCPT"] = ["451 mailbox full"] * 14
    invite(session, settings, "zoe")
    waits = []
    for _ in range(14):
        deliver(settings)
        waits.append(waiting(session)[0].due_at - now())
        make_due()
    assert waits[0] < timedelta(minutes=2)
    assert all(earlier < later for earlier, later in zip(waits[:8], waits[2:10], strict=True))
    assert timedelta(hours=17) < waits[-1] < timedelta(hours=31)


@pytest.mark.parametrize("ending", [HANGS_UP, HANGS])
def test_a_server_that_takes_a_message_and_does_not_say_so_gets_the_same_message_again(
    session: Session, settings: Settings, server: MailServer, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 4.0)
    server.answers["DATA"] = [ending]
    invite(session, settings, "zoe", "amara")
    deliver(settings)
    make_due()
    deliver(settings)
    assert standing(session) == [SENT, SENT]
    zoe, amara = message_ids(session)
    assert Counter(server.message_ids) == {zoe: 2, amara: 1}


def test_a_worker_killed_after_data_is_followed_by_one_that_sends_under_the_same_message_id(
    session: Session, settings: Settings, server: MailServer
) -> None:
    server.answers["DATA"] = [HANGS]
    invite(session, settings, "zoe")
    worker = "import os; from onboarding import settings; from tasks.app import create_bare_app; from tasks import mail"
    worker += "; from tasks.working import work_off; s = settings.read(os.environ)"
    worker += "; create_bare_app(s).app_context().push(); work_off(mail.LINE, s)"
    environ = {**os.environ, "ONBOARD_DATA_DIR": str(settings.data_dir), "ONBOARD_DATABASE_URL": settings.database_url}
    environ |= {"ONBOARD_SMTP_URL": f"smtp+plain://localhost:{server.port}", "ONBOARD_MAIL_FROM": settings.mail_from}
    process = subprocess.Popen([sys.executable, "-c", worker], env=environ)
    until(lambda: server.taken)
    process.send_signal(signal.SIGKILL)
    process.wait()
    session.execute(update(Work).values(lease_until=now() - timedelta(seconds=1)))
    session.commit()
    deliver(settings)
    assert standing(session) == [SENT]
    assert Counter(server.message_ids) == {message_ids(session)[0]: 2}


def test_what_was_taken_before_an_error_of_ours_is_not_sent_again(
    session: Session, settings: Settings, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, fails = transport.SmtpTransport.send, iter([False, False, True])

    def send(self, email, recipient):
        if next(fails, False):
            raise ZeroDivisionError
        original(self, email, recipient)

    monkeypatch.setattr(transport.SmtpTransport, "send", send)
    invite(session, settings, "zoe", "amara", "owen", "giulia")
    deliver(settings)
    assert standing(session) == [SENT] * 4
    assert Counter(server.message_ids) == dict.fromkeys(message_ids(session), 1)


@pytest.mark.parametrize(
    ("address", "reaches"),
    [("zoe@bücher.example", "zoe@xn--bcher-kva.example"), ("zoë@northwind.example", "zoë@northwind.example")],
)
def test_addresses_with_letters_of_other_languages_are_written_to(
    session: Session, settings: Settings, server: MailServer, address: str, reaches: str
) -> None:
    name, _, domain = address.partition("@")
    invite(session, settings, name, domain=domain)
    deliver(settings)
    assert server.recipients == [reaches]


@pytest.mark.parametrize("address", ["zoe@@northwind.example", "zoe@north wind.example", "zoë@-.example"])
def test_what_is_no_address_fails_and_stops_nobody_else(
    session: Session, settings: Settings, server: MailServer, address: str
) -> None:
    invite(session, settings, "amara", "owen")
    session.execute(update(Agent).where(Agent.username == "user0").values(email=address))
    session.commit()
    deliver(settings)
    assert standing(session) == [REFUSED, SENT]


SENDER_STOPPED = {
    "the sender is refused": ("MAIL", "553 5.7.1 not your address", "mail_sender"),
    "one must sign in": ("RCPT", "530 5.7.0 authentication required", "mail_must_sign_in"),
    "it hangs up again and again": ("RCPT", HANGS_UP, "mail_server_away"),
    "it is closing again and again": ("DATA", "421 4.3.2 too busy", "mail_server_busy"),
}


@pytest.mark.parametrize("case", SENDER_STOPPED)
def test_a_sender_that_stopped_burns_no_recipient_and_goes_on_after_a_test(
    session: Session, settings: Settings, server: MailServer, case: str
) -> None:
    command, answer, reason = SENDER_STOPPED[case]
    server.answers[command] = [answer] * 2
    invite(session, settings, *(f"agent{number}" for number in range(120)))
    deliver(settings)
    assert set(standing(session)) == {QUEUED}
    stopped = sender.stopped(session)
    assert stopped is not None
    assert stopped.problem.reason == reason
    assert stopped.waiting >= 119
    del server.answers[command]
    probe(settings)
    assert sender.stopped(session) is None
    make_due()
    deliver(settings)
    assert standing(session) == [SENT] * 120
    assert Counter(server.message_ids) == dict.fromkeys(message_ids(session), 1)


def test_while_it_is_stopped_nothing_knocks_at_the_servers_door(
    session: Session, settings: Settings, server: MailServer
) -> None:
    server.answers["MAIL"] = ["553 not your address"] * 2
    invite(session, settings, "zoe")
    deliver(settings)
    knocked = len(server.connections)
    make_due()
    deliver(settings)
    assert len(server.connections) == knocked
    probe(settings)
    stopped = sender.stopped(session)
    assert stopped is not None
    assert stopped.next_test > now()


WAYS_IN = {
    "nobody trusts the certificate": ("starttls", CERTIFICATE, None, "mail_certificate"),
    "its certificate has expired": ("starttls", EXPIRED, EXPIRED, "mail_certificate"),
    "its certificate is another host's": ("tls", ELSEWHERE, ELSEWHERE, "mail_certificate"),
    "it offers no encryption": ("", CERTIFICATE, None, "mail_no_encryption"),
    "the password is wrong": ("starttls", CERTIFICATE, CERTIFICATE, "mail_sign_in"),
}


@pytest.mark.parametrize("case", WAYS_IN)
def test_without_a_safe_way_in_all_wait_and_the_reason_is_kept(
    session: Session,
    settings: Settings,
    start_server: StartServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
) -> None:
    how, certificate, trusted, reason = WAYS_IN[case]
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    way = {how: True} if how else {}
    server = start_server(**way, certificate=certificate, password="right" if reason == "mail_sign_in" else None)
    scheme = "smtps" if how == "tls" else "smtp"
    there = server.settings(tmp_path / "data", scheme, "hr:wrong@", database_url=settings.database_url)
    invite(session, settings, "zoe", "amara")
    deliver(there)
    probe(there)
    assert standing(session) == [QUEUED, QUEUED]
    stopped = sender.stopped(session)
    assert stopped is not None
    assert (stopped.problem.reason, stopped.waiting) == (reason, 2)
    assert server.taken == []
