"""Asterisk's manager interface: actions, and commands as on its console."""

import socket
import time
import uuid
from collections.abc import Iterator

Event = dict[str, str]


class Manager:
    """A connection that asks one thing at a time."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._lines = self._socket.makefile("r", encoding="utf-8", newline="\r\n")
        self._lines.readline()
        (answer,) = self.action("Login", Username=user, Secret=secret, Events="off")
        assert answer["Response"] == "Success", answer

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def action(self, action: str, **fields: str) -> list[Event]:
        """The answer, and the events of the list that follows it, if one does."""
        id_ = uuid.uuid4().hex
        written = {"Action": action, "ActionID": id_, **fields}
        self._socket.sendall("".join(f"{name}: {value}\r\n" for name, value in written.items()).encode() + b"\r\n")
        answers = (event for event in self._events() if event.get("ActionID") == id_)
        found = [next(answers)]
        if found[0].get("EventList") == "start":
            for event in answers:
                if event.get("EventList") == "Complete":
                    break
                found.append(event)
        return found

    def command(self, line: str) -> str:
        """What the console prints for a command."""
        (answer,) = self.action("Command", Command=line)
        return answer.get("Output", "")

    def wait_for_boot(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while "fully booted" not in self.command("core waitfullybooted"):
            assert time.monotonic() < deadline, "Asterisk did not come up"

    def _events(self) -> Iterator[Event]:
        while True:
            event: Event = {}
            while line := self._lines.readline().rstrip("\r\n"):
                name, _, value = line.partition(": ")
                event[name] = f"{event[name]}\n{value}" if name in event else value
            yield event
