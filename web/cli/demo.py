"""`onboard demo`: the service with a sample file brought on board, to look at."""

import json
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import begin_writing, db
from onboarding.invitations import inviting
from onboarding.settings import Settings, bundled
from tasks.app import attach, create_bare_app
from web.cli import importing
from web.cli.output import table
from web.cli.supervisor import GaveUp, Supervisor
from web.cli.up import first_admin_link, serve_until_stopped, starting

READY_WITHIN_SECONDS = 60
SAMPLE = "new-hires.csv"
DEMO = Actor("the demo")


@click.command()
@click.option("--exit", "leave", is_flag=True, help="Stop when the sample is on board, instead of serving on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: the next free from 8000]")
def demo(leave: bool, host: str, port: int | None) -> None:
    """Start everything and bring the people of a sample file on board."""
    click.echo("Starting web, workers and beat …")
    with starting(host, port, 2, log_to_files=True) as (settings, supervisor):
        wait_until_ready(settings, supervisor)
        app = create_bare_app(settings)
        attach(app)
        with app.app_context():
            report = importing.run(settings, bundled("samples") / SAMPLE, on_error="skip", invite="now", quiet=False)
            importing.show(report, applied=True)
            if not finished(report):
                click.echo(f"The sample did not come on board: the import is {report['state']}.", err=True)
                sys.exit(1)
            session = db.session()
            print_people(session, settings)
            sign_in = admin_address(session, settings)
        click.echo(f"\nAgent Onboarding is at {settings.base_url}\nSign in as administrator: {sign_in}")
        if settings.smtp is None:
            click.echo(f"The e-mails are in {settings.outbox_dir}")
        if not leave:
            click.echo("Press Ctrl-C to stop.")
            serve_until_stopped(supervisor)


def finished(report: dict[str, Any]) -> bool:
    """Whether the sample is in; its two rows with mistakes are part of it."""
    rows = report["rows"]
    done = rows["applied"] == rows["create"] + rows["update"] + rows["comes_back"]
    return report["state"] in ("completed", "completed_with_errors") and done and not report["retrying"]


def wait_until_ready(settings: Settings, supervisor: Supervisor) -> None:
    """Wait until web, broker and a worker answer; raises GaveUp with what does not."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    missing = "The web process does not answer."
    while time.monotonic() < until:
        supervisor.poll()
        try:
            with urllib.request.urlopen(f"{settings.base_url}/readyz", timeout=5):  # noqa: S310
                return
        except urllib.error.HTTPError as error:
            missing = _missing(error.read())
        except OSError:
            missing = "The web process does not answer."
        time.sleep(0.2)
    raise GaveUp(f"it was not ready within {READY_WITHIN_SECONDS} s. {missing}")


def _missing(body: bytes) -> str:
    try:
        return " ".join(json.loads(body)["problems"])
    except (ValueError, KeyError):
        return "The web process answers with an error."


def print_people(session: Session, settings: Settings) -> None:
    """Who is on board, each with a link to join by."""
    begin_writing(session)
    rows = []
    for agent in session.scalars(select(Agent).where(Agent.deleted_at.is_(None)).order_by(Agent.extension)):
        mailbox = str(agent.extension) if agent.voicemail else "–"
        rows.append((agent.full_name, agent.username, str(agent.extension), mailbox, _link(session, settings, agent)))
    session.commit()
    click.echo("")
    table(("Name", "Username", "Extension", "Mailbox", "Invitation link"), rows, right=("Extension", "Mailbox"))


def _link(session: Session, settings: Settings, agent: Agent) -> str:
    try:
        return inviting.copy_link(session, settings, agent, actor=DEMO)[0]
    except inviting.NotInvited as refused:
        return refused.problem.sentence()


def admin_address(session: Session, settings: Settings) -> str:
    """Where the administrator signs in: by a one-time link until a password was chosen."""
    if accounts.has_admin(session):
        return f"{settings.base_url}/sign-in"
    return first_admin_link(settings)
