"""A private Asterisk on the configuration that we print: free ports, a temporary folder, ended with its tests."""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.asterisk.installed import Installed
from tests.asterisk.manager import Event, Manager
from tests.mail.conftest import CERTIFICATE
from tests.servers import free_port

PATIENCE_SECONDS = 30
TROUBLE = re.compile(r"^\[[^\]]*\] (?:WARNING|ERROR)\[\d+\](?:\[\S+\])? (.*)")

LOGGER = "[general]\n[logfiles]\nfull = notice,warning,error\n"
MANAGER = """[general]
enabled = yes
bindaddr = 127.0.0.1
port = {port}

[tests]
secret = {secret}
read = all
write = all
"""


@dataclass(frozen=True, slots=True)
class Asterisk:
    """A running one: phones register at `sip_port` of 127.0.0.1 by UDP and TCP, those in a browser at `web_port`."""

    folder: Path
    sip_port: int
    web_port: int
    manager: Manager

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    def command(self, line: str) -> str:
        return self.manager.command(line)

    def action(self, action: str, **fields: str) -> list[Event]:
        return self.manager.action(action, **fields)

    def troubles(self) -> list[str]:
        """The warnings and errors in its log, each without its time."""
        log = (self.folder / "log/full").read_text(errors="replace")
        return [found[1] for line in log.splitlines() if (found := TROUBLE.match(line))]


@contextlib.contextmanager
def asterisk(installed: Installed, files: Mapping[str, str], web_port: int) -> Iterator[Asterisk]:
    """Start one on printed files; addresses in them are made private, certificates those of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="onboard-test-asterisk-"))
    sip_port, manager_port, secret = free_port(), free_port(), secrets.token_hex(8)
    try:
        _write(folder, installed, {name: _private(text, sip_port) for name, text in files.items()})
        (folder / "etc/manager.conf").write_text(MANAGER.format(port=manager_port, secret=secret))
        with _process(folder, installed) as process:
            manager = _connected(process, folder, manager_port, secret)
            try:
                manager.wait_for_boot(PATIENCE_SECONDS)
                yield Asterisk(folder, sip_port, web_port, manager)
            finally:
                manager.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _private(text: str, sip_port: int) -> str:
    text = text.replace("max_initial_qualify_time = 10", "max_initial_qualify_time = 1")
    text = text.replace("0.0.0.0:5060", f"127.0.0.1:{sip_port}").replace("0.0.0.0", "127.0.0.1")
    return re.sub(r"/etc/asterisk/keys/asterisk\.\w+", str(CERTIFICATE), text)


def _write(folder: Path, installed: Installed, files: Mapping[str, str]) -> None:
    places = {
        "astetcdir": folder / "etc",
        "astmoddir": installed.modules,
        "astvarlibdir": folder / "var",
        "astdbdir": folder / "var",
        "astkeydir": folder / "var",
        "astdatadir": folder / "data",
        "astagidir": folder / "var",
        "astcachedir": folder / "var",
        "astspooldir": folder / "spool",
        "astrundir": folder / "run",
        "astlogdir": folder / "log",
    }
    for place in ("etc", "var/keys", "data/sounds", "spool/voicemail", "run", "log"):
        (folder / place).mkdir(parents=True)
    for link, target in (("documentation", installed.documentation), ("sounds/en", installed.prompts)):
        if target is not None:
            (folder / "data" / link).symlink_to(target)
    directories = "".join(f"{name} => {place}\n" for name, place in places.items())
    written = {**files, "asterisk.conf": f"[directories]\n{directories}", "logger.conf": LOGGER}
    for name, text in written.items():
        (folder / "etc" / name).write_text(text)


@contextlib.contextmanager
def _process(folder: Path, installed: Installed) -> Iterator[subprocess.Popen[bytes]]:
    # However the tests end, the kernel ends what they started.
    with_us = [str(shutil.which("setpriv")), "--pdeathsig=KILL", "--"]
    command = [*with_us, *installed.program, "-C", str(folder / "etc/asterisk.conf"), "-f"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _connected(process: subprocess.Popen[bytes], folder: Path, port: int, secret: str) -> Manager:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            return Manager(port, "tests", secret)
        time.sleep(0.05)
    raise AssertionError(f"Asterisk did not start:\n{(folder / 'output').read_text(errors='replace')[-2000:]}")
