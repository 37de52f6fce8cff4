"""What a phone's messages travel on: UDP, TCP, or a WebSocket over TLS as a browser has it."""

import base64
import contextlib
import os
import re
import socket
import ssl
import struct
from typing import Protocol

from tests.mail.conftest import CERTIFICATE

TEXT = 1
"""Of the kinds of WebSocket frames, the only one that carries messages."""


class Line(Protocol):
    """One message at a time in each direction; `address` is where answers come, `name` as in Via."""

    name: str
    address: str

    def send(self, message: bytes) -> None: ...
    def receive(self) -> bytes:
        """The next message, or b"" when the line is closed."""

    def close(self) -> None: ...


class Datagrams:
    name = "UDP"

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.connect(("127.0.0.1", port))
        self.address = "{}:{}".format(*self._socket.getsockname())

    def send(self, message: bytes) -> None:
        self._socket.send(message)

    def receive(self) -> bytes:
        return self._socket.recv(65535)

    def close(self) -> None:
        _hang_up(self._socket)


class Stream:
    name = "TCP"

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._file = self._socket.makefile("rb")
        self.address = "{}:{}".format(*self._socket.getsockname())

    def send(self, message: bytes) -> None:
        self._socket.sendall(message)

    def receive(self) -> bytes:
        head = b""
        while line := self._file.readline():
            if head and line == b"\r\n":
                length = re.search(rb"(?mi)^Content-Length: *(\d+)", head)
                return head + line + self._file.read(int(length[1]) if length else 0)
            head += line.lstrip(b"\r\n") if not head else line
        return b""

    def close(self) -> None:
        _hang_up(self._socket)
        self._file.close()


class WebSocket:
    """RFC 6455 and 7118, with small text frames only."""

    name = "WSS"
    address = "browser.invalid"

    def __init__(self, port: int) -> None:
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        plain = socket.create_connection(("127.0.0.1", port))
        self._socket = context.wrap_socket(plain, server_hostname="localhost")
        self._file = self._socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        asked = f"GET /ws HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        asked += f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
        self._socket.sendall(asked.encode())
        answer = self._file.readline()
        assert b" 101 " in answer, answer
        while self._file.readline() != b"\r\n":
            pass

    def send(self, message: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(message))
        self._socket.sendall(struct.pack("!BBH", 0x81, 0x80 | 126, len(message)) + mask + masked)

    def receive(self) -> bytes:
        while len(head := self._file.read(2)) == 2:
            length = head[1] & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", self._file.read(2))
            payload = self._file.read(length)
            if head[0] & 0x0F == TEXT:
                return payload
        return b""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.sendall(struct.pack("!BBIH", 0x88, 0x82, 0, 1000))
        _hang_up(self._socket)
        self._file.close()


def _hang_up(line: socket.socket) -> None:
    """Wakes whoever is reading from it, too."""
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
