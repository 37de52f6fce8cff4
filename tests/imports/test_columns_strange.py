"""Headings as people make them: mixed languages, abbreviations, technical names, numbering, what must not come in."""

import csv

import pytest

from onboarding.imports.columns import match

# A header line; the fields it holds, in order (– not ours, ✗ dropped).
LINES = """
Mitarbeiter-Nr.;Anrede;Vorname;Nachname;Geb.-Datum;E-Mail (geschäftl.);Mobil (dienstl.);Abteilungsbezeichnung;Steuer-ID
  employee_id – first_name last_name ✗ email mobile teams ✗
Pers.Nr.;Name;Vorname;Geb.Datum;E-Mail;Telefon;Abt.;Eintrittsdatum;SV-Nummer;Bankverbindung;Krankenkasse
  employee_id last_name first_name ✗ email phone teams start_date ✗ ✗ ✗
Civilité;Nom;Prénom;Date de naissance;N° Sécurité sociale;Mail professionnel;Tél. portable pro;Service;RIB
  – last_name first_name ✗ ✗ email mobile teams ✗
N° Matricule;NOM;PRENOM;Adresse mail pro;Site;Date embauche;Manager N+1
  employee_id last_name first_name email – start_date –
Cod. Dip.;Cognome e nome;Sesso;Data Nascita;Cod. Fiscale;E-mail aziendale;Interno tel.;Cell. aziendale;Data Ass.;RAL
  employee_id full_name – ✗ ✗ email extension mobile start_date ✗
Matricola;COGNOME;NOME;EMAIL;TELEFONO INTERNO;UFFICIO;RESPONSABILE;E-MAIL RESPONSABILE
  employee_id last_name first_name email extension teams – –
DNI/NIE;Apellidos;Nombre;Correo corporativo;Ext.;Departamento;F. alta;F. baja;Nº S.S.;Email responsable
  ✗ last_name first_name email extension teams start_date end_date ✗ –
RUT;Nombres;Apellido Paterno;Apellido Materno;Correo Electrónico;Anexo;Fecha Ingreso;AFP;Isapre;Sueldo Base
  ✗ first_name last_name last_name email extension start_date ✗ ✗ ✗
Legajo;Apellido y Nombre;CUIL;Mail;Interno;Sector;Obra social
  employee_id full_name ✗ email extension teams ✗
Matrícula;Nome do colaborador;CPF;E-mail corporativo;Ramal;Setor;Gestor imediato;E-mail do gestor
  employee_id full_name ✗ email extension teams – –
Nº Mec.;Nome;NIF;NISS;Email;Extensão;Data de admissão;Data Nasc.
  employee_id full_name ✗ ✗ email extension start_date ✗
Nr osobowy;Nazwisko;Imię;PESEL;E-mail służbowy;Telefon wewnętrzny;Dział;Stanowisko
  employee_id last_name first_name ✗ email extension teams description
Os. číslo;Příjmení;Jméno;Rodné číslo;E-mail;Linka;Oddělení;Datum nástupu
  employee_id last_name first_name ✗ email extension teams start_date
Anst.nr;Förnamn;Efternamn;Personnummer;E-post;Anknytning;Avdelning;Befattning
  employee_id first_name last_name ✗ email extension teams description
Medarbejdernr.;Fornavn;Efternavn;CPR-nr.;Arbejdsmail;Lokalnr.;Stilling;Ansættelsesdato
  employee_id first_name last_name ✗ email extension description start_date
Ansattnr;Fornavn;Etternavn;Fødselsnummer;E-post;Avdeling;Kontonummer
  employee_id first_name last_name ✗ email teams ✗
Sukunimi;Etunimi;Henkilötunnus;Sähköposti;Puhelin;Tehtävänimike;Aloituspäivä
  last_name first_name ✗ email phone description start_date
Marca;Nume;Prenume;CNP;E-mail serviciu;Interior;Departament;Funcția
  employee_id last_name first_name ✗ email extension teams description
Törzsszám;Vezetéknév;Keresztnév;TAJ szám;Adóazonosító jel;Céges e-mail;Mellék
  employee_id last_name first_name ✗ ✗ email extension
ΑΦΜ;ΑΜΚΑ;Επώνυμο;Όνομα;Email;Εσωτερικό;Τμήμα
  ✗ ✗ last_name first_name email extension teams
EMPLID;first name;last name;email_addr;deptname;hire_dt;termination_dt;empl_status;supervisor_id;national_id
  employee_id first_name last_name email teams start_date end_date employment_status – ✗
PERNR;VORNA;NACHN;GBDAT;USRID_LONG;ORGEH;ICNUM
  employee_id first_name last_name ✗ email – ✗
employee.personalInfo.firstName;employee.personalInfo.lastName;work.email;work.department;work.startDate;work.reportsTo.email
  first_name last_name email teams start_date –
Associate Oid;Legal Name: First Name;Legal Name: Last Name;Work Contact: Work Email;Tax ID (SSN);Compensation Rate
  – first_name last_name email ✗ ✗
Username;First;Last;E-mail;Phone;Dept.;Status
  username first_name last_name email phone teams employment_status
Extension;First Name;Last Name;Email;Outbound CID;Voicemail;Voicemail Password;Secret;Ring Group
  extension first_name last_name email – voicemail ✗ ✗ queues
agent_id;agent_name;email;agent_pass;user_group;phone_login;phone_pass;active
  – full_name email ✗ teams – ✗ –
Agent Login;Agent First Name;Agent Last Name;Agent Email;Team Name;Profile;Skills;Time Zone
  – first_name last_name email teams profile – timezone
FIRST NAME *;SURNAME *;WORK E-MAIL ADDRESS *;MOBILE NO.;LINE MANAGER E-MAIL;DATE OF JOINING;NI NUMBER
  first_name last_name email mobile – start_date ✗
Name (DE) / Name (EN);E-Mail / Email;Team / Team;Durchwahl / Extension
  full_name email teams extension
1) Vorname;2) Nachname;3) E-Mail;4) Team
  first_name last_name email teams
Vor- und Zuname;E-Mail-Adresse (Firma);Tel.;Handy (privat);Bemerkung
  full_name email phone – description
Employee: First Name;Employee: Last Name;Employee: Email;Employee: Date of Birth;Emergency Contact: Phone
  first_name last_name email ✗ –
Nom et Prénom;Adresse e-mail;Poste tél.;Équipe(s);File(s) d'attente;Langue
  full_name email extension teams queues language
Vorname;Name;Name des Vorgesetzten;E-Mail;E-Mail Vorgesetzter;Vertreter;Notfallkontakt
  first_name last_name – email – – –
email;Email Verified;Email Opt-in;Name;Name (phonetic);Phone Type;Phone
  email – – full_name – typology phone
fullName;mail;userPrincipalName;mailNickname;proxyAddresses;employeeHireDate;employeeLeaveDateTime
  full_name email – – – start_date end_date
Voornaam;Naam;E-mail;GSM;Rijksregisternummer;Rekeningnummer;In dienst
  first_name last_name email mobile ✗ ✗ start_date
Vorname / Prénom / Nome;Nachname / Nom / Cognome;E-Mail / Courriel;AHV-Nr.;Abteilung / Service;Lohn
  first_name last_name email ✗ teams ✗
Name;E-Mail;Personalausweis-Nr.;Führerschein;Schwerbehinderung;Gewerkschaft;Kirchensteuermerkmal;Blood group
  full_name email ✗ ✗ ✗ ✗ ✗ ✗
Name;Email;PIN;Pincode;API key;Passport No;Bank name;Sort code;Hourly rate;Tax code;Sick days;Marital status;Ethnicity
  full_name email ✗ ✗ ✗ ✗ ✗ ✗ ✗ ✗ ✗ – ✗
Name;Email;Shopping card;Spinning class;Secretary;Berlin office;Niederlassung;Pinboard;Embankment;Racecourse
  full_name email – – – – – – – –
氏名;メールアドレス;内線;部署
  – – – –
;;Name;;Email;
  – – full_name – email –
Name;Email;Name;Nombre
  full_name email ! –
Email;E-Mail;Full name
  email ! full_name
"""
PAIRS = list(zip(*[iter(LINES.strip().splitlines())] * 2, strict=True))


@pytest.mark.parametrize(("line", "expected"), PAIRS, ids=[line[:40] for line, _ in PAIRS])
def test_a_strange_header_line_is_understood(line: str, expected: str) -> None:
    (headings,) = csv.reader([line], delimiter=";")
    found = match(headings)
    twice = {problem.value for problem in found.problems if problem.code == "duplicate_column"}
    said = [
        field or ("✗" if heading in found.dropped else "!" if heading in twice else "–")
        for heading, field in zip(headings, found.fields, strict=True)
    ]
    assert said == expected.split()
