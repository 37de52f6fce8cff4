"""onboard export: all agents as a file that imports again as unchanged."""

import sys
from contextlib import nullcontext
from typing import IO

import click

from onboarding.database import db
from onboarding.directory.export import export_csv
from onboarding.directory.query import Query
from web.cli.context import COMMAND_LINE, Refused, service


@click.command()
@click.option("--output", "path", type=click.Path(dir_okay=False), metavar="FILE", help="Instead of standard output.")
def export(path: str | None) -> None:
    """Export all agents as CSV."""
    with service(), _opened(path) if path else nullcontext(_standard_output()) as file:
        for line in export_csv(db.session(), COMMAND_LINE, Query()):
            file.write(line)


def _opened(path: str) -> IO[str]:
    try:
        return open(path, "w", encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}).") from None


def _standard_output() -> IO[str]:
    # The file's own line ends and encoding, whatever the terminal's are.
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    return sys.stdout
