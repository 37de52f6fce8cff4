"""onboard ranges."""

import json

import pytest

from tests.cli.conftest import Onboard


def test_the_first_start_has_the_range_of_the_settings(onboard: Onboard) -> None:
    (item,) = json.loads(onboard("ranges", "list", "--json").stdout)["items"]
    assert (item["first"], item["last"], item["typology"], item["free"]) == (1000, 9999, None, 9000)
    heading, line = onboard("ranges", "list").stdout.splitlines()
    assert heading.split() == ["NAME", "FIRST", "LAST", "TYPOLOGY", "TAKEN", "RESTING", "RESERVED", "FREE"]
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
@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_a_range_that_cannot_be_is_a_sentence_on_stderr_and_is_not_added(onboard: Onboard, given: str) -> None:
    result = onboard("ranges", "add", "--", given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip().endswith(".")
    assert "nvalid" not in result.stderr
    assert len(json.loads(onboard("ranges", "list", "--json").stdout)["items"]) == 1


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_ranges_of_the_settings_that_overlap_name_the_setting(
    onboard: Onboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONBOARD_EXTENSION_RANGES", "1000-1999,1500-2500")
    result = onboard("ranges", "list")
    assert result.exit_code == 2
    assert result.stderr.startswith("ONBOARD_EXTENSION_RANGES: ")
