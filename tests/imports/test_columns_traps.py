"""Headings that look like ours and mean something else: decided by their neighbours, their source or their values."""

import pytest

from onboarding.imports.columns import Columns, match


def matched(headings: str, *rows: str) -> Columns:
    """Headings and rows with bars between the cells, as check() matches them."""
    cells = [row.split("|") for row in rows]
    columns = headings.split("|")
    samples = [[row[place] for row in cells if row[place]] for place in range(len(columns))]
    return match(columns, samples)


def taken(headings: str, *rows: str) -> dict[str, str]:
    found = matched(headings, *rows)
    return {heading: field for heading, field in zip(headings.split("|"), found.fields, strict=True) if field}


@pytest.mark.parametrize(
    "heading",
    [
        *("Manager Email", "Manager - Work email", "email_manager", "Supervisor Email", "Reports To Name", "MANAGER"),
        *("HR", "Vorgesetzter", "Assistant's Phone", "Assistant > Email", "Emergency Contact Phone", "PartnerVoornaam"),
        *("Partner.Email", "NotfallTelefonnummer", "Spouse [mail]", "Responsabile: e-mail", "Leidinggevende (mail)"),
        *("ID", "Bamboo ID", "objectId", "AuthID", "Position ID", "Debiteurnr", "Bedrijfnr", "Federation ID"),
        *("Primary Email Type", "Work Email Verified", "Use Work Email for Notification", "Work Secondary Email"),
        *("Current Email", "Work Contact: Use Work Email for Notification", "Job Title Code", "UPDATE_BY"),
        *("Number", "Nummer", "Nr.", "Office Number", "Agent DID", "External", "Intern", "incall_exten"),
        *("User Type", "Employee Type", "Worker Type", "AO Type", "Type", "phone type (soft/desk)"),
        *("Profile Url", "security_profile_name_1|security_profile_name_2", "Job Description", "Code"),
        *("Languages", "Location", "Site", "Office", "Cost Center", "Org Unit Path", "Supervisory Organization"),
        *("When created", "Valid From", "Seniority date", "dtContract", "Locked", "Block sign in (Yes/No)"),
        *("habilitedRoles_0", "roles_divisions", "IM Group", "klas", "sip_username", "voicemail_number"),
        *("Company Main Phone", "Home Phone", "Business Phone 2", "Fax", "Licenses", "skills"),
    ],
)
def test_a_heading_that_contains_or_resembles_ours_is_not_ours(heading: str) -> None:
    assert match([heading]).fields == [None]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Vorname|Vorsatzwort|Name|Email", ["first_name", "last_name", "last_name", "email"]),
        ("Schermnaam|Voornaam|Tussenvoegsels|Achternaam", ["alias", "first_name", "last_name", "last_name"]),
        ("Nombre|Primer apellido|Segundo apellido", ["first_name", "last_name", "last_name"]),
        ("Naam|Tussenvoegsel|Email", ["full_name", None, "email"]),
        ("Nom|Prénom|Nom d'usage|Nom de naissance", [None, "first_name", "last_name", None]),
        ("Prénom|Nom de naissance|Email", ["first_name", "last_name", "email"]),
        ("Nome próprio|Apelido|Email", ["first_name", "last_name", "email"]),
        ("Nome|Apelido|Email", ["first_name", "last_name", "email"]),
        ("Nome completo|Apelido|Email", ["full_name", "alias", "email"]),
        ("Nome|Sobrenome|Apelido|Email", ["first_name", "last_name", "alias", "email"]),
        ("Nome|Apelido|CPF|Email", ["full_name", "alias", None, "email"]),
        ("Jméno|Příjmení|Email", ["first_name", "last_name", "email"]),
        ("Nume|Prenume|Email", ["last_name", "first_name", "email"]),
        ("Όνομα|Επώνυμο|Email", ["first_name", "last_name", "email"]),
        ("Last name, First name|First name|Last name", ["full_name", "first_name", "last_name"]),
        ("internal|external|e-mail", ["extension", "phone", "email"]),
        ("Employee #|Employee ID|Name", ["employee_id", None, "full_name"]),
        ("Email|Personal Email|Name", ["email", "personal_email", "full_name"]),
        ("Mail|Work Email|Home Email", [None, "email", "personal_email"]),
    ],
)
def test_the_headings_beside_it_decide(headings: str, expected: list[str | None]) -> None:
    assert match(headings.split("|")).fields == expected


@pytest.mark.parametrize("heading", ["Title", "Titel", "Titolo", "Título"])
def test_a_title_is_a_job_unless_all_below_it_are_forms_of_address(heading: str) -> None:
    head = f"Name|Email|{heading}"
    assert taken(head, "A|a@b.example|Team lead", "B|b@b.example|Dr.")[heading] == "description"
    assert heading not in taken(head, "A|a@b.example|Frau", "B|b@b.example|Dr.", "C|c@b.example|")
    (warning,) = matched(head, "A|a@b.example|Mrs").warnings
    assert (warning.code, warning.value) == ("ignored_column", heading)


def test_poste_is_an_extension_where_it_holds_digits_and_a_job_elsewhere() -> None:
    head = "Nom|Prénom|Mail|Poste"
    assert taken(head, "A|B|a@b.example|2041")["Poste"] == "extension"
    assert taken(head, "A|B|a@b.example|Conseillère")["Poste"] == "description"


def test_a_status_that_says_what_to_do_with_a_row_is_not_employment() -> None:
    head = "Naam|Email|Status"
    assert taken(head, "A|a@b.example|actief")["Status"] == "employment_status"
    assert "Status" not in taken(head, "A|a@b.example|nieuw", "B|b@b.example|wijziging")
    assert [warning.value for warning in matched(head, "A|a@b.example|nieuw").warnings] == ["Status"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("First Name [Required]", "first_name"),
        ("Email Address (required)", "email"),
        ("Professional email *", "email"),
        ("Nombre de usuario (opcional)", "username"),
        ("User ID/Email (Required)", "email"),
        ("Work Contact: Work Email (Personal Profile)", "email"),
        ("Job Title Description (Employment Profile - Pay Rates)", "description"),
        ("Vorname [givenName]", "first_name"),
        ("Benutzerprinzipalname [userPrincipalName] Erforderlich", "email"),
        ("User.LastName", "last_name"),
        ("Contact.FirstName", "first_name"),
        ("User > Email", "email"),
        ("Personal > Email", "personal_email"),
        ("phones.cell_phone", "mobile"),
        ("dates.started", "start_date"),
        ("Start date (dd/mm/yyyy)", "start_date"),
        ("Eintrittsdatum (TT.MM.JJJJ)", "start_date"),
        ("Voicemail (ja/nein)", "voicemail"),
        ("1. Vorname", "first_name"),
        ("Vorname / Prénom / Nome", "first_name"),
        ("Team/Abteilung", "teams"),
        ("Work\nEmail", "email"),
        ("Email:", "email"),
        ("\u200bEmail\u00a0", "email"),
        ("E\u2011Mail", "email"),
        ("ＥＭＡＩＬ", "email"),
    ],
)
def test_a_heading_is_read_without_what_a_template_adds(heading: str, field: str) -> None:
    assert match([heading]).fields == [field]


@pytest.mark.parametrize(
    "heading",
    ["Personal > Phone", "Name / Email", "Email/Phone", "Team/Queue", "Start date / End date", "Company.Name", "A > B"],
)
def test_a_heading_whose_parts_disagree_is_none_of_ours(heading: str) -> None:
    assert match([heading]).fields == [None]


def test_what_was_chosen_by_hand_comes_before_what_the_headings_say() -> None:
    headings = ["Who", "Email", "Electronic post", "Extension", "PIN"]
    chosen = {"who": "full_name", "electronicpost": "email", "extension": None, "pin": "extension"}
    found = match(headings, chosen=chosen)
    assert found.fields == ["full_name", None, "email", None, None]
    assert found.dropped == ["PIN"]
    assert (found.problems, found.via_synonym) == ([], {"full_name", "email"})


def test_one_field_chosen_for_two_columns_is_a_problem() -> None:
    found = match(["Who", "Whom", "Email"], chosen={"who": "full_name", "whom": "full_name"})
    assert [(p.code, p.column, p.value) for p in found.problems] == [("duplicate_column", "full_name", "Whom")]


def test_lists_may_be_chosen_for_several_columns_and_the_second_of_equal_headings_by_its_number() -> None:
    found = match(["Name", "Email", "Skill", "Skill"], chosen={"skill": "queues", "skill 2": "queues"})
    assert (found.fields[2:], found.problems) == (["queues", "queues"], [])
