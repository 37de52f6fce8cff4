"""What every command stands on."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Onboard
from web.cli import main

COMMANDS = [
    ("agents",), ("export",), ("ranges",), ("ranges", "list"), ("ranges", "add"), ("token",), ("token", "create"),
    ("admin",), ("admin", "create"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(onboard: Onboard, command: tuple[str, ...]) -> None:
    result = onboard(*command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {main.name} {' '.join(command)}")


def test_a_wrong_setting_is_named_on_stderr(onboard: Onboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONBOARD_CHUNK_ROWS", "many")
    result = onboard("agents")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "ONBOARD_CHUNK_ROWS: 'many' is not a whole number from 1 to 10000.\n"


def test_a_database_that_is_away_is_named_without_its_password(
    onboard: Onboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONBOARD_DATABASE_URL", "postgresql://me:geheim@127.0.0.1:1/none")
    result = onboard("agents", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ONBOARD_DATABASE_URL" in result.stderr
    assert "127.0.0.1:1/none" in result.stderr
    assert "geheim" not in result.output


def test_a_command_changes_nothing_in_the_environment(onboard: Onboard) -> None:
    before = dict(os.environ)
    onboard("agents")
    assert dict(os.environ) == before


def test_what_a_command_writes_is_for_its_owner_alone(onboard: Onboard, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    onboard("export", "--output", str(folder / "agents.csv"))
    onboard("agents")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"agents.csv", "secret.key"} <= {path.name for path in files}
    assert {path.name: path.stat().st_mode & 0o077 for path in files} == {path.name: 0 for path in files}
