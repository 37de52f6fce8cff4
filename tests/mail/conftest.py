"""A real mail server in the test's own process, and a message to hand to it."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from onboarding.settings import Settings
from tests.databases import settings_for
from tests.servers import free_port

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""A certificate for localhost that nobody signed but itself, with its key."""

EXPIRED, ELSEWHERE = (CERTIFICATE.with_name(name) for name in ("expired.pem", "elsewhere.pem"))
"""One for localhost that ended in 2020, and one for another host."""

HANGS_UP = "hangs up"
"""An answer that never comes: the connection ends. To DATA: after the message was taken."""
HANGS = "hangs"
"""An answer to DATA that never comes, for as long as one waits: the message was taken."""


@dataclass
class MailServer:
    """Takes mail, or answers as a test wants: `answers` maps MAIL, RCPT, DATA to replies, used one by one."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)
    connections: list[Any] = field(default_factory=list)
    port: int = 0

    def settings(
        self, folder: Path, scheme: str = "smtp+plain", user: str = "", database_url: str | None = None
    ) -> Settings:
        url = f"{scheme}://{user}localhost:{self.port}"
        return settings_for(folder, database_url, SMTP_URL=url, MAIL_FROM="hr@northwind.example")

    @property
    def message_ids(self) -> list[str]:
        """Of all that was taken; one that came twice is there twice."""
        return [str(message_from_bytes(envelope.original_content)["Message-ID"]) for envelope in self.taken]

    @property
    def recipients(self) -> list[str]:
        return [recipient for envelope in self.taken for recipient in envelope.rcpt_tos]

    def _next(self, command: str, otherwise: str) -> str:
        waiting = self.answers.get(command)
        return waiting.pop(0) if waiting else otherwise

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        session.host_name = hostname
        if session.peer not in self.connections:
            self.connections.append(session.peer)
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self._next("MAIL", "250 OK")
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return await self._ending(server, answer)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self._next("RCPT", "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return await self._ending(server, answer)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._next("DATA", "250 OK")
        if answer.startswith("2") or answer in (HANGS_UP, HANGS):
            self.taken.append(envelope)
        if answer == HANGS:
            while not server.transport.is_closing():
                await asyncio.sleep(0.05)
        return await self._ending(server, answer)

    async def _ending(self, server: Any, answer: str) -> str:
        """The answer, after which 421 and HANGS_UP end the connection."""
        if answer.startswith("421"):
            await server.push(answer)
        if answer.startswith("421") or answer == HANGS_UP:
            server.transport.close()
        return "250 OK" if answer == HANGS else answer


StartServer = Callable[..., MailServer]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Starts mail servers; `starttls` or `tls`: with the certificate; `password`: the only one that signs in."""
    running: list[Controller] = []

    def start(
        *, starttls: bool = False, tls: bool = False, password: str | None = None, certificate: Path = CERTIFICATE
    ) -> MailServer:
        server = MailServer(port=free_port())

        def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
            return AuthResult(success=login.password == (password or "").encode(), handled=False)

        controller = Controller(
            server,
            hostname="localhost",
            port=server.port,
            ssl_context=_certificate(certificate) if tls else None,
            tls_context=_certificate(certificate) if starttls else None,
            authenticator=authenticate if password else None,
            auth_require_tls=starttls or password is None,
            enable_SMTPUTF8=True,
        )
        controller.start()
        running.append(controller)
        return server

    yield start
    for controller in running:
        controller.stop()


def _certificate(path: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def server(start_server: StartServer) -> MailServer:
    """A mail server that takes everything, without TLS."""
    return start_server()


def an_email(number: int = 1) -> EmailMessage:
    email = EmailMessage(policy=SMTP)
    email["Message-ID"] = f"<{number:032x}@northwind.example>"
    email["Subject"] = "Welcome"
    email.set_content("Good morning, Zoë.\n", cte="8bit")
    return email
