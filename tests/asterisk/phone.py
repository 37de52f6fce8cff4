"""A telephone: it registers, answers when it is asked whether it is there, rings, and calls."""

import contextlib
import queue
import secrets
import threading
from collections.abc import Iterator

from tests.asterisk.lines import Datagrams, Line
from tests.asterisk.sip import Header, Message, authorization, request

ANSWER_SECONDS = 10
AUDIO = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"


class Phone:
    """With a user and a secret, as its owner typed them in.

    `heard`: the requests that came in, which were answered at once: calls with `on_call`, all others with 200.
    """

    def __init__(self, line: Line, user: str, secret: str) -> None:
        self._line, self._user, self._secret = line, user, secret
        self.on_call = "180 Ringing"
        self._tag = secrets.token_hex(4)
        self._answers: queue.Queue[Message] = queue.Queue()
        self.heard: queue.Queue[Message] = queue.Queue()
        self._count = 0
        self._registration = f"{secrets.token_hex(8)}@phone"
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def contact(self) -> str:
        return f"<sip:{self._user}@{self._line.address};transport={self._line.name.lower()}>"

    def close(self) -> None:
        self._line.close()
        self._listener.join(5)

    def register(self, seconds: int = 300) -> int:
        """The last answer's status: 200, or 401 to a wrong secret. 0 seconds: sign out."""
        headers = [("Contact", self.contact), ("Expires", str(seconds))]
        return self._ask("REGISTER", "sip:127.0.0.1", self._user, headers, self._registration).status

    def call(self, number: str) -> Message:
        """Call and wait: the answer that ends the ringing. One that was taken (200) is hung up again."""
        call_id = f"{secrets.token_hex(8)}@phone"
        headers = [("Contact", self.contact), ("Content-Type", "application/sdp")]
        uri = f"sip:{number}@127.0.0.1"
        answer = self._ask("INVITE", uri, number, headers, call_id, AUDIO)
        if answer.status == 200:
            self._send("ACK", uri, answer["To"], call_id, self._count)
            self._ask("BYE", uri, answer["To"], [], call_id)
        return answer

    def next(self, method: str, seconds: float = ANSWER_SECONDS) -> Message:
        """The next request of this kind that comes in. Raises queue.Empty."""
        while (message := self.heard.get(timeout=seconds)).method != method:
            pass
        return message

    def _ask(self, method: str, uri: str, to: str, headers: list[Header], call_id: str, body: str = "") -> Message:
        to = to if to.startswith(("<", '"')) else f"<sip:{to}@127.0.0.1>"
        self._send(method, uri, to, call_id, self._next_count(), headers, body)
        answer = self._final(method)
        if answer.status not in (401, 407):
            return answer
        if method == "INVITE":
            self._send("ACK", uri, answer["To"], call_id, self._count)
        name, challenge = ("Authorization", answer["WWW-Authenticate"])
        signed = (name, authorization(challenge, method, uri, self._user, self._secret))
        self._send(method, uri, to, call_id, self._next_count(), [*headers, signed], body)
        answer = self._final(method)
        if method == "INVITE" and answer.status >= 300:
            self._send("ACK", uri, answer["To"], call_id, self._count)
        return answer

    def _next_count(self) -> int:
        self._count += 1
        return self._count

    def _send(
        self,
        method: str,
        uri: str,
        to: str,
        call_id: str,
        count: int,
        headers: list[Header] | None = None,
        body: str = "",
    ) -> None:
        via = f"SIP/2.0/{self._line.name} {self._line.address};branch=z9hG4bK{secrets.token_hex(8)};rport"
        common = [
            ("Via", via),
            ("Max-Forwards", "70"),
            ("From", f"<sip:{self._user}@127.0.0.1>;tag={self._tag}"),
            ("To", to),
            ("Call-ID", call_id),
            ("CSeq", f"{count} {method}"),
        ]
        self._line.send(request(method, uri, [*common, *(headers or [])], body).bytes())

    def _final(self, method: str) -> Message:
        while True:
            answer = self._answers.get(timeout=60 if method == "INVITE" else ANSWER_SECONDS)
            if answer["CSeq"] == f"{self._count} {method}" and answer.status >= 200:
                return answer

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # when the line is closed
            while data := self._line.receive():
                if not data.strip():
                    continue
                message = Message.read(data)
                if message.method is None:
                    self._answers.put(message)
                    continue
                self.heard.put(message)
                if message.method != "ACK":
                    status = self.on_call if message.method == "INVITE" else "200 OK"
                    self._line.send(message.answer(status, ("Contact", self.contact), tag=self._tag).bytes())


@contextlib.contextmanager
def phone(line: Line, user: str, secret: str) -> Iterator[Phone]:
    """A phone until the block ends."""
    opened = Phone(line, user, secret)
    try:
        yield opened
    finally:
        opened.close()


def registers(sip_port: int, user: str, secret: str) -> int:
    """What the switch answers to a phone that signs in with these: 200 where it may."""
    with phone(Datagrams(sip_port), user, secret) as trying:
        return trying.register()
