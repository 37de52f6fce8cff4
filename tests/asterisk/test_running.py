"""The Asterisk of the tests is ours alone, and nothing is left of it."""

import os
from pathlib import Path

from tests.asterisk.installed import Installed
from tests.asterisk.running import asterisk

NO_MODULES = {"modules.conf": "[modules]\nautoload = no\n"}


def test_it_works_in_a_folder_of_its_own_that_goes_with_it(asterisk_program: Installed) -> None:
    with asterisk(asterisk_program, NO_MODULES, 0) as running:
        assert (running.folder / "run/asterisk.ctl").exists()
        assert working_in(running.folder) != []
    assert not running.folder.exists()
    assert working_in(running.folder) == []


def working_in(folder: Path) -> list[str]:
    """The processes that work in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = os.readlink(process / "cwd")
        except OSError:
            continue
        if where.startswith(str(folder)):
            found.append(process.name)
    return found
