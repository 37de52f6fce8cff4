"""onboard telephony config: the configuration of an Asterisk that reads our tables."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from onboarding.database import db
from onboarding.telephony import configuration
from web.cli.context import Refused, service

READABLE_BY_GROUP = 0o640
"""Asterisk runs as a user of its own, and the driver's file may hold a password."""


@click.command()
@click.option("--file", "name", metavar="NAME", help="Print only this one, such as extensions.conf.")
@click.option(
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the files into this folder; a file that is there and differs is kept as NAME.before.",
)
def config(name: str | None, folder: Path | None) -> None:
    """Print the configuration of an Asterisk that reads our tables.

    It holds the password of the switch's database, if there is one.
    """
    with service() as settings:
        files = configuration.files(db.session(), settings)
    if name is not None:
        if name not in files:
            raise Refused(f"There is no {name}. There are {', '.join(files)}.")
        files = {name: files[name]}
    if folder is None:
        _show(files)
    else:
        _write(files, folder)


def _show(files: Mapping[str, str]) -> None:
    for name, text in files.items():
        if len(files) > 1:
            click.echo(f";;;;; {name}\n")
        click.echo(text)


def _write(files: Mapping[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            click.echo(_put(folder / name, text))
    except OSError as error:
        raise Refused(f"{error.filename} cannot be written ({error.strerror}).") from None


def _put(path: Path, text: str) -> str:
    """Write one file, for whoever owned what was there, else for the owner of the folder. Says what was done."""
    if path.is_file() and path.read_bytes() == text.encode():
        return f"{path} is as it should be."
    owner = (path if path.exists() else path.parent).stat()
    kept = _free_name(path) if path.exists() else None
    if kept is not None:
        path.rename(kept)
    path.write_text(text)
    path.chmod(READABLE_BY_GROUP)
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)
    return f"{path} is written." if kept is None else f"{path} is written. What was there is now {kept.name}."


def _free_name(path: Path) -> Path:
    """NAME.before, else NAME.before2 and so on: no copy takes the place of an earlier one."""
    number, kept = 1, path.with_name(f"{path.name}.before")
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.before{number}")
    return kept
