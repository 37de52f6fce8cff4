"""A whole service as a person would run it, `onboard up` in a process tree of its own; and how to kill it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from onboarding.settings import PREFIX
from web.cli.supervisor import die_with_parent

PATIENCE_SECONDS = 60.0

Deployed = TypeVar("Deployed", bound="Deployment")


def until(condition: Callable[[], Any], seconds: float = PATIENCE_SECONDS, every: float = 0.05) -> Any:
    """The first true answer; fails the test when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(every)
    pytest.fail(f"not within {seconds:.0f} s: {getattr(condition, '__name__', condition)}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def descendants(root: int) -> list[int]:
    """The process and all below it, as /proc has them, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


@dataclass
class Deployment:
    """Where a service lives: its folder and settings; it may be started, killed, and started again."""

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def outbox(self) -> Path:
        return self.data_dir / "outbox"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def full_environ(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {
            **clean,
            "ONBOARD_DATA_DIR": str(self.data_dir),
            "ONBOARD_PASSWORD_COST": "1",
            "ONBOARD_SWEEP_SECONDS": "1",
            "ONBOARD_LEASE_SECONDS": "2",
            "ONBOARD_CHUNK_ROWS": "50",
            **self.environ,
        }

    def start(self) -> None:
        """Start the service; `wait_ready` says when it is there."""
        self.port = self.port or free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "web.cli", "up", "--port", str(self.port), "--workers", str(self.workers)]
        with (self.folder / "service.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self.full_environ,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=die_with_parent,  # also where the tests are killed, nothing goes on
            )

    def wait_ready(self) -> None:
        def ready() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log()[-6000:]
            return self.get("/readyz")[0] == 200

        until(ready, every=0.2)

    def log(self) -> str:
        return (self.folder / "service.log").read_text(errors="replace")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return int(response.status), response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def kill(self) -> None:
        """SIGKILL to every process of the tree at once, as a power cut would."""
        assert self.process is not None
        for pid in descendants(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `onboard …` to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "web.cli", *arguments],
            env=self.full_environ,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=200,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def deployed(folder: Path, environ: Mapping[str, str] | None = None, workers: int = 2) -> Iterator[Deployment]:
    """A deployment that leaves no process behind."""
    folder.mkdir(parents=True, exist_ok=True)
    with leaving_no_process(Deployment(folder, environ or {}, workers)) as deployment:
        yield deployment


@contextmanager
def leaving_no_process(deployment: Deployed) -> Iterator[Deployed]:
    try:
        yield deployment
    finally:
        if deployment.process is not None and deployment.process.poll() is None:
            deployment.kill()


def people_csv(path: Path, count: int, first: int = 1) -> Path:
    """A file of so many new people, all good, counted from the first."""
    lines = ["Employee #,First name,Last name,Work Email,Start date"]
    numbers = range(first, first + count)
    lines += [f"E{n:06},Ana{n},Ruiz{n},ana{n}@northwind.example,2027-01-11" for n in numbers]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
