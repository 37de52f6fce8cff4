"""`onboard import`: checked or applied from the command line, with an exit code a script can rely on."""

import json
from pathlib import Path

import pytest

from tests.service.running import Deployment, deployed

GOOD = "Employee ID,Full Name,Email\nE1,Zoë Meer,zoe@northwind.example\nE2,Owen Li,owen@northwind.example\n"
MIXED = GOOD + "E3,Amara Okonkwo,amara@\n"


@pytest.fixture
def there(tmp_path: Path):  # type: ignore[no-untyped-def]
    with deployed(tmp_path / "service") as deployment:
        yield deployment


def file(deployment: Deployment, text: str, name: str = "people.csv") -> str:
    path = deployment.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_check_says_what_would_happen_and_changes_nothing(there: Deployment) -> None:
    done = there.run("import", file(there, MIXED), "--check", "--json", check=False)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["file"] == {"name": "people.csv", "format": "csv", "encoding": "utf-8", "delimiter": ","}
    assert report["columns"] == {"Employee ID": "employee_id", "Full Name": "full_name", "Email": "email"}
    assert report["errors"] == []
    assert report["rows"] == {
        "total": 3, "create": 2, "update": 0, "unchanged": 0, "comes_back": 0, "skipped": 0, "invalid": 1,
    }  # fmt: skip
    (row,) = report["invalid"]
    assert (row["row"], row["errors"][0]["column"], row["errors"][0]["code"]) == (4, "email", "invalid")
    assert row["errors"][0]["value"] == "amara@"
    assert there.json("agents")["total"] == 0


def test_without_a_service_the_command_works_the_import_off_itself(there: Deployment) -> None:
    report = there.json("import", file(there, GOOD), "--yes", "--invite", "now")
    assert (report["state"], report["rows"]["applied"]) == ("completed", 2)
    assert len(list(there.outbox.glob("*.eml"))) == 2
    again = there.json("import", file(there, GOOD), "--yes")
    assert (again["rows"]["unchanged"], again["rows"]["applied"]) == (2, 0)


def test_a_file_with_mistakes_brings_the_good_rows_and_ends_with_1(there: Deployment) -> None:
    done = there.run("import", file(there, MIXED), "--yes", check=False)
    assert done.returncode == 1
    assert "2 of 3 rows are in" in done.stdout
    assert "This address stops after the @" in done.stdout


def test_all_or_nothing_brings_nobody_and_ends_with_1(there: Deployment) -> None:
    done = there.run("import", file(there, MIXED), "--yes", "--on-error", "abort", check=False)
    assert done.returncode == 1
    assert there.json("agents")["total"] == 0


UNUSABLE = {
    "an empty file": ("", "empty"),
    "a file without an e-mail column": ("Full Name\nZoë\n", "missing_column"),
    "headings and nobody": ("Full Name,Email\n", "no_rows"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_file_that_cannot_be_used_ends_with_2_and_says_why(case: str, there: Deployment) -> None:
    text, code = UNUSABLE[case]
    for way in ("--check", "--yes"):
        done = there.run("import", file(there, text), way, "--json", check=False)
        assert (done.returncode, [error["code"] for error in json.loads(done.stdout)["errors"]]) == (2, [code])
        assert "Traceback" not in done.stderr


REFUSED = {
    "a file that is not there": (("import", "nowhere.csv", "--check"), {}, "nowhere.csv cannot be read"),
    "a time that is none": (("import", "x.csv", "--yes", "--invite", "tomorrow"), {}, "'tomorrow' is none of"),
    "neither check nor yes": (("import", "x.csv"), {}, "--check or --yes"),
    "a setting that cannot be": (("agents",), {"ONBOARD_LEASE_SECONDS": "soon"}, "ONBOARD_LEASE_SECONDS: 'soon'"),
    "a database that is away": (
        ("agents",),
        {"ONBOARD_DATABASE_URL": "postgresql+psycopg://u:secret@127.0.0.1:1/x"},
        "does not answer",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_refused_with_a_sentence(case: str, there: Deployment) -> None:
    arguments, environ, sentence = REFUSED[case]
    there.environ = environ
    done = there.run(*arguments, check=False)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
