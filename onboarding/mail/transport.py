"""How a message leaves: handed to a mail server (RFC 5321), or written as an .eml file where there is none."""

import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NoReturn, Protocol

from onboarding.settings import Settings, Smtp
from onboarding.wording import Problem

TIMEOUT_SECONDS = 15.0
MESSAGES_A_CONNECTION = 100
LOSSES_BEFORE_GIVING_UP = 2


class NotSent(Exception):
    """A message that did not go out; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


class Deferred(NotSent):
    """Not now: the same message may go out later."""


class Refused(NotSent):
    """Never to this recipient."""


class SenderBroken(NotSent):
    """Nothing goes out until somebody mends the settings or the server: no recipient is to blame."""


class Transport(Protocol):
    """Takes one message to one recipient; raises Deferred, Refused or SenderBroken."""

    def send(self, email: EmailMessage, recipient: str) -> None: ...


@contextmanager
def open_transport(settings: Settings) -> Iterator[Transport]:
    """The way out that the settings choose; a connection is opened by the first message and used for those after it.

    Once the server does not answer, or the settings do not serve, all that follows is refused at once with the same
    reason, so that a batch never waits more than a few time-outs.
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
    """Whether mail could leave now: connects and signs in, or looks at the folder; sends nothing."""
    try:
        if settings.smtp is None:
            FolderTransport(settings.outbox_dir).check()
        else:
            transport = SmtpTransport(settings.smtp, settings.mail_from)
            transport.connect()
            transport.close()
    except NotSent as not_sent:
        return not_sent.problem
    return None


class FolderTransport:
    """One file a Message-ID, so that a message sent twice is there once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, email: EmailMessage, recipient: str) -> None:
        name = re.sub(r"[^A-Za-z0-9._@-]", "_", str(email["Message-ID"]).strip("<> \r\n"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(email.as_bytes(policy=SMTP.clone(utf8=not recipient.isascii())))
            Path(temporary).replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise SenderBroken(self._problem(error)) from None

    def check(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            tempfile.TemporaryFile(dir=self._folder).close()
        except OSError as error:
            raise SenderBroken(self._problem(error)) from None

    def _problem(self, error: OSError) -> Problem:
        return Problem("failed", "mail_folder", params={"folder": str(self._folder), "why": error.strerror})


class SmtpTransport:
    """One recipient a transaction, so that each answer of the server is about one person."""

    def __init__(self, smtp: Smtp, sender: str) -> None:
        self._smtp = smtp
        self._sender = sender
        self._server: smtplib.SMTP | None = None
        self._taken = 0
        self._losses = 0
        self._gave_up: tuple[type[NotSent], Problem] | None = None

    def send(self, email: EmailMessage, recipient: str) -> None:
        if self._gave_up is not None:
            kind, problem = self._gave_up
            raise kind(problem)
        if self._taken >= MESSAGES_A_CONNECTION:
            self.close()
        server = self._server or self.connect()
        try:
            self._hand_over(server, email, recipient)
            self._taken += 1
            self._losses = 0
        except SenderBroken as broken:
            self._gave_up = (SenderBroken, broken.problem)
            raise
        except (Deferred, Refused):
            self._start_afresh(server)
            raise
        except (smtplib.SMTPServerDisconnected, OSError):
            self._lost()

    def connect(self) -> smtplib.SMTP:
        """Connect, encrypt, sign in. Raises Deferred or SenderBroken, and is not tried again."""
        try:
            self._server = self._dial()
        except ssl.SSLCertVerificationError as error:
            self._give_up(SenderBroken, "mail_certificate", why=error.verify_message)
        except ssl.SSLError as error:
            self._give_up(SenderBroken, "mail_encryption", why=error.reason or "TLS")
        except smtplib.SMTPResponseException as error:
            self._refused_at_the_door(error)
        except smtplib.SMTPServerDisconnected:
            self._give_up(Deferred, "mail_server_away")
        except smtplib.SMTPException:
            self._give_up(SenderBroken, "mail_no_sign_in")
        except OSError:
            self._give_up(Deferred, "mail_server_away")
        self._taken = 0
        return self._server

    def close(self) -> None:
        """Say goodbye; a server that does not listen any more is left as it is."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()
            self._server = None

    def _dial(self) -> smtplib.SMTP:
        host, port = self._smtp.host, self._smtp.port
        # The default context verifies certificate and host name; smtplib's own does not.
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self._smtp.security == "tls":
            server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            if self._smtp.security == "starttls":
                self._encrypt(server, context)
            if self._smtp.username is not None:
                server.login(self._smtp.username, self._smtp.password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if not server.has_extn("starttls"):
            self._give_up(SenderBroken, "mail_no_encryption")
        server.starttls(context=context)
        server.ehlo_or_helo_if_needed()

    def _hand_over(self, server: smtplib.SMTP, email: EmailMessage, recipient: str) -> None:
        policy = SMTP if server.has_extn("8bitmime") else SMTP.clone(cte_type="7bit")
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        if not recipient.isascii():
            if not server.has_extn("smtputf8"):
                raise Refused(Problem("failed", "mail_letters"))
            policy, options = policy.clone(utf8=True), [*options, "SMTPUTF8"]
        _expect(server.mail(self._sender, options), SenderBroken, "mail_sender", sender=self._sender)
        _expect(server.rcpt(recipient), Refused, "mail_refused")
        try:
            reply = server.data(email.as_bytes(policy=policy))
        except smtplib.SMTPDataError as error:
            reply = (error.smtp_code, _bytes(error.smtp_error))
        _expect(reply, Refused, "mail_refused")

    def _start_afresh(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()

    def _lost(self) -> NoReturn:
        self.close()
        self._losses += 1
        if self._losses >= LOSSES_BEFORE_GIVING_UP:
            self._give_up(Deferred, "mail_server_away")
        raise Deferred(self._problem("mail_server_away"))

    def _refused_at_the_door(self, error: smtplib.SMTPResponseException) -> NoReturn:
        said = _said(error.smtp_code, error.smtp_error)
        if error.smtp_code < 500:
            self._give_up(Deferred, "mail_put_off", said=said)
        if isinstance(error, smtplib.SMTPAuthenticationError):
            self._give_up(SenderBroken, "mail_sign_in", said=said)
        self._give_up(SenderBroken, "mail_greeting", said=said)

    def _give_up(self, kind: type[NotSent], reason: str, **params: str) -> NoReturn:
        problem = self._problem(reason, **params)
        self._gave_up = (kind, problem)
        raise kind(problem) from None

    def _problem(self, reason: str, **params: str) -> Problem:
        return Problem("failed", reason, params={"server": f"{self._smtp.host}:{self._smtp.port}", **params})


def _expect(reply: tuple[int, bytes], permanent: type[NotSent], reason: str, **params: str) -> None:
    """Raise `permanent` for an answer of 500 or more, Deferred for any other that is not consent."""
    code, text = reply
    if 200 <= code < 300:
        return
    said = _said(code, text)
    if code >= 500:
        raise permanent(Problem("failed", reason, params={"said": said, **params}))
    raise Deferred(Problem("failed", "mail_put_off", params={"said": said}))


def _said(code: int, text: bytes | str) -> str:
    words = _bytes(text).decode("utf-8", "replace").replace("\x00", " ").split()
    return f"{code} {' '.join(words)}"[:300]


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
