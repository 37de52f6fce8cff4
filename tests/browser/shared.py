"""One service for the tests of all files: each file finds it as on its first day, and commands cost no process."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from tests.databases import copy_sqlite
from tests.service.running import Deployment, until
from web.cli import main

BUSY = "SELECT 1 FROM work WHERE failed_at IS NULL AND (lease_token IS NOT NULL OR due_at <= datetime('now'))"
"""Work that is in somebody's hands, or about to be."""


class SharedService(Deployment):
    """A service on a SQLite file, which goes on running when its first day comes back."""

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `onboard …` in this process: another one would load for two seconds what is loaded here."""
        mask = os.umask(0o077)
        done = CliRunner(env=self.full_environ).invoke(main, arguments)
        os.umask(mask)
        if check:
            assert done.exit_code == 0, done.output
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    @property
    def database(self) -> Path:
        return self.data_dir / "onboard.db"

    @property
    def first_day(self) -> Path:
        return self.folder / "first-day.db"

    def remember_first_day(self) -> None:
        copy_sqlite(self.database, self.first_day)

    def be_as_on_first_day(self) -> None:
        """Once nothing is worked on any more. The signs of life stay: nobody may take the workers for dead."""
        with closing(sqlite3.connect(self.database)) as running:
            until(lambda: running.execute(BUSY).fetchone() is None)
            alive = running.execute("SELECT name, at FROM heartbeats").fetchall()
        with closing(sqlite3.connect(self.first_day)) as first_day, first_day:
            first_day.execute("DELETE FROM heartbeats")
            first_day.executemany("INSERT INTO heartbeats (name, at) VALUES (?, ?)", alive)
        copy_sqlite(self.first_day, self.database)
        for letter in self.outbox.glob("*.eml"):
            letter.unlink()
