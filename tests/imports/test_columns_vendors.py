"""Exports of HR systems, directories and phone systems as they come."""

import pytest

from onboarding.imports.columns import match


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        pytest.param(
            "First Name [Required]|Last Name [Required]|Email Address [Required]|Password [Required]"
            "|Org Unit Path [Required]|Status [READ ONLY]"
            "|Recovery Email|Work Phone|Mobile Phone|Employee ID|Employee Type|Employee Title"
            "|Manager Email|Department|Cost Center|Recovery Phone [MUST BE IN THE E.164 FORMAT]",
            {
                "First Name [Required]": "first_name",
                "Last Name [Required]": "last_name",
                "Email Address [Required]": "email",
                "Status [READ ONLY]": "employment_status",
                "Recovery Email": "personal_email",
                "Work Phone": "phone",
                "Mobile Phone": "mobile",
                "Employee ID": "employee_id",
                "Employee Title": "description",
                "Department": "teams",
            },
            id="Google Workspace",
        ),
        pytest.param(
            "Anzeigename [displayName] Erforderlich|Benutzerprinzipalname [userPrincipalName] Erforderlich"
            "|Anfangskennwort [passwordProfile] Erforderlich|Vorname [givenName]|Nachname [surname]"
            "|Position [jobTitle]|Bürotelefon [telephoneNumber]|Mobiltelefon [mobile]",
            {
                "Anzeigename [displayName] Erforderlich": "full_name",
                "Benutzerprinzipalname [userPrincipalName] Erforderlich": "email",
                "Vorname [givenName]": "first_name",
                "Nachname [surname]": "last_name",
                "Position [jobTitle]": "description",
                "Bürotelefon [telephoneNumber]": "phone",
                "Mobiltelefon [mobile]": "mobile",
            },
            id="Entra, with translated labels",
        ),
        pytest.param(
            "Payroll Name|File Number|Position ID|Work Contact: Work Email (Personal Profile)"
            "|Work Contact: Use Work Email for Notification|Personal Contact: Personal Email|Reports To Name|Hire Date"
            "|Hire/Rehire Date|Position Status|Home Department Description (Employment Profile - Pay Rates)",
            {
                "Payroll Name": "full_name",
                "File Number": "employee_id",
                "Work Contact: Work Email (Personal Profile)": "email",
                "Personal Contact: Personal Email": "personal_email",
                "Hire/Rehire Date": "start_date",
                "Position Status": "employment_status",
                "Home Department Description (Employment Profile - Pay Rates)": "teams",
            },
            id="ADP",
        ),
        pytest.param(
            "Vorname|Nachname|Bezeichnung|Email|Position|Abteilung|Standort|Anstelldatum|Vorgesetzter|bevorzugter Name",
            {
                "Vorname": "first_name",
                "Nachname": "last_name",
                "Bezeichnung": "full_name",
                "Email": "email",
                "Position": "description",
                "Abteilung": "teams",
                "Anstelldatum": "start_date",
                "bevorzugter Name": "alias",
            },
            id="Personio",
        ),
        pytest.param(
            "Cognome|Nome|Codice Fiscale|Data di nascita|Matricola|Gruppo|Mansione|IBAN|Telefono|Email|Attivo",
            {
                "Cognome": "last_name",
                "Nome": "first_name",
                "Matricola": "employee_id",
                "Gruppo": "teams",
                "Mansione": "description",
                "Telefono": "phone",
                "Email": "email",
                "Attivo": "employment_status",
            },
            id="Dipendenti in Cloud",
        ),
        pytest.param(
            "login|firstName|lastName|email|title|displayName|secondEmail|mobilePhone|primaryPhone|preferredLanguage"
            "|timezone|userType|employeeNumber|managerId|manager|department",
            {
                "login": "username",
                "firstName": "first_name",
                "lastName": "last_name",
                "email": "email",
                "title": "description",
                "displayName": "full_name",
                "secondEmail": "personal_email",
                "mobilePhone": "mobile",
                "primaryPhone": "phone",
                "preferredLanguage": "language",
                "timezone": "timezone",
                "employeeNumber": "employee_id",
                "department": "teams",
            },
            id="Okta",
        ),
        pytest.param(
            "ext|fname|lname|email|title|location|password|phone_password",
            {"ext": "extension", "fname": "first_name", "lname": "last_name", "email": "email", "title": "description"},
            id="Switchvox",
        ),
        pytest.param(
            "Full Name|Username|Email|Internal number|Typology|Mobile App Push Gateway|Voicemail|Alias",
            {
                "Full Name": "full_name",
                "Username": "username",
                "Email": "email",
                "Internal number": "extension",
                "Typology": "typology",
                "Mobile App Push Gateway": "push_gateway",
                "Voicemail": "voicemail",
                "Alias": "alias",
            },
            id="the agents section itself",
        ),
    ],
)
def test_an_export_is_understood(headings: str, expected: dict[str, str]) -> None:
    columns = headings.split("|")
    found = match(columns)
    assert {heading: field for heading, field in zip(columns, found.fields, strict=True) if field} == expected
    assert found.problems == []
