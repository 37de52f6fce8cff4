"""A mail server in a process of its own, which takes everything and keeps it in a file.

python -m benchmarks.mail_server PORT FILE
"""

import asyncio
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from aiosmtpd.smtp import SMTP

_LENGTHS = struct.Struct("<II")


class Keeping:
    """Appends each message with its recipient to a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        recipient = envelope.rcpt_tos[0].encode()
        self._file.write(_LENGTHS.pack(len(recipient), len(envelope.content)) + recipient + envelope.content)
        self._file.flush()
        return "250 OK"


def kept(path: Path) -> Iterator[tuple[str, bytes]]:
    """The recipient and the bytes of each message, in the order in which they came."""
    data, at = path.read_bytes(), 0
    while at < len(data):
        recipient, content = _LENGTHS.unpack_from(data, at)
        at += _LENGTHS.size
        yield data[at : at + recipient].decode(), data[at + recipient : at + recipient + content]
        at += recipient + content


async def _serve(port: int, path: Path) -> None:
    with path.open("ab") as file:
        handler = Keeping(file)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(handler, hostname="localhost", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port
        )
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
