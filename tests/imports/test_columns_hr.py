"""Exports of HR systems, beyond those of test_columns_vendors: the same notation as in test_columns_switches, with a
bar between headings."""

import pytest

from onboarding.imports.columns import match
from tests.imports.test_columns_switches import said

EXPORTS = {
    "BambooHR": """
        Employee #: employee_id | Last name, First name: full_name | Display Name: alias | Work Email: email
        Supervisor Email: – | Status: employment_status | Termination Date: end_date | Home Email: personal_email
        Work Ext.: extension | Hire Date: start_date""",
    "BambooHR, by its interface": """
        firstName: first_name | lastName: last_name | preferredName: alias | workEmail: email
        homeEmail: personal_email | mobilePhone: mobile | jobTitle: description | workPhone: phone
        workPhoneExtension: extension""",
    "Workday": """
        Employee ID: employee_id | Legal Name - First Name: first_name | Legal Name - Last Name: last_name
        Preferred Name: alias | Email - Primary Work: email | Business Title: description | Hire Date: start_date
        Supervisory Organization: –""",
    "Personio, in English": """
        First name: first_name | Last name: last_name | Name: full_name | Email: email | Position: description
        Department: – | Team: teams | Office: – | Sub-company/Legal entity: – | Hire date: start_date | Supervisor: –
        Status: employment_status | Preferred name: alias | Personnel number: employee_id | Weekly hours: –""",
    "SAP SuccessFactors": """
        STATUS: employment_status | USERID: – | USERNAME: username | FIRSTNAME: first_name | LASTNAME: last_name
        MI: – | GENDER: – | EMAIL: email | MANAGER: – | HR: – | DEPARTMENT: teams | DIVISION: – | LOCATION: –
        TIMEZONE: timezone | HIREDATE: start_date | EMPID: employee_id | TITLE: description | JOBCODE: –""",
    "UKG Ready": """
        username: username | first_name: first_name | last_name: last_name | employee_id: employee_id
        primary_email: email | phones.cell_phone: mobile | dates.hired: – | dates.started: start_date""",
    "HiBob": """
        First name: first_name | Last name: last_name | Email: email | Start date: start_date | Site: –
        Reports to: –""",
    "Gusto": """
        first_name: first_name | last_name: last_name | title: description | gusto_employee_id: employee_id
        Email: email""",
    "Rippling": """
        Employee name: full_name | Work email: email | Title: description | Employment status: employment_status
        Manager - Work email: –""",
    "Factorial": """
        First name *: first_name | Last name *: last_name | Professional email *: email
        Personal email: personal_email | Phone number: phone | Team: teams | Job title: description""",
    "Factorial, contracts": "Name: first_name | Surname: last_name | Email: email | Initial contract: –",
    "Zoho People": """
        Employee ID: employee_id | First Name: first_name | Last Name: last_name | Email ID: email
        Nick Name: alias | Date of joining: start_date | Reporting To: –""",
    "Oracle, users": """
        User Name: username | First Name: first_name | Last Name: last_name | Work Email: email
        Home Email: personal_email | Recovery Email: – | Primary Email Type: – | Display Name: full_name
        Nick Name: alias | Work Phone: phone | Mobile No: mobile | Preferred Language: language
        Time Zone: timezone | Title: description | Employee Number: employee_id | User Type: –
        ByPass Notification: – | Locked: – | Start Date: – | Hire Date: start_date""",
    "DATEV": """
        Personal-Nr.: employee_id | Name: last_name | Vorname: first_name | Vorsatzwort: last_name | Zusatzwort: –
        Titel: – | Eintritts-Datum: start_date | Austritt: end_date | Stellenbezeichnung: description
        E-Mail: email""",
    "Lexware": """
        Mitarbeiternr.: employee_id | Name: last_name | Vorname: first_name | Beitritt am: start_date
        Austritt am: end_date | Handynummer: mobile | Bemerkungen: description | E-Mail: email""",
    "Lucca": """
        login: username | firstName: first_name | lastName: last_name | mail: email | legalEntity: –
        dtContractStart: – | department: teams | manager: – | culture: language | habilitedRoles_0: –
        habilitedRoles_1: – | employeenumber: employee_id""",
    "Silae": """
        Matricule: employee_id | Nom: – | Prénom: first_name | Nom d'usage: last_name | Nom de naissance: ✗
        Date d'entrée: start_date | Emploi: description | Mail: email""",
    "Zucchetti": """
        Codice Azienda: – | Codice Dipendente: employee_id | Cognome: last_name | Nome: first_name
        Email: email""",
    "aTurnos": "Nombre: full_name | Mail: email | Fecha de alta: start_date",
    "MAPAL": """
        Nombre: first_name | Apellido: last_name | Estado: employment_status | Perfil de usuario: profile
        Identificador externo: employee_id | Título profesional: description | Fecha de inicio: start_date
        Email: email""",
    "Payhawk": """
        Nombre: first_name | Apellidos: last_name | Correo electrónico de empresa: email
        Número de teléfono: phone | ID externo: employee_id | Perfil: profile | Estado: employment_status""",
    "MarQ": """
        Nome completo: full_name | CPF: ✗ | PIS: ✗ | Equipe: teams | Cargo: description | Código: employee_id
        E-mail: email""",
    "Nmbrs": """
        Debiteurnr: – | Bedrijfnr: – | Persnr: employee_id | PartnerVoornaam: – | Voornaam: first_name
        Achternaam: last_name | Email: email""",
    "Robaws": """
        FIRSTNAME: first_name | LASTNAME: last_name | TEL: phone | GSM: mobile | FUNCTION: – | EMPLOYEESINCE: –
        ID: – | UPDATE_BY: – | EMAIL: email""",
    "festivalroosters": """
        Schermnaam: alias | Voornaam: first_name | Tussenvoegsels: last_name | Achternaam: last_name
        Telefoon1: – | E-mail: email""",
    "AFAS": """
        Personeelsnr.: employee_id | Roepnaam: first_name | Voorletters: – | Tussenv.: last_name
        Achternaam: last_name | BSN: ✗ | Zakelijk e-mailadres: email | Doorkies: phone | Afdeling: teams
        Functie: description | Datum in dienst: start_date | Geslacht: –""",
}


@pytest.mark.parametrize("source", EXPORTS)
def test_an_export_is_understood(source: str) -> None:
    pairs = [pair.rpartition(":") for line in EXPORTS[source].splitlines() for pair in line.split("|") if pair.strip()]
    expected = {heading.strip(): field.strip() for heading, _, field in pairs}
    found = match(list(expected))
    fields = zip(expected, found.fields, strict=True)
    assert {heading: said(field, heading, found.dropped) for heading, field in fields} == expected
    assert found.problems == []
