"""Keeps the processes of the service alive: starts them, restarts those that die, ends them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import click

ENDS_WITHIN_SECONDS = 20
DEATHS_FORGIVEN = 5
DEATHS_WITHIN_SECONDS = 60
_PR_SET_PDEATHSIG = 1


class GaveUp(Exception):
    """A child died too often; the message names it."""


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this signal when the parent ends, however it ends (prctl(2), Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


@dataclass(slots=True)
class Child:
    """One process of the service and when it died lately."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS_FORGIVEN))
    start_at: float = 0.0


class Supervisor:
    """The children of one `onboard up`; call `poll` about once a second."""

    def __init__(self, children: Sequence[Child], environ: Mapping[str, str], log_dir: Path | None = None) -> None:
        self._children = children
        self._environ = dict(environ)
        self._log_dir = log_dir

    def poll(self) -> None:
        """Start what is not running and due; raises GaveUp for a child that dies again and again."""
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child)
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)

    def _note_death(self, child: Child) -> None:
        assert child.process is not None
        code, child.process = child.process.returncode, None
        at = time.monotonic()
        child.deaths.append(at)
        if len(child.deaths) == DEATHS_FORGIVEN and at - child.deaths[0] < DEATHS_WITHIN_SECONDS:
            raise GaveUp(f"{child.name} ended {DEATHS_FORGIVEN} times within a minute, at last with code {code}.")
        wait = min(2 ** (len(child.deaths) - 1), 16)
        child.start_at = at + wait
        click.echo(f"{child.name} ended with code {code}; it is started again in {wait} s.", err=True)

    def _start(self, child: Child) -> None:
        log = self._log(child.name)
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,  # noqa: PLW1509
            start_new_session=True,
        )
        if log is not None:
            log.close()

    def _log(self, name: str) -> IO[bytes] | None:
        if self._log_dir is None:
            return None
        self._log_dir.mkdir(exist_ok=True, mode=0o700)
        descriptor = os.open(self._log_dir / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "ab")

    def stop(self) -> None:
        """End all children: asked first, made to after 20 s."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        until = time.monotonic() + ENDS_WITHIN_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
