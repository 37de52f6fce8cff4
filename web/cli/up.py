"""`onboard up`: web, workers and beat on one machine."""

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

import click
from sqlalchemy.orm import Session

from onboarding import settings as settings_
from onboarding.accounts import accounts
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.settings import Settings
from tasks.app import create_bare_app
from web.cli.context import Refused, prepare, read_settings
from web.cli.supervisor import Child, GaveUp, Supervisor

FIRST_PORT = 8000
PORTS_TRIED = 50
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
FIRST_ADMIN = "admin@localhost"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: the next free from 8000]")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Worker processes.")
def up(host: str, port: int | None, workers: int) -> None:
    """Run the whole service: web pages, workers and beat."""
    with starting(host, port, workers, log_to_files=False) as (settings, supervisor):
        app = create_bare_app(settings)
        with app.app_context():
            click.echo(f"Agent Onboarding is at {settings.base_url}")
            if not accounts.has_admin(db.session()):
                click.echo(f"There is no administrator yet. Become the first one: {first_admin_link(settings)}")
        serve_until_stopped(supervisor)


@contextmanager
def starting(host: str, port: int | None, workers: int, *, log_to_files: bool) -> Iterator[tuple[Settings, Supervisor]]:
    """Check the settings, lock the data folder, bring the database up to date, start the processes, and end them."""
    data_dir = read_settings().data_dir
    with only_one(data_dir):
        port = choose_port(host, port)
        settings_.note_served_at(data_dir, f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}")
        settings = read_settings()
        with create_bare_app(settings).app_context():
            prepare(settings)
        logs = settings.data_dir / "logs" if log_to_files else None
        supervisor = Supervisor(children(host, port, workers), os.environ, logs)
        signal.signal(signal.SIGTERM, _leave)
        try:
            supervisor.poll()
            yield settings, supervisor
        except KeyboardInterrupt:
            click.echo("")
        except GaveUp as error:
            where = f" See {logs}." if logs else ""
            click.echo(f"The service stopped: {error}{where}", err=True)
            sys.exit(1)
        finally:
            supervisor.stop()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def children(host: str, port: int, workers: int) -> list[Child]:
    """The processes of the service and how each is started."""
    python = sys.executable
    celery = (python, "-m", "celery", "--quiet", "-A")
    in_memory = ("--scheduler", "celery.beat:Scheduler", "--pidfile=")
    alone = ("--concurrency", str(workers), "--without-gossip", "--without-mingle", "--without-heartbeat")
    return [
        Child("web", (python, "-m", "web.cli.serving", "--host", host, "--port", str(port))),
        Child("worker", (*celery, "tasks.worker", "worker", *alone, "--loglevel", "INFO")),
        Child("beat", (*celery, "tasks.beat", "beat", *in_memory, "--loglevel", "WARNING")),
    ]


def serve_until_stopped(supervisor: Supervisor) -> None:
    while True:
        supervisor.poll()
        time.sleep(0.5)


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Refuse a second service on one data folder: it would share its database and broker unawares."""
    handle: IO[str] = (data_dir / "up.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refused(
            f"The service is running already on {data_dir}. Stop it, or set ONBOARD_DATA_DIR to another folder."
        ) from None
    try:
        yield
    finally:
        handle.close()


def choose_port(host: str, port: int | None) -> int:
    """The port asked for, or the next free one; exits with a sentence where there is none."""
    candidates = [port] if port else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    for candidate in candidates:
        if _is_free(host, candidate):
            return candidate
    if port:
        raise Refused(f"Port {port} on {host} is in use. Choose another with --port, or leave it out.")
    raise Refused(f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free on {host}.")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            raise Refused(f"{host} is not an address of this machine. Choose another with --host.") from None
        except OSError:
            return False
    return True


def first_admin_link(settings: Settings) -> str:
    """A one-time link by which the first administrator chooses a password."""
    session: Session = db.session()
    begin_writing(session)
    known = next((a for a in accounts.staff(session) if a.role == "admin"), None)
    account = known or accounts.create_staff(session, SERVICE, FIRST_ADMIN, "admin")
    link = accounts.sign_up_link(session, settings, account, SERVICE.name)
    session.commit()
    return link
