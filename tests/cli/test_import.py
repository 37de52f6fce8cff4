"""`onboard import`: checked or applied from the command line, with an exit code a script can rely on."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import Onboard
from tests.imports.workbooks import row, sheet_xml, workbook

GOOD = "Employee ID,Full Name,Email\nE1,Zoë Meer,zoe@northwind.example\nE2,Owen Li,owen@northwind.example\n"
MIXED = GOOD + "E3,Amara Okonkwo,amara@\n"


def file(folder: Path, text: str) -> str:
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def json_of(result: Result) -> Any:
    return json.loads(result.stdout)


def test_a_check_says_what_would_happen_and_changes_nothing(onboard: Onboard, tmp_path: Path) -> None:
    done = onboard("import", file(tmp_path, MIXED), "--check", "--json")
    report = json_of(done)
    assert done.exit_code == 1
    assert report["file"] == {
        "name": "people.csv", "format": "csv", "encoding": "utf-8", "delimiter": ",", "sheet": None,
    }  # fmt: skip
    assert report["columns"] == {"Employee ID": "employee_id", "Full Name": "full_name", "Email": "email"}
    assert report["errors"] == []
    assert report["rows"] == {
        "total": 3, "create": 2, "update": 0, "unchanged": 0, "comes_back": 0, "skipped": 0, "invalid": 1,
    }  # fmt: skip
    (row,) = report["invalid"]
    assert (row["row"], row["errors"][0]["column"], row["errors"][0]["code"]) == (4, "email", "invalid")
    assert row["errors"][0]["value"] == "amara@"
    assert json_of(onboard("agents", "--json"))["total"] == 0


def test_a_workbook_is_checked_under_whatever_name_and_its_sheet_is_said(onboard: Onboard, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = (row(1, "Full Name", "Email"), row(2, "Anna", "anna@northwind.example"))
    path.write_bytes(workbook({"New hires": sheet_xml(rows)}))
    report = json_of(onboard("import", str(path), "--check", "--json"))
    assert report["file"] == {
        "name": "people.csv", "format": "xlsx", "encoding": None, "delimiter": None, "sheet": "New hires",
    }  # fmt: skip
    assert (report["errors"], report["rows"]["create"]) == ([], 1)


def test_without_a_service_the_command_works_the_import_off_itself(onboard: Onboard, tmp_path: Path) -> None:
    report = json_of(onboard("import", file(tmp_path, GOOD), "--yes", "--invite", "now", "--json"))
    assert (report["state"], report["rows"]["applied"]) == ("completed", 2)
    assert len(list((tmp_path / "data" / "outbox").glob("*.eml"))) == 2
    again = json_of(onboard("import", file(tmp_path, GOOD), "--yes", "--json"))
    assert (again["rows"]["unchanged"], again["rows"]["applied"]) == (2, 0)


def test_a_file_with_mistakes_brings_the_good_rows_and_ends_with_1(onboard: Onboard, tmp_path: Path) -> None:
    done = onboard("import", file(tmp_path, MIXED), "--yes")
    assert done.exit_code == 1
    assert "2 of 3 rows are in" in done.stdout
    assert "This address stops after the @" in done.stdout


def test_all_or_nothing_brings_nobody_and_ends_with_1(onboard: Onboard, tmp_path: Path) -> None:
    done = onboard("import", file(tmp_path, MIXED), "--yes", "--on-error", "abort")
    assert done.exit_code == 1
    assert json_of(onboard("agents", "--json"))["total"] == 0


UNUSABLE = {
    "an empty file": ("", "empty"),
    "a file without an e-mail column": ("Full Name\nZoë\n", "missing_column"),
    "headings and nobody": ("Full Name,Email\n", "no_rows"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_file_that_cannot_be_used_ends_with_2_and_says_why(case: str, onboard: Onboard, tmp_path: Path) -> None:
    text, code = UNUSABLE[case]
    for way in ("--check", "--yes"):
        done = onboard("import", file(tmp_path, text), way, "--json")
        assert (done.exit_code, [error["code"] for error in json_of(done)["errors"]]) == (2, [code])
        assert "Traceback" not in done.stderr


REFUSED = {
    "a file that is not there": (("import", "nowhere.csv", "--check"), {}, "nowhere.csv cannot be read"),
    "a time that is none": (("import", "x.csv", "--yes", "--invite", "tomorrow"), {}, "'tomorrow' is none of"),
    "neither a file nor an import": (("import", "--yes"), {}, "Name either a FILE or, with --undo, an import."),
    "an import that is not there": (
        ("import", "--undo", "01936f2e-7c1b-7d2e-9f00-5b1c2d3e4f50", "--yes"),
        {},
        "There is no import 01936f2e",
    ),
    "neither check nor yes": (("import", "x.csv"), {}, "--check or --yes"),
    "a setting that cannot be": (("agents",), {"ONBOARD_LEASE_SECONDS": "soon"}, "ONBOARD_LEASE_SECONDS: 'soon'"),
    "a database that is away": (
        ("agents",),
        {"ONBOARD_DATABASE_URL": "postgresql+psycopg://u:secret@127.0.0.1:1/x"},
        "does not answer",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    case: str, onboard: Onboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, environ, sentence = REFUSED[case]
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    done = onboard(*arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_headings_can_be_given_a_meaning(onboard: Onboard, tmp_path: Path) -> None:
    strange = GOOD.replace("Full Name", "Who").replace("Email", "Post = work")
    said = ["--column", "Who=full_name", "--column", "Post = work=email", "--column", "Employee ID="]
    report = json_of(onboard("import", file(tmp_path, strange), "--check", "--json", *said))
    assert report["columns"] == {"Employee ID": None, "Who": "full_name", "Post = work": "email"}
    assert report["rows"]["create"] == 2


@pytest.mark.parametrize("said", ["Who", "Who=shoe_size"])
def test_a_meaning_that_is_none_is_refused(onboard: Onboard, tmp_path: Path, said: str) -> None:
    refused = onboard("import", file(tmp_path, GOOD), "--check", "--column", said)
    assert refused.exit_code == 2
    assert "is not Heading=field" in refused.stderr


def test_an_import_is_taken_back_by_its_id(onboard: Onboard, tmp_path: Path) -> None:
    done = json_of(onboard("import", file(tmp_path, GOOD), "--yes", "--json"))
    seen = json_of(onboard("import", "--undo", done["id"], "--check", "--json"))
    assert (seen["agents"], seen["stays_count"]) == (2, 0)
    assert json_of(onboard("agents", "--json"))["total"] == 2
    undone = onboard("import", "--undo", done["id"], "--yes", "--json")
    assert (undone.exit_code, json_of(undone)["state"], json_of(undone)["rows"]["undone"]) == (0, "undone", 2)
    assert json_of(onboard("agents", "--json"))["total"] == 0
    again = onboard("import", "--undo", done["id"], "--yes")
    assert (again.exit_code, again.stderr) == (2, "This import was taken back already.\n")


def test_what_stays_is_named_and_ends_with_1(onboard: Onboard, tmp_path: Path) -> None:
    onboard("import", file(tmp_path, GOOD), "--yes")
    changed = json_of(onboard("import", file(tmp_path, GOOD.replace("Owen Li", "Owen Lee")), "--yes", "--json"))
    onboard("import", file(tmp_path, GOOD.replace("Owen Li", "Owen Lowe")), "--yes")
    done = onboard("import", "--undo", changed["id"], "--yes")
    assert done.exit_code == 1
    assert "row 3: Owen Lowe was changed since: full_name is Owen Lowe now, and stays." in done.stdout


def test_the_same_file_twice_is_said_among_the_warnings(onboard: Onboard, tmp_path: Path) -> None:
    onboard("import", file(tmp_path, GOOD), "--yes")
    report = json_of(onboard("import", file(tmp_path, GOOD), "--check", "--json"))
    assert [warning["code"] for warning in report["warnings"]] == ["repeated"]


def test_usernames_change_only_where_that_is_asked_for(onboard: Onboard, tmp_path: Path) -> None:
    head = "Full Name,Email,Username\n"
    onboard("import", file(tmp_path, head + "Zoë Meer,zoe@northwind.example,zoe\n"), "--yes")
    other = file(tmp_path, head + "Zoë Meer,zoe@northwind.example,zoe.meer\n")
    (row,) = json_of(onboard("import", other, "--check", "--json"))["invalid"]
    assert (row["errors"][0]["column"], row["errors"][0]["code"]) == ("username", "invalid")
    assert json_of(onboard("import", other, "--check", "--change-usernames", "--json"))["rows"]["update"] == 1
    assert onboard("import", other, "--yes", "--change-usernames").exit_code == 0
    assert json_of(onboard("agents", "--json"))["items"][0]["username"] == "zoe.meer"
