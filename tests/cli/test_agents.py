"""onboard agents."""

import json

from tests.cli.conftest import Onboard, on_each_database, people


def test_everybody_is_listed_by_name_in_a_table(onboard: Onboard) -> None:
    people(onboard, "Anna Berg", "Zoë van der Meer", "田中 浩", "Bea\x1b[31m Red")
    result = onboard("agents")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["NAME", "USERNAME", "E-MAIL", "EXTENSION", "TYPOLOGY", "STAGE", "STATUS"]
    assert [line[:4].strip() for line in lines[1:]] == ["Anna", "Bea\ufffd", "Zoë", "田中 浩"[:4]]
    assert "\x1b" not in result.stdout
    assert lines[1].split()[-3:] == ["webrtc", "created", "pending"]


def test_json_has_all_who_match_and_no_next_page(onboard: Onboard) -> None:
    people(onboard, "Anna Berg", "Zoë van der Meer")
    found = json.loads(onboard("agents", "--json").stdout)
    assert [item["full_name"] for item in found["items"]] == ["Anna Berg", "Zoë van der Meer"]
    assert (found["next_cursor"], found["total"]) == (None, 2)


def test_nobody_is_an_empty_list(onboard: Onboard) -> None:
    assert json.loads(onboard("agents", "--json").stdout) == {"items": [], "next_cursor": None, "total": 0}
    assert onboard("agents").stdout.splitlines() == ["NAME  USERNAME  E-MAIL  EXTENSION  TYPOLOGY  STAGE  STATUS"]


@on_each_database
def test_search_and_filters_narrow_the_list(onboard: Onboard) -> None:
    people(onboard, "Anna Berg", "Anna Zorn", "Bea Berg")

    def names(*options: str) -> list[str]:
        return [item["full_name"] for item in json.loads(onboard("agents", "--json", *options).stdout)["items"]]

    assert names("--search", "anna") == ["Anna Berg", "Anna Zorn"]
    assert names("--search", "berg", "--filter", "stage=created", "--filter", "typology=webrtc") == [
        "Anna Berg",
        "Bea Berg",
    ]
    assert names("--filter", "status=active,disabled") == []
    assert names("--filter", "full_name^=anna", "--filter", "queue=", "--filter", "ready=no") == [
        "Anna Berg",
        "Anna Zorn",
    ]
    assert names("--filter", "start_date>=2026-12-01") == []


def test_a_filter_that_cannot_be_is_a_sentence_on_stderr(onboard: Onboard) -> None:
    for filter_, sentence in {
        "colour=red": "There is no filter colour. Write FIELD=VALUE; the fields are: full_name, ",
        "stat_date=2026-12-01": "There is no filter stat_date. Did you mean start_date? ",
        "stage=done": "done is not a stage. Write one of: created, ",
    }.items():
        result = onboard("agents", "--filter", filter_)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(sentence)
