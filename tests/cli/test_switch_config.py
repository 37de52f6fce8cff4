"""onboard telephony config."""

from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Onboard


@pytest.fixture
def print_config(onboard: Onboard) -> Onboard:
    return partial(onboard, "telephony", "config")


def test_all_files_are_printed_each_under_its_name(print_config: Onboard) -> None:
    result = print_config()
    assert result.exit_code == 0
    for name in ("extconfig.conf", "sorcery.conf", "pjsip.conf", "extensions.conf", "voicemail.conf"):
        assert f";;;;; {name}\n" in result.stdout


def test_one_file_is_printed_as_it_is(print_config: Onboard) -> None:
    result = print_config("--file", "extensions.conf")
    assert "[agents]\n" in result.stdout
    assert ";;;;;" not in result.stdout


def test_a_file_that_there_is_not_is_answered_with_those_that_there_are(print_config: Onboard) -> None:
    result = print_config("--file", "sip.conf")
    assert result.exit_code == 2
    assert result.stderr.startswith("There is no sip.conf. There are modules.conf, extconfig.conf, ")


def test_files_are_written_and_what_was_there_is_kept(print_config: Onboard, tmp_path: Path) -> None:
    folder = tmp_path / "asterisk"
    folder.mkdir()
    (folder / "pjsip.conf").write_text("mine")
    result = print_config("--output", str(folder))
    assert f"{folder}/pjsip.conf is written. What was there is now pjsip.conf.before.\n" in result.stdout
    assert f"{folder}/extconfig.conf is written.\n" in result.stdout
    assert (folder / "pjsip.conf.before").read_text() == "mine"
    assert (folder / "pjsip.conf").stat().st_mode & 0o777 == 0o640

    again = print_config("--output", str(folder))
    assert all(line.endswith(" is as it should be.") for line in again.stdout.splitlines())

    (folder / "pjsip.conf").write_text("mine again")
    print_config("--output", str(folder), "--file", "pjsip.conf")
    assert (folder / "pjsip.conf.before").read_text() == "mine"
    assert (folder / "pjsip.conf.before2").read_text() == "mine again"


def test_a_folder_that_cannot_be_written_is_named(print_config: Onboard, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = print_config("--output", str(tmp_path / "file" / "folder"))
    assert result.exit_code == 2
    assert str(tmp_path / "file") in result.stderr
