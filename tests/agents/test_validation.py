"""One schema of a person: what each field takes, what it refuses and how that is said."""

import json

import pytest

from onboarding.agents.validation import is_example_person
from tests.agents.people import ANNA, checked, problem, value, warnings


def test_what_was_not_given_is_not_in_the_values() -> None:
    found = checked({"alias": "", "phone": "  \u00a0", "shoe_size": "42"})
    assert found.values == ANNA
    assert (found.problems, found.warnings, found.has_left) == ([], [], False)


@pytest.mark.parametrize(
    ("raw", "missing"),
    [
        ({"full_name": ""}, [("full_name", "The name is missing.")]),
        ({"full_name": "", "first_name": "Anna"}, [("full_name", "The last name is missing.")]),
        ({"full_name": "", "last_name": "Rossi"}, [("full_name", "The first name is missing.")]),
        ({"full_name": "", "email": " "}, [("email", "The e-mail is missing."), ("full_name", "The name is missing.")]),
    ],
)
def test_a_name_and_an_address_are_needed(raw: dict[str, str], missing: list[tuple[str, str]]) -> None:
    problems = sorted(checked(raw).problems, key=lambda each: each.column or "")
    assert [(each.column, each.code) for each in problems] == [(column, "missing") for column, _ in missing]
    for each, (_, sentence) in zip(problems, missing, strict=True):
        assert each.sentence().startswith(sentence)


def test_the_full_name_is_made_of_first_and_last_name() -> None:
    found = checked({"full_name": "", "first_name": "Anna", "last_name": "Rossi"})
    assert found.values["full_name"] == "Anna Rossi"


def test_a_full_name_that_was_given_stands() -> None:
    found = checked({"full_name": "Anna R.", "first_name": "Anna", "last_name": "Rossi"})
    assert found.values["full_name"] == "Anna R."


def test_a_wrong_first_name_is_not_also_a_missing_name() -> None:
    (only,) = checked({"full_name": "", "first_name": "An?a", "last_name": "Rossi"}).problems
    assert (only.column, only.code) == ("first_name", "invalid")


def test_a_name_written_the_other_way_round_is_turned_and_said() -> None:
    assert value("full_name", "Rossi, Anna Maria") == "Anna Maria Rossi"
    assert warnings("full_name", "Rossi, Anna Maria") == ["changed"]
    assert value("full_name", "John Smith, Jr.") == "John Smith, Jr."


@pytest.mark.parametrize("name", ["王伟", "Zoë O’Brien", "محمد علي", "Null", "None", "X"])
def test_names_of_all_kinds_are_names(name: str) -> None:
    assert value("full_name", name) == name


def test_a_full_name_equal_to_the_extension_is_refused() -> None:
    (only,) = checked({"full_name": "2001", "extension": "2001"}).problems
    assert (only.column, only.code) == ("full_name", "invalid")


@pytest.mark.parametrize("text", ["WebRTC", "web rtc", " WEB-RTC ", "web_rtc"])
def test_case_and_blanks_do_not_matter_in_a_typology(text: str) -> None:
    assert value("typology", text) == "webrtc"


def test_an_unknown_typology_is_answered_with_the_nearest_or_all() -> None:
    assert problem("typology", "phonbar") == ("unknown_value", "There is no typology phonbar. Did you mean phonebar?")
    code, sentence = problem("typology", "Softphone")
    assert code == "unknown_value"
    assert "webrtc, phonebar, external, mobile" in sentence


def test_a_mobile_agent_needs_a_push_gateway_unless_there_is_a_default() -> None:
    (only,) = checked({"typology": "mobile"}).problems
    assert (only.column, only.code) == ("push_gateway", "missing")
    (only,) = checked(typology="mobile").problems
    assert only.code == "missing"
    assert checked({"typology": "mobile"}, push_gateway="https://push.northwind.example").problems == []
    assert checked({"typology": "mobile", "push_gateway": "https://push.northwind.example"}).problems == []
    assert checked({"typology": "webrtc"}, typology="mobile").problems == []


@pytest.mark.parametrize(
    "text", ["ftp://push.northwind.example", "push.northwind.example", "https://", "http://[", "https://a b.c"]
)
def test_a_push_gateway_is_a_web_address(text: str) -> None:
    code, sentence = problem("push_gateway", text)
    assert code == "invalid"
    assert "https://push.northwind.example/send" in sentence


def test_an_extension_is_a_number() -> None:
    assert value("extension", " '2001 ") == 2001


@pytest.mark.parametrize("text", ["20 01", "2001.0", "x2001", "2,001", "０１", "①", "0112", "12345678901", "-5"])
def test_an_extension_is_digits_and_nothing_else(text: str) -> None:
    assert problem("extension", text)[0] == "invalid"


@pytest.mark.parametrize("text", ["zoë", "anna rossi", "anna@northwind.example", "anna-rossi"])
def test_a_username_with_other_characters_is_not_mended(text: str) -> None:
    code, sentence = problem("username", text)
    assert code == "invalid"
    assert "A to Z" in sentence


def test_a_username_keeps_its_case() -> None:
    assert value("username", "Anna.Rossi_2") == "Anna.Rossi_2"


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("yes Y true 1 ON ja oui Sì si sí sim vrai vero verdadeiro wahr tak ano igen da ναι да", True),
        ("no N false 0 Off nein non NÃO faux falso falsch nee nie ne nem nu όχι нет nej", False),
    ],
)
@pytest.mark.parametrize("column", ["voicemail", "remote_control"])
def test_yes_and_no_in_the_languages_of_europe(column: str, words: str, meaning: bool) -> None:
    assert {value(column, word) for word in words.split()} == {meaning}


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert problem("voicemail", "perhaps")[0] == "invalid"


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8080.5", "99999999999"])
def test_a_port_is_from_1_to_65535(text: str) -> None:
    assert problem("remote_control_port", text)[0] == "invalid"
    assert value("remote_control_port", "65535") == 65535


def test_teams_and_queues_are_lists_and_a_queue_may_have_a_penalty() -> None:
    assert value("teams", "North | South\nEast:2|north") == [["north", None], ["South", None], ["East:2", None]]
    assert value("queues", "support:2|Sales|VIP : 0") == [["support", 2], ["Sales", None], ["VIP", 0]]


@pytest.mark.parametrize(
    ("text", "code"), [("it", "it"), ("pt_BR", "pt-BR"), ("en-gb", "en-GB"), ("zh-Hant-TW", "zh-Hant-TW")]
)
def test_a_language_is_its_code(text: str, code: str) -> None:
    assert value("language", text) == code


@pytest.mark.parametrize("text", ["Klingon", "xx", "12", "e" * 20, "it IT"])
def test_an_unknown_language_is_refused(text: str) -> None:
    assert problem("language", text)[0] == "unknown_value"


def test_a_time_zone_is_its_name() -> None:
    assert value("timezone", "europe/rome") == "Europe/Rome"
    assert value("timezone", "America/New York") == "America/New_York"
    assert problem("timezone", "Europe/Room")[1].endswith("Did you mean Europe/Rome?")
    assert value("timezone", "W. Europe Standard Time") == "Europe/Berlin"


@pytest.mark.parametrize(
    ("column", "length"),
    [
        ("full_name", 120),
        ("alias", 120),
        ("description", 1000),
        ("username", 64),
        ("employee_id", 80),
        ("profile", 120),
    ],
)
def test_a_cell_may_be_as_long_as_its_field_and_not_longer(column: str, length: int) -> None:
    assert value(column, "x" * length) == "x" * length
    assert problem(column, "x" * (length + 1)) == (
        "too_long",
        f"This is longer than {length} characters. Shorten it.",
    )


@pytest.mark.parametrize("column", ["email", "extension", "start_date", "typology", "queues", "phone", "voicemail"])
def test_a_cell_beyond_all_measure_is_too_long_and_kept_short(column: str) -> None:
    (only,) = checked({column: "9" * 1_000_000}).problems
    assert only.code == "too_long"
    assert len(only.value or "") < 300


def test_a_name_of_two_parts_may_be_too_long_as_a_whole() -> None:
    (only,) = checked({"full_name": "", "first_name": "x" * 70, "last_name": "y" * 70}).problems
    assert (only.column, only.code) == ("full_name", "too_long")


def test_clear_empties_a_field() -> None:
    found = checked({"alias": "(clear)", "teams": "(Clear)", "start_date": "(clear)"})
    assert found.problems == []
    assert {name: found.values[name] for name in ("alias", "teams", "start_date")} == dict.fromkeys(
        ("alias", "teams", "start_date")
    )


@pytest.mark.parametrize("column", ["email", "full_name", "username", "typology", "extension", "voicemail"])
def test_what_nobody_can_be_without_cannot_be_emptied(column: str) -> None:
    assert problem(column, "(clear)")[0] == "missing"


def test_words_for_nothing_are_blank_and_said() -> None:
    found = checked({"phone": "n/a", "employee_id": "-", "start_date": "TBD"})
    assert found.values == ANNA
    assert [(warning.column, warning.code) for warning in found.warnings] == [
        ("phone", "placeholder"),
        ("employee_id", "placeholder"),
        ("start_date", "placeholder"),
    ]


def test_values_and_problems_can_be_stored_as_json() -> None:
    found = checked(
        {"start_date": "2026-12-01", "queues": "a:1", "extension": "2001", "voicemail": "no", "phone": "x\0"}
    )
    kept = json.dumps([found.values, [each.stored() for each in found.problems + found.warnings]])
    assert "\\u0000" not in kept


@pytest.mark.parametrize(
    ("email", "example"),
    [
        ("chris@contoso.com", True),
        ("a@Example.com", True),
        ("a@northwind.example", False),
        ("a@example.org", False),
        ("a@notexample.com", False),
    ],
)
def test_people_of_other_products_templates_are_known(email: str, example: bool) -> None:
    assert is_example_person(checked({"email": email}).values) is example
    assert not is_example_person({})
