"""onboard ranges."""

import json
from pathlib import Path

import pytest

from onboarding.audit import SERVICE
from onboarding.database import db, new_id
from onboarding.groups import groups
from onboarding.numbering.allocation import Want, allocate
from tests.cli.conftest import Onboard, on_each_database
from web.cli.context import service


def test_the_first_start_has_the_range_of_the_settings(onboard: Onboard) -> None:
    (item,) = json.loads(onboard("ranges", "list", "--json").stdout)["items"]
    assert (item["first"], item["last"], item["typology"], item["free"]) == (1000, 9999, None, 9000)
    heading, line = onboard("ranges", "list").stdout.splitlines()
    assert heading.split() == ["NAME", "FIRST", "LAST", "FOR", "TAKEN", "RESTING", "RESERVED", "FREE"]
    assert line.split() == ["1000-9999", "1000", "9999", "everybody", "0", "0", "0", "9000"]


def test_a_range_is_added_for_everybody_or_for_a_typology(onboard: Onboard) -> None:
    added = onboard("ranges", "add", "20000-20499")
    assert (added.exit_code, added.stdout) == (0, "Extensions 20000-20499 can be given to everybody.\n")
    item = json.loads(onboard("ranges", "add", "30000-30099", "--typology", "mobile", "--json").stdout)
    assert (item["first"], item["last"], item["typology"]) == (30000, 30099, "mobile")
    assert [i["first"] for i in json.loads(onboard("ranges", "list", "--json").stdout)["items"]] == [1000, 20000, 30000]


@pytest.mark.parametrize(
    "given", ["9000-10000", "20499-20000", "20000", "a-b", "-5", "1-2", "1000000000000000000000-2"]
)
def test_a_range_that_cannot_be_is_a_sentence_on_stderr_and_is_not_added(onboard: Onboard, given: str) -> None:
    result = onboard("ranges", "add", "--", given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip().endswith(".")
    assert "nvalid" not in result.stderr
    assert len(json.loads(onboard("ranges", "list", "--json").stdout)["items"]) == 1


def test_ranges_of_the_settings_that_overlap_name_the_setting(
    onboard: Onboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONBOARD_EXTENSION_RANGES", "1000-1999,1500-2500")
    result = onboard("ranges", "list")
    assert result.exit_code == 2
    assert result.stderr.startswith("ONBOARD_EXTENSION_RANGES: ")


def items(onboard: Onboard, *command: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(onboard("ranges", *command, "--json").stdout)["items"]
    return found


def test_a_range_is_for_a_team_by_its_name(onboard: Onboard) -> None:
    with service():
        groups.create(db.session(), SERVICE, "team", "Field sales")
        db.session.commit()
    assert onboard("ranges", "add", "20000-20099", "--team", "field SALES").stdout == (
        "Extensions 20000-20099 can be given to the team Field sales.\n"
    )
    assert [item["team"] for item in items(onboard, "list")] == [None, "Field sales"]
    refused = onboard("ranges", "add", "30000-30099", "--team", "Fieldsales")
    assert (refused.exit_code, refused.stderr) == (2, "There is no team called Fieldsales.\n")


def test_a_range_is_changed_and_removed_by_its_numbers_or_its_name(onboard: Onboard) -> None:
    onboard("ranges", "add", "20000-20099", "--name", "Rome")
    onboard("ranges", "change", "Rome", "--to", "20000-20199", "--typology", "mobile")
    found = items(onboard, "list")[1]
    assert (found["name"], found["last"], found["typology"]) == ("Rome", 20199, "mobile")
    onboard("ranges", "change", "20000-20199", "--typology", "everybody", "--name", "Milan")
    found = items(onboard, "list")[1]
    assert (found["name"], found["last"], found["typology"]) == ("Milan", 20199, None)
    assert onboard("ranges", "remove", "Milan").stdout == "The range Milan is removed.\n"
    assert len(items(onboard, "list")) == 1


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("remove", "1000-9999"), "Somebody has a number"),
        (("change", "1000-9999", "--to", "5000-9999"), "Somebody has a number"),
        (("change", "1000-9999", "--to", "9999-1000"), "ends before it begins. Write 1000-9999."),
        (("remove", "Paris"), "There is no range Paris."),
        (("add", "20000-20099", "--name", "x" * 101), "This name is too long."),
    ],
)
def test_what_cannot_be_done_to_a_range_is_a_sentence(
    onboard: Onboard, command: tuple[str, ...], sentence: str
) -> None:
    with service():
        allocate(db.session(), [Want(new_id(), "webrtc", 2001)])
        db.session.commit()
    result = onboard("ranges", *command)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert [(item["first"], item["last"]) for item in items(onboard, "list")] == [(1000, 9999)]


@on_each_database
def test_numbers_are_reserved_and_freed(onboard: Onboard) -> None:
    assert onboard("ranges", "reserve", "2000", "2900-2902", "--note", "Hotline").stdout == "4 are reserved.\n"
    assert items(onboard, "list")[0]["reserved"] == 4
    assert onboard("ranges", "free", "2900-2902", "2950").stdout.startswith("3 of 4 may be given out now")
    assert items(onboard, "list")[0]["reserved"] == 1


@on_each_database
def test_numbers_outside_this_service_come_from_a_file_and_bad_lines_are_named(
    onboard: Onboard, tmp_path: Path
) -> None:
    (tmp_path / "phones.csv").write_text("number,name\n2001,Reception\n+39 06 1\n112,Police\n2005-2006\n")
    result = onboard("ranges", "foreign", "add", str(tmp_path / "phones.csv"))
    assert (result.exit_code, result.stdout) == (1, "3 are entered.\n")
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == ["Line 3", "Line 4"]
    found = [(item["number"], item["note"]) for item in items(onboard, "foreign", "list")]
    assert found == [(2001, "Reception"), (2005, None), (2006, None)]
    assert onboard("ranges", "foreign", "list").stdout.splitlines()[1].split() == ["2001", "Reception", "entered"]
    assert onboard("ranges", "foreign", "remove", "2005-2010").stdout.startswith("2 of 6 are removed")
    assert items(onboard, "list")[0]["foreign"] == 1
