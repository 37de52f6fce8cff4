"""Private servers for tests: on free ports, in a temporary folder, ended with the process that started them.

A server that is already running on the machine is never touched, nor is its configuration read.
"""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import amqp
import psycopg
from psycopg import sql
from redis import Redis

START_TRIES = 3
PATIENCE_SECONDS = 60


class NotStarted(Exception):
    """A server that is installed did not start; carries the end of its log."""


def program(name: str) -> str | None:
    """Where a server's program is, also where distributions keep it outside PATH."""
    postgresql_folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=_version, reverse=True)
    places = ["/usr/lib/rabbitmq/bin", *postgresql_folders, os.environ["PATH"], "/usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(places))


def _version(folder: str) -> int:
    part = Path(folder).parent.name
    return int(part) if part.isdigit() else 0


def chromium() -> str | None:
    """The system's Chromium, best without windows; one that can be run (a stub that asks for another way cannot)."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


@dataclass
class PostgreSQL:
    """A running server with trust authentication on the loopback interface."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://onboard@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Make a database as a copy of another one; returns its name."""
        name = f"test_{uuid.uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Start a PostgreSQL that forgets everything when it ends."""
    with _folder("postgresql") as folder:
        command = _cluster(folder)
        with _running(command, _answers_as_postgresql, folder, stop=signal.SIGQUIT) as port:
            yield PostgreSQL(port)


class StoppablePostgreSQL(PostgreSQL):
    """One that can be stopped and started again at its port, with all it holds."""

    def __init__(self, folder: Path) -> None:
        super().__init__(free_port())
        self._folder, self._command = folder, _cluster(folder)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = self._folder / "server.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command(self.port),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                start_new_session=True,
            )
        if not _answers(self._process, _answers_as_postgresql, self.port):
            raise NotStarted(log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """Whoever is connected is thrown out."""
        if self._process is not None:
            _end(self._process, signal.SIGINT)


@contextlib.contextmanager
def stoppable_postgresql() -> Iterator[StoppablePostgreSQL]:
    """A PostgreSQL that is not started yet."""
    with _folder("postgresql") as folder:
        server = StoppablePostgreSQL(folder)
        try:
            yield server
        finally:
            server.stop()


def _cluster(folder: Path) -> Callable[[int], list[str]]:
    """Make a PostgreSQL's files; the command that serves them at a port."""
    data = folder / "data"
    options = ["-A", "trust", "-U", "onboard", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    initdb = [*_as_nobody("KILL"), _must(program("initdb")), "-D", str(data), *options]
    made = subprocess.run(initdb, capture_output=True, text=True, cwd=folder, check=False)
    if made.returncode:
        raise NotStarted(made.stdout + made.stderr)

    def command(port: int) -> list[str]:
        quick = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off"]
        where = ["listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}"]
        small = ["wal_level=minimal", "max_wal_senders=0", "max_connections=60", "shared_buffers=64MB"]
        settings = [part for setting in [*quick, *where, *small] for part in ("-c", setting)]
        return [*_as_nobody("QUIT"), _must(program("postgres")), "-D", str(data), *settings]

    return command


def _answers_as_postgresql(port: int) -> None:
    psycopg.connect(f"postgresql://onboard@127.0.0.1:{port}/postgres", connect_timeout=2).close()


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Start a Redis that keeps nothing on disk; yields its URL."""
    with _folder("redis") as folder:

        def command(port: int) -> list[str]:
            where = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
            return [*_as_nobody("KILL"), _must(program("redis-server")), *where, "--save", "", "--appendonly", "no"]

        def ready(port: int) -> None:
            with Redis(port=port, socket_timeout=2) as client:
                client.ping()

        with _running(command, ready, folder) as port:
            yield f"redis://127.0.0.1:{port}/0"


def empty_redis(url: str) -> None:
    with Redis.from_url(url) as client:
        client.flushall()


@contextlib.contextmanager
def rabbitmq() -> Iterator[str]:
    """Start a RabbitMQ with its own name server, cookie and home; yields its URL."""
    with _folder("rabbitmq") as folder:
        (folder / "rabbitmq.conf").write_text("disk_free_limit.absolute = 1MB\nlog.console.level = warning\n")
        (folder / "enabled_plugins").write_text("[].\n")
        epmd = _epmd_program()

        def name_server(port: int) -> list[str]:
            return [*_as_nobody("KILL"), epmd, "-port", str(port), "-address", "127.0.0.1"]

        def named(port: int) -> None:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()

        with _running(name_server, named, folder) as names_port:
            environment = _rabbitmq_environment(folder, names_port)

            def command(port: int) -> list[str]:
                node = [f"RABBITMQ_NODE_PORT={port}", f"RABBITMQ_DIST_PORT={free_port()}"]
                server = _must(program("rabbitmq-server"))
                return [*_as_nobody("KILL"), "env", *node, f"RABBITMQ_NODENAME=test{port}@localhost", server]

            def ready(port: int) -> None:
                with amqp.Connection(f"127.0.0.1:{port}", connect_timeout=2):
                    pass

            with _running(command, ready, folder, environment=environment) as port:
                yield f"amqp://guest:guest@127.0.0.1:{port}//"


def _epmd_program() -> str:
    bundled = sorted(glob.glob("/usr/lib/erlang/erts-*/bin/epmd"))
    return _must(shutil.which("epmd") or (bundled[-1] if bundled else None))


def _rabbitmq_environment(folder: Path, names_port: int) -> dict[str, str]:
    # RABBITMQ_ALLOW_INPUT makes the start script become the server instead of staying its parent, so that one
    # signal ends it.
    return {
        "HOME": str(folder),
        "PATH": os.environ["PATH"] + ":/usr/sbin:/usr/bin:/bin",
        "ERL_EPMD_PORT": str(names_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput +S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
    }


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _folder(name: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"onboard-test-{name}-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_nobody(when_we_die: str) -> list[str]:
    """What goes before a command: servers refuse to be root, and none outlives us, however we end."""
    other = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    return [_must(shutil.which("setpriv")), f"--pdeathsig={when_we_die}", *other, "--"]


def _must(path: str | None) -> str:
    if path is None:
        raise NotStarted("a program of the server is not installed")
    return path


@contextlib.contextmanager
def _running(
    command: Callable[[int], list[str]],
    ready: Callable[[int], None],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    stop: signal.Signals = signal.SIGKILL,
) -> Iterator[int]:
    """Run a server on a free port until the block ends; another port is tried where somebody else took it first."""
    log = folder / "server.log"
    for _ in range(START_TRIES):
        port = free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(port),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env=None if environment is None else dict(environment),
                start_new_session=True,
            )
        try:
            if _answers(process, ready, port):
                yield port
                return
        finally:
            _end(process, stop)
    raise NotStarted(log.read_text(errors="replace")[-2000:])


def _answers(process: subprocess.Popen[bytes], ready: Callable[[int], None], port: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ready(port)
            return True
        except Exception:
            time.sleep(0.05)
    return False


def _end(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(stop)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
