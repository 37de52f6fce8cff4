"""How a message leaves: handed to a mail server (RFC 5321), or written as an .eml file where there is none."""

import os
import re
import smtplib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from email.policy import Policy
from pathlib import Path
from typing import Any, NoReturn, Protocol

from onboarding.mail.dialling import NotDialled, dial, said, to_bytes
from onboarding.mail.letter import EIGHT_BIT, INTERNATIONAL, SEVEN_BIT, deliverable
from onboarding.settings import Settings, Smtp
from onboarding.wording import Problem

TIMEOUT_SECONDS = 15.0
MESSAGES_A_CONNECTION = 100
LOSSES_BEFORE_STOPPING = 2

CLOSING = 421
MUST_SIGN_IN = (530, 534, 535, 538)
"""Answers to whatever command that are about us, not about a recipient (RFC 4954)."""


class NotSent(Exception):
    """A message that did not go out; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


class Deferred(NotSent):
    """Not now: the same message may go out later."""


class Refused(NotSent):
    """Never to this recipient."""


class Stopped(NotSent):
    """Nothing goes out until the server is back or somebody mends the settings: no recipient is to blame."""


class _Closing(Exception):
    """The server ends the connection after this answer."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.said = words


class Transport(Protocol):
    """Takes one message to one recipient; raises Deferred, Refused or Stopped."""

    def send(self, email: Message, recipient: str) -> None: ...


@contextmanager
def open_transport(settings: Settings) -> Iterator[Transport]:
    """The way out that the settings choose; a connection is opened by the first message and used for those after it.

    After Stopped it is not to be asked again.
    """
    if settings.smtp is None:
        yield FolderTransport(settings.outbox_dir)
        return
    transport = SmtpTransport(settings.smtp, settings.mail_from)
    try:
        yield transport
    finally:
        transport.close()


def check(settings: Settings) -> Problem | None:
    """Whether mail could leave now: connects, signs in and names the sender, or looks at the folder; sends nothing."""
    try:
        if settings.smtp is None:
            FolderTransport(settings.outbox_dir).check()
        else:
            transport = SmtpTransport(settings.smtp, settings.mail_from)
            transport.test()
    except NotSent as not_sent:
        return not_sent.problem
    return None


class FolderTransport:
    """One file a Message-ID, so that a message sent twice is there once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, email: Message, recipient: str) -> None:
        name = re.sub(r"[^A-Za-z0-9._@-]", "_", str(email["Message-ID"]).strip("<> \r\n"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(email.as_bytes(policy=EIGHT_BIT if recipient.isascii() else INTERNATIONAL))
            Path(temporary).replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise Stopped(self._problem(error)) from None

    def check(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            tempfile.TemporaryFile(dir=self._folder).close()
        except OSError as error:
            raise Stopped(self._problem(error)) from None

    def _problem(self, error: OSError) -> Problem:
        return Problem("failed", "mail_folder", params={"folder": str(self._folder), "why": error.strerror})


class SmtpTransport:
    """One recipient a transaction, so that each answer of the server is about one person."""

    def __init__(self, smtp: Smtp, sender: str) -> None:
        self._smtp = smtp
        self._sender = deliverable(sender)
        self._server: smtplib.SMTP | None = None
        self._handed_over = 0
        self._losses = 0

    def send(self, email: Message, recipient: str) -> None:
        if self._handed_over >= MESSAGES_A_CONNECTION:
            self.close()
        server = self._server or self._connect()
        self._handed_over += 1
        try:
            self._hand_over(server, email, recipient)
            self._losses = 0
        except _Closing as closing:
            self._lost("mail_closing", "mail_server_busy", said=closing.said)
        except (smtplib.SMTPServerDisconnected, OSError):
            self._lost("mail_lost", "mail_server_away")
        except (Deferred, Refused):
            self._losses = 0
            self._start_afresh(server)
            raise

    def test(self) -> None:
        """Connect, sign in and name the sender, then leave. Raises Stopped."""
        server = self._connect()
        try:
            self._name_sender(server, [])
        except _Closing as closing:
            raise Stopped(self._problem("mail_server_busy", said=closing.said)) from None
        except Deferred as deferred:
            raise Stopped(self._problem("mail_server_busy", **deferred.problem.params)) from None
        except (smtplib.SMTPServerDisconnected, OSError):
            raise Stopped(self._problem("mail_server_away")) from None
        finally:
            self.close()

    def close(self) -> None:
        """Say goodbye; a server that does not listen any more is left as it is."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()
            self._server = None

    def _connect(self) -> smtplib.SMTP:
        try:
            self._server = dial(self._smtp, TIMEOUT_SECONDS)
        except NotDialled as refused:
            raise Stopped(self._problem(refused.reason, **refused.params)) from None
        self._handed_over = 0
        return self._server

    def _hand_over(self, server: smtplib.SMTP, email: Message, recipient: str) -> None:
        policy: Policy[Any] = EIGHT_BIT if server.has_extn("8bitmime") else SEVEN_BIT
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        if not recipient.isascii():
            if not server.has_extn("smtputf8"):
                raise Refused(Problem("failed", "mail_letters"))
            policy, options = INTERNATIONAL, [*options, "SMTPUTF8"]
        self._name_sender(server, options)
        self._expect(server.rcpt(recipient), Refused, "mail_refused")
        try:
            reply = server.data(email.as_bytes(policy=policy))
        except smtplib.SMTPDataError as error:
            reply = (error.smtp_code, to_bytes(error.smtp_error))
        self._expect(reply, Refused, "mail_refused")

    def _name_sender(self, server: smtplib.SMTP, options: list[str]) -> None:
        self._expect(server.mail(self._sender, options), Stopped, "mail_sender", sender=self._sender)

    def _expect(self, reply: tuple[int, bytes], permanent: type[NotSent], reason: str, **params: str) -> None:
        """Raise what an answer means that is not consent: the end of the connection, of the sender, of this message,
        or a wait."""
        code, text = reply
        if 200 <= code < 300:
            return
        words = said(code, text)
        if code == CLOSING:
            raise _Closing(words)
        if code in MUST_SIGN_IN:
            raise Stopped(self._problem("mail_must_sign_in", said=words))
        if code >= 500:
            raise permanent(Problem("failed", reason, params={"said": words, **params}))
        raise Deferred(Problem("failed", "mail_put_off", params={"said": words}))

    def _start_afresh(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()

    def _lost(self, once: str, again: str, **params: str) -> NoReturn:
        """The connection is gone: this message waits; where a new connection goes the same way, all wait."""
        self.close()
        self._losses += 1
        if self._losses >= LOSSES_BEFORE_STOPPING:
            raise Stopped(self._problem(again, **params)) from None
        raise Deferred(self._problem(once, **params)) from None

    def _problem(self, reason: str, **params: str) -> Problem:
        return Problem("failed", reason, params={"server": f"{self._smtp.host}:{self._smtp.port}", **params})
