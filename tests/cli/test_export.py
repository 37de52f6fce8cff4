"""onboard export."""

import csv
from pathlib import Path

from onboarding.agents.fields import FIELDS
from tests.cli.conftest import Onboard, on_each_database, people


def test_the_file_goes_to_standard_output(onboard: Onboard) -> None:
    people(onboard, "Zoë van der Meer", "Anna Berg")
    result = onboard("export")
    assert result.exit_code == 0
    lines = result.stdout_bytes.decode("utf-8").split("\r\n")
    assert lines[0] == ",".join(FIELDS)
    assert [line.split(",")[1] for line in lines[1:-1]] == ["Anna Berg", "Zoë van der Meer"]


@on_each_database
def test_or_to_a_file_of_that_name(onboard: Onboard, tmp_path: Path) -> None:
    people(onboard, "Zoë van der Meer")
    path = tmp_path / "agents.csv"
    result = onboard("export", "--output", str(path))
    assert (result.exit_code, result.output) == (0, "")
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["full_name"] for row in csv.DictReader(file)] == ["Zoë van der Meer"]


def test_a_file_that_cannot_be_written_is_said_so(onboard: Onboard, tmp_path: Path) -> None:
    result = onboard("export", "--output", str(tmp_path / "none" / "agents.csv"))
    assert result.exit_code == 2
    assert "cannot be written (No such file or directory)." in result.stderr
