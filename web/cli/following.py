"""Waiting for an import in the terminal: what it is doing, how fast, and how long it takes still."""

import sys
import time
import uuid

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.imports import tallies
from onboarding.imports.models import Import
from onboarding.imports.progress import Phase, Progress, progress
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings
from onboarding.work import Left, left_of
from tasks.lines import work_off_all

HEARTBEAT_SECONDS = 15
OVER = ("completed", "completed_with_errors", "failed", "cancelled", "undone")
WORDS = {"accounts": "Accounts", "phones": "Phones", "invitations": "Invitations"}
BAR = 24


def service_is_alive(session: Session) -> bool:
    """Whether a worker wrote its heartbeat within 15 s."""
    newest = session.scalar(select(func.max(Heartbeat.at)).where(Heartbeat.name.startswith("worker:")))
    return newest is not None and (now() - newest).total_seconds() < HEARTBEAT_SECONDS


def wait(session: Session, settings: Settings, import_id: uuid.UUID, *, served: bool, quiet: bool) -> Left:
    """Wait until the import is over and nothing it caused is left to do now; on a terminal one line says how far."""
    shown = sys.stderr.isatty() and not quiet
    while True:
        session.rollback()
        import_ = session.get_one(Import, import_id, populate_existing=True)
        left = left_of(session, import_id)
        if shown:
            _show(line(session, import_))
        session.rollback()
        if import_.state in OVER and not left.now:
            if shown:
                click.echo("", err=True)
            return left
        if served:
            time.sleep(0.2)
        else:
            work_off_all(settings, 1.0)


def line(session: Session, import_: Import) -> str:
    """How far an import is, on one line."""
    if import_.state in ("uploaded", "checking", "ready"):
        return f"Checking: {tallies.counts(session, import_.id).total:,} rows"
    done = progress(session, import_)
    if import_.state == "undoing":
        return f"{_bar(done)} Taking back: {done.done:,} of {done.total:,}{_rate(done.per_second)}"
    phase = next((phase for phase in done.phases if not phase.finished), None)
    at = f" {WORDS[phase.key]}: {_count(phase)}" if phase else f" {done.done:,} of {done.total:,}"
    rate = phase.per_second if phase and phase.key != "accounts" else done.per_second
    return f"{_bar(done)}{at}{_rate(rate) if phase else ''}{_left(done.seconds_left)}"


def _bar(done: Progress) -> str:
    full = BAR * done.percent // 100
    return f"[{'#' * full}{'-' * (BAR - full)}] {done.percent:3} %"


def _count(phase: Phase) -> str:
    return f"{phase.done:,} of {phase.total:,}" + (f", {phase.failed:,} failed" if phase.failed else "")


def _rate(per_second: float) -> str:
    return f", {round(per_second):,} a second" if per_second >= 1 else ""


def _left(seconds: int | None) -> str:
    if not seconds:
        return ""
    return f", about {seconds} s left" if seconds < 90 else f", about {round(seconds / 60)} min left"


def _show(text: str) -> None:
    """In place of the line before."""
    click.echo(f"\r\x1b[K{text}", err=True, nl=False)
