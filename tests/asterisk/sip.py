"""SIP messages (RFC 3261) and the answer to a challenge (RFC 2617, MD5), as far as a telephone needs them."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer; names of headers do not mind their case."""

    start: str
    headers: tuple[Header, ...]
    body: str = ""

    @classmethod
    def read(cls, data: bytes) -> "Message":
        head, _, body = data.decode().partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(start, tuple((name.strip(), value.strip()) for name, _, value in pairs), body)

    def bytes(self) -> bytes:
        headers = (*self.headers, ("Content-Length", str(len(self.body.encode()))))
        return "\r\n".join([self.start, *(f"{name}: {value}" for name, value in headers), "", self.body]).encode()

    @property
    def method(self) -> str | None:
        """Of a request."""
        return None if self.start.startswith("SIP/2.0") else self.start.partition(" ")[0]

    @property
    def status(self) -> int:
        """Of an answer."""
        return int(self.start.split(" ")[1])

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        return self.all(name)[0]

    def answer(self, status: str, *headers: Header, tag: str, body: str = "") -> "Message":
        """To this request."""
        to = self["To"] if "tag=" in self["To"] else f"{self['To']};tag={tag}"
        same = [("Via", via) for via in self.all("Via")]
        same += [("From", self["From"]), ("To", to), ("Call-ID", self["Call-ID"]), ("CSeq", self["CSeq"])]
        return Message(f"SIP/2.0 {status}", (*same, *headers), body)


def request(method: str, uri: str, headers: Iterable[Header], body: str = "") -> Message:
    return Message(f"{method} {uri} SIP/2.0", tuple(headers), body)


def authorization(challenge: str, method: str, uri: str, user: str, secret: str) -> str:
    """The value of Authorization that answers a WWW-Authenticate."""
    asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    nonce, realm, client = asked["nonce"], asked["realm"], secrets.token_hex(8)
    account, deed = _md5(f"{user}:{realm}:{secret}"), _md5(f"{method}:{uri}")
    response = _md5(f"{account}:{nonce}:00000001:{client}:auth:{deed}")
    parts = {"username": user, "realm": realm, "nonce": nonce, "uri": uri, "response": response, "cnonce": client}
    if "opaque" in asked:
        parts["opaque"] = asked["opaque"]
    written = ", ".join(f'{name}="{value}"' for name, value in parts.items())
    return f"Digest {written}, algorithm=MD5, qop=auth, nc=00000001"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
