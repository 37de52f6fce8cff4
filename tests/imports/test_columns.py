"""Headings are compared whole and folded; each field goes to its best heading; what must not be kept is dropped."""

import pytest

from onboarding.agents.fields import FIELDS
from onboarding.imports import synonyms
from onboarding.imports.columns import header_strength, match
from onboarding.imports.headings import folded
from onboarding.imports.synonyms import SYNONYMS
from onboarding.imports.unwanted import is_about_someone_else, is_never_kept

OTHERS = [
    *(synonyms.NAMES, synonyms.DISPLAY_NAMES, synonyms.NAME_PREFIXES, synonyms.SECOND_SURNAMES),
    *(synonyms.BIRTH_NAMES, synonyms.SURNAME_OR_NICKNAME, synonyms.JOB_OR_PHONE, synonyms.TITLES, synonyms.CALLED),
]


def fields(headings: str) -> list[str | None]:
    return match(headings.split(";")).fields


def test_every_canonical_name_is_found() -> None:
    found = match(FIELDS)
    assert tuple(found.fields) == FIELDS
    assert (found.via_synonym, found.problems, found.warnings) == (frozenset(), [], [])


@pytest.mark.parametrize(
    "heading", ["FULL_NAME", "full-name", "FullName", " full  name ", "f u l l n a m e", "Full\u00a0Name"]
)
def test_case_blanks_underscores_and_hyphens_do_not_matter(heading: str) -> None:
    assert match([heading]).fields == ["full_name"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Work Email", "email"),
        ("Correo electrónico", "email"),
        ("Internal number", "extension"),
        ("Durchwahl", "extension"),
        ("Hire Date", "start_date"),
        ("Date d'entrée", "start_date"),
        ("Date d’entrée", "start_date"),
        ("Employee #", "employee_id"),
        ("Employee No.", "employee_id"),
        ("Personal-Nr.", "employee_id"),
        ("PersNr", "employee_id"),
        ("N° salarié", "employee_id"),
        ("Nº empleado", "employee_id"),
        ("Phone #", "phone"),
        ("Handynummer", "mobile"),
        ("Prenom", "first_name"),
        ("VM (y/n)", "voicemail"),
        ("Private E-Mail", "personal_email"),
    ],
)
def test_other_systems_names_are_known(heading: str, field: str) -> None:
    found = match([heading])
    assert found.fields == [field]
    assert found.via_synonym == {field}


def test_no_name_stands_for_two_fields() -> None:
    names = [folded(name) for group in (*SYNONYMS.values(), *OTHERS, FIELDS) for name in group]
    assert sorted(names) == sorted(set(names))


def test_no_synonym_is_of_what_must_not_be_kept() -> None:
    names = [name for group in SYNONYMS.values() for name in group]
    assert [name for name in names if is_never_kept(name) or is_about_someone_else(name)] == []


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Name;E-Mail", ["full_name", "email"]),
        ("Name;Vorname;E-Mail", ["last_name", "first_name", "email"]),
        ("Name;Surname;Email", ["first_name", "last_name", "email"]),
        ("Name;First name;Last name;Email", ["full_name", "first_name", "last_name", "email"]),
        ("Cognome;Nome;Email", ["last_name", "first_name", "email"]),
        ("Nombre;Apellidos;Email", ["first_name", "last_name", "email"]),
        ("Nombre;Email", ["full_name", "email"]),
        ("Nom;Prénom;Email", ["last_name", "first_name", "email"]),
        ("Nom;Prénom;Nom d'usage;Email", [None, "first_name", "last_name", "email"]),
        ("Naam;Voornaam;Email", ["last_name", "first_name", "email"]),
        ("Display Name;Email", ["full_name", "email"]),
        ("Display Name;Full name;Email", ["alias", "full_name", "email"]),
        ("Name;Display Name;Email", ["full_name", "alias", "email"]),
    ],
)
def test_the_headings_beside_it_decide_what_name_means(headings: str, expected: list[str | None]) -> None:
    assert fields(headings) == expected


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Hire Date;Hire/Rehire Date", [None, "start_date"]),
        ("Original Hire Date;Rehire Date", [None, "start_date"]),
        ("Email Address;Work Email", [None, "email"]),
        ("Work Email;email", [None, "email"]),
        ("Title;Job Title", [None, "description"]),
    ],
)
def test_the_better_heading_wins_and_the_other_is_named(headings: str, expected: list[str | None]) -> None:
    loser, winner = headings.split(";")
    found = match([loser, winner])
    assert found.fields == expected
    assert found.ignored == [loser]
    assert [(w.code, w.value, w.params["winner"]) for w in found.warnings] == [("ignored_column", loser, winner)]


def test_two_headings_that_are_equal_after_folding_are_a_problem() -> None:
    (problem,) = match(["full_name", "E-Mail", "e_mail"]).problems
    assert (problem.code, problem.column, problem.value) == ("duplicate_column", "email", "e_mail")


@pytest.mark.parametrize("headings", ["teams;Teams", "Queue;Queue", "Queue 1;Queue 2", "queues;queues_2"])
def test_teams_and_queues_may_stand_in_several_columns(headings: str) -> None:
    found = match(["full_name", "email", *headings.split(";")])
    assert found.problems == []
    assert len(set(found.fields[2:])) == 1
    assert None not in found.fields


def test_unknown_and_blank_headings_may_repeat_and_are_ignored() -> None:
    found = match(["full_name", "email", "Shoe size", "Shoe size", "", ""])
    assert (found.problems, found.ignored) == ([], ["Shoe size", "Shoe size"])


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        ("Name", ["email"]),
        ("Email", ["full_name"]),
        ("Email;First name", ["full_name"]),
        ("Email;First name;Last name", []),
        ("Name;Personal Email", ["email"]),
        ("Red;Green", ["email", "full_name"]),
    ],
)
def test_an_address_and_a_name_are_needed(headings: str, missing: list[str]) -> None:
    problems = match(headings.split(";")).problems
    assert [(problem.code, problem.column) for problem in problems] == [("missing_column", name) for name in missing]


@pytest.mark.parametrize(
    "heading",
    [
        "Password",
        "Initial password [passwordProfile] Required",
        "AuthPassword",
        "voicemail_vmpwd",
        "Voicemail Access PIN",
        "sipSecret",
        "Codice Fiscale",
        "SSN",
        "CPF",
        "Sozialversicherungsnummer",
        "IBAN",
        "Bank account",
        "Date of Birth",
        "Geburtsdatum",
        "Fecha de nacimiento",
        "Salary",
        "Religion",
    ],
)
def test_what_must_not_be_kept_is_dropped_and_said(heading: str) -> None:
    found = match(["full_name", "email", heading])
    assert (found.dropped, found.ignored, found.fields[2]) == ([heading], [], None)
    assert [warning.code for warning in found.warnings] == ["dropped_column"]
    assert heading in found.warnings[0].sentence()


@pytest.mark.parametrize(
    "heading",
    [
        "Manager Email",
        "Manager > Email",
        "Emergency contact [mail]",
        "Email (work, verified)",
        "Use Work Email for Notification",
        "Company.Name",
        "Office Number",
        "User Type",
        "ID",
    ],
)
def test_a_heading_that_only_contains_a_name_of_ours_is_not_ours(heading: str) -> None:
    assert match([heading]).fields == [None]


@pytest.mark.parametrize(
    ("cells", "strength"),
    [
        ("Name;E-Mail;Shoe size", 2),
        ("Team;Extension;Language", 0),
        ("E-Mail;;", 0),
        ("Anna;anna@northwind.example;2001", 0),
        ("New hires of December", 0),
    ],
)
def test_a_row_of_headings_is_told_from_titles_and_people(cells: str, strength: int) -> None:
    assert header_strength(cells.split(";")) == strength
