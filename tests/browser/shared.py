"""One service for the tests of all files: each file finds it as on its first day, and commands cost no process."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager

from click.testing import CliRunner

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

    def remember_first_day(self) -> None:
        with self._databases() as (running, first_day):
            running.backup(first_day)

    def be_as_on_first_day(self) -> None:
        """Once nothing is worked on any more. The signs of life stay: nobody may take the workers for dead."""
        with self._databases() as (running, first_day):
            until(lambda: running.execute(BUSY).fetchone() is None)
            first_day.execute("DELETE FROM heartbeats")
            first_day.executemany("INSERT INTO heartbeats VALUES (?, ?)", running.execute("SELECT * FROM heartbeats"))
            # Through SQLite, which waits for its turn: whoever is connected sees what is put back.
            first_day.backup(running)
        for letter in self.outbox.glob("*.eml"):
            letter.unlink()

    @contextmanager
    def _databases(self) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
        files = (self.data_dir / "onboard.db", self.folder / "first-day.db")
        running, first_day = (sqlite3.connect(file, isolation_level=None) for file in files)
        with closing(running), closing(first_day):
            yield running, first_day
