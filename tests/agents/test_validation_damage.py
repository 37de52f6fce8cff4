"""What spreadsheets and encodings do to cells is refused by name; what nobody sees is taken away."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.agents.dates import DateOrder
from onboarding.agents.fields import FIELDS
from onboarding.agents.validation import Defaults, check
from tests.agents.people import problem, value

DAMAGE = ["2.001E+03", "4,91512E+11", "#REF!", "#N/A", "#NAME?", "#NV", "#BEZUG!", "#¡REF!", "1E+05", "����"]
TEXTS = st.text(max_size=30) | st.from_regex(r"[0-9+/.@a-z #(){}<>-]{1,20}") | st.sampled_from(DAMAGE)


@pytest.mark.parametrize("column", ["employee_id", "extension", "phone", "mobile", "remote_control_port", "start_date"])
@pytest.mark.parametrize("text", ["2.001E+03", "4,91512E+11", "1E+05"])
def test_a_number_that_was_shortened_is_never_expanded(column: str, text: str) -> None:
    code, sentence = problem(column, text)
    assert code == "invalid"
    assert sentence.startswith(f"Excel has shortened this number to {text}")


def test_an_identifier_with_an_e_in_it_is_not_a_shortened_number() -> None:
    assert value("employee_id", "12E305") == "12E305"
    assert value("employee_id", "#1234") == "#1234"


@pytest.mark.parametrize(
    "column", ["email", "full_name", "alias", "employee_id", "extension", "voicemail", "teams", "start_date"]
)
@pytest.mark.parametrize(
    "text", ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NV", "#BEZUG!", "#¡REF!", "#ЗНАЧ!"]
)
def test_a_failed_formula_is_named_and_never_means_keep(column: str, text: str) -> None:
    code, sentence = problem(column, text)
    assert code == "invalid"
    assert "formula" in sentence


@pytest.mark.parametrize("text", ["MÃ¼ller", "JosÃ©", "Oâ€™Brien", "M\ufffdller", "M?ller"])
def test_letters_that_were_lost_are_not_taken_for_a_name(text: str) -> None:
    code, sentence = problem("full_name", text)
    assert code == "invalid"
    assert "CSV UTF-8" in sentence


@pytest.mark.parametrize("text", ["JOÃO", "Ângela", "Ãurea", "Why ?"])
def test_names_that_only_look_like_damage_are_names(text: str) -> None:
    assert value("full_name", text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\ufeffAnna\u00a0Rossi\u200b ", "Anna Rossi"),
        ("An\u00adna\u2060 \u202aRossi\u202c", "Anna Rossi"),
        ("Anna\tRossi", "Anna Rossi"),
        ("Jose\u0301", "José"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_nobody_sees_is_taken_away(text: str, clean: str) -> None:
    assert value("full_name", text) == clean


def test_lines_are_kept_in_a_description_and_nowhere_else() -> None:
    assert value("description", "one\r\ntwo") == "one\ntwo"
    assert problem("full_name", "Anna\nRossi")[0] == "invalid"


@pytest.mark.parametrize("column", ["full_name", "email", "description", "username", "teams", "alias"])
@pytest.mark.parametrize("mark", ["\0", "\x07", "\x1b", "\x7f", "\ud800"])
def test_control_characters_are_refused(column: str, mark: str) -> None:
    assert problem(column, f"a{mark}b")[0] == "invalid"


@settings(max_examples=150)
@given(raw=st.dictionaries(st.sampled_from(FIELDS), TEXTS), order=st.sampled_from([None, "dmy", "mdy"]))
def test_any_text_ends_in_values_or_in_sentences(raw: dict[str, str], order: DateOrder | None) -> None:
    found = check(raw, Defaults(phone_region="IT", today=date(2026, 11, 22), date_order=order))
    for each in found.problems + found.warnings:
        assert each.sentence()
        str(each.stored()).encode()
    for name, kept in found.values.items():
        assert name in FIELDS
        str(kept).encode()
