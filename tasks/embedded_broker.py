"""The embedded broker: kombu's filesystem transport, in which a message appears whole or not at all.

kombu 5.7 makes a message's file empty and then fills it; a worker that polls in between takes an empty message and
ends with a JSON error. It keeps bindings in a file with the same weakness. Here a message is written aside and
renamed (rename(2) is atomic), and a queue is bound to the exchange of its own name, so that there is no file of
bindings.
"""

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages are whole."""

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}"
        aside = folder / f".{name}"
        aside.write_text(dumps(payload), encoding="utf-8")
        os.replace(aside, folder / f"{name}.{queue}.msg")

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        if exchange != queue:
            raise ValueError(f"the queue {queue} must be bound to the exchange of its own name, not to {exchange}")

    def get_table(self, exchange: str) -> list[tuple[str, str, str]]:  # type: ignore[override]
        return [(exchange, "", exchange)]


class Transport(filesystem.Transport):
    """What the address embedded:// stands for (see celeryconfig)."""

    Channel = Channel
