"""`onboard doctor`: is everything there that the service needs?"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click
from sqlalchemy import inspect, select, text

from onboarding.database import db, now, switch_engine
from onboarding.directory import trigrams
from onboarding.mail import sender, transport
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings, unknown, without_password
from onboarding.telephony import contacts, schema, waiting
from tasks.app import broker_answers, create_bare_app
from web.cli.context import read_settings

ALIVE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is right, a sentence about it, and sentences about what is worth knowing."""

    name: str
    ok: bool
    message: str
    warnings: tuple[str, ...] = ()


Check = Callable[[Settings], Finding]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """Check settings, database, broker, mail, telephony tables, workers and beat.

    Ends with 0 when all is well, 1 when something is not.
    """
    settings = read_settings()
    app = create_bare_app(settings)
    with app.app_context():
        findings = [_safely(name, check, settings) for name, check in CHECKS.items()]
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{'ok ' if finding.ok else 'BAD'}  {finding.name}: {finding.message}")
            for warning in finding.warnings:
                click.echo(f" !   {finding.name}: {warning}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


def _safely(name: str, check: Check, settings: Settings) -> Finding:
    try:
        return check(settings)
    except Exception as error:
        db.session.rollback()
        return Finding(name, False, f"it could not be looked at ({type(error).__name__}).")


def _settings(settings: Settings) -> Finding:
    warnings = [_unknown(name, near) for name, near in unknown(os.environ).items()]
    return Finding("settings", True, f"read; data in {settings.data_dir}.", tuple(warnings))


def _unknown(name: str, near: str | None) -> str:
    return f"{name} is no setting and changes nothing." + (f" Did you mean {near}?" if near else "")


def _database(settings: Settings) -> Finding:
    where = without_password(settings.database_url)
    if not inspect(db.engine).has_table("alembic_version"):
        return Finding("database", False, f"{where} answers, but has no tables yet. 'onboard up' makes them.")
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return Finding("database", True, f"{where} answers, tables at version {revision}.", tuple(_of_search()))


def _of_search() -> Iterator[str]:
    """Whether searching has its index, which a PostgreSQL role without the right to it has to be given."""
    if not trigrams.is_there(db.session.connection()):
        yield (
            "searching for agents reads all of them, because the extension pg_trgm is not installed. Let an owner of "
            "the database run CREATE EXTENSION pg_trgm in it; the next start then makes the index."
        )


def _broker(settings: Settings) -> Finding:
    where = "the embedded broker" if settings.embedded_broker else without_password(settings.broker_url)
    if broker_answers(settings):
        return Finding("broker", True, f"{where} answers.")
    return Finding("broker", False, f"{where} does not answer. Start it, or mend ONBOARD_BROKER_URL.")


def _mail(settings: Settings) -> Finding:
    problem = transport.check(settings)
    if problem is not None:
        return Finding("mail", False, problem.sentence(), tuple(_of_mail()))
    if settings.smtp is None:
        said = f"no mail server is set; messages become files in {settings.outbox_dir}."
        return Finding("mail", True, said, tuple(_of_mail()))
    return Finding("mail", True, f"{settings.smtp.host} takes our mail.", tuple(_of_mail()))


def _of_mail() -> Iterator[str]:
    """Whether the service holds mail back, which it may do for some minutes after all is well again."""
    stopped = sender.stopped(db.session())
    if stopped is not None:
        yield (
            f"no mail has gone out since {stopped.since:%Y-%m-%d %H:%M} UTC; messages that wait: {stopped.waiting}. "
            "The page /messages says why, and tries again at once."
        )


def _telephony(settings: Settings) -> Finding:
    problems = schema.problems(switch_engine(), sip_digest=settings.sip_digest)
    if problems:
        return Finding("telephony", False, " ".join(problem.sentence() for problem in problems))
    place = without_password(settings.telephony_database_url)
    return Finding("telephony", True, f"the switch's tables are in {place}.", tuple(_of_phones()))


def _of_phones() -> Iterator[str]:
    """Who is not set up on the switch, and whether it says which phones have signed in."""
    session = db.session()
    left = waiting.counts(session)
    if left.failed:
        yield f"phones that could not be set up: {left.failed}. The page /switch says why."
    if left.waiting:
        yield f"phones that are waiting to be set up: {left.waiting}."
    if not contacts.are_kept(session):
        yield (
            "no phone has been seen. If phones do sign in, the switch keeps them to itself: its sorcery.conf needs "
            "contact=realtime,ps_contacts; 'onboard telephony config' prints it."
        )


def _worker(_settings: Settings) -> Finding:
    alive = sum(1 for name, age in _heartbeats() if name.startswith("worker:") and age < ALIVE_SECONDS)
    if alive:
        return Finding("worker", True, f"{alive} alive.")
    return Finding("worker", False, "none wrote its heartbeat within 15 s. Start the service with 'onboard up'.")


def _beat(settings: Settings) -> Finding:
    ages = [age for name, age in _heartbeats() if name == "beat"]
    if ages and min(ages) < max(ALIVE_SECONDS, 3 * settings.sweep_seconds):
        return Finding("beat", True, f"last seen {min(ages):.0f} s ago.")
    return Finding("beat", False, "it was not seen lately: it is not running, or no worker takes its messages.")


def _heartbeats() -> Iterator[tuple[str, float]]:
    for name, at in db.session.execute(select(Heartbeat.name, Heartbeat.at)):
        yield name, (now() - at).total_seconds()


CHECKS: dict[str, Check] = {
    "settings": _settings,
    "database": _database,
    "broker": _broker,
    "mail": _mail,
    "telephony": _telephony,
    "worker": _worker,
    "beat": _beat,
}
