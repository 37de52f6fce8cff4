"""What every command stands on: the settings, the tables, the app; and how a command refuses."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding import schema, settings
from onboarding.audit import Actor
from onboarding.database import begin_writing, db, switch_engine
from onboarding.numbering import ranges
from onboarding.settings import Settings, SettingsError, without_password
from onboarding.telephony.schema import ensure_schema
from tasks.app import attach, create_bare_app

log = logging.getLogger(__name__)

COMMAND_LINE = Actor("the command line")


class Refused(click.ClickException):
    """A command that cannot do what was asked: a sentence on stderr, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


@contextmanager
def service() -> Iterator[Settings]:
    """Read the settings and stand in the context of an app whose database has all it needs. Raises Refused."""
    chosen = read_settings()
    app = create_bare_app(chosen)
    attach(app)
    with app.app_context(), _answering(chosen):
        try:
            prepare(chosen)
            yield chosen
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def read_settings() -> Settings:
    """The settings of the environment. Raises Refused for one that cannot be used."""
    try:
        return settings.read(os.environ)
    except SettingsError as error:
        raise Refused(str(error)) from None


def prepare(chosen: Settings) -> None:
    """Bring the database up to date, and at the first start fill it; inside the app's context. Raises Refused."""
    with _answering(chosen):
        schema.upgrade(chosen)
        _prepare_switch(chosen)
        session = db.session()
        is_first_start = not ranges.list_ranges(session)
        session.rollback()
        if is_first_start:
            _fill(session, chosen)


def _prepare_switch(chosen: Settings) -> None:
    """Make the switch's tables where they are missing. A database of its own may be away: what needs it waits."""
    try:
        ensure_schema(switch_engine())
    except OperationalError as error:
        if switch_engine() is db.engine:
            raise
        log.debug("the switch's database failed", exc_info=error)
        place = without_password(chosen.telephony_database_url)
        click.echo(f"The switch's database at {place} does not answer. Phones are set up when it is back.", err=True)


def _fill(session: Session, chosen: Settings) -> None:
    begin_writing(session)
    try:
        ranges.seed(session, chosen)
    except SettingsError as error:
        raise Refused(str(error)) from None
    session.commit()


@contextmanager
def _answering(chosen: Settings) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        log.debug("the database failed", exc_info=error)
        raise Refused(
            f"The database at {without_password(chosen.database_url)} does not answer. "
            "Start it, or check ONBOARD_DATABASE_URL."
        ) from None
