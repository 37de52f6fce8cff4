"""The headings under which exports in the languages of Europe hold our fields, each by itself."""

import pytest

from onboarding.imports.columns import match

HEADINGS = {
    "employee_id": """
        Employee ID | Employee # | Employee Number | employeeNumber | File Number | File # | Associate ID
        Personnel number | Staff Number | Person number | employee_code | External Id | Worker ID | Payroll ID | Emp No
        Badge | EMPID | Personalnummer | Personal-Nr. | Pers-Nr. | PersNr | Personal-Nummer | PersonalNr
        Mitarbeiternr. | Mitarbeiternummer | Stammnummer | Matricule | Matricule paie | N° salarié | Matricola
        Codice Dipendente | Numero personale | ID externo | Identificador externo | Nº empleado | Código de empleado
        Legajo | Matrícula | Código | Registro | Nº mecanográfico | Personeelsnummer | Persnr | Medewerkernummer
        Numer pracownika | Osobní číslo | Anställningsnummer | Medarbejdernummer | Ansattnummer | Törzsszám""",
    "full_name": """
        Full Name | Name | Display Name | displayName | Employee name | Formatted Name | First and last name
        Last name, First name | Payroll Name | Bezeichnung | Vollständiger Name | Mitarbeiter | Name, Vorname
        Nom complet | Collaborateur | Salarié | Nom et prénom | Nome e Cognome | Cognome e Nome | Nominativo | Nombre
        Nombre completo | Nombre y apellidos | Nome completo | Nome | Colaborador | Naam | Volledige naam
        Imię i nazwisko | Jméno a příjmení | Namn | Navn | Koko nimi | Nume complet | Teljes név | Ονοματεπώνυμο""",
    "first_name": """
        First Name | fname | givenName | given_name | Legal First Name | FIRSTNAME | Forename | Vorname | Prénom
        Primeiro nome | Voornaam | Imię | Förnamn | Fornavn | Etunimi | Prenume | Keresztnév""",
    "last_name": """
        Last Name | lname | Surname | sn | family_name | Legal Last Name | LASTNAME | Nachname | Familien-/Nachname
        Nom de famille | Nom d'usage | Cognome | Apellidos | Apellido | Primer apellido | Sobrenome | Apelido
        Achternaam | Nazwisko | Příjmení | Efternamn | Efternavn | Etternavn | Sukunimi | Vezetéknév | Επώνυμο""",
    "username": """
        Username | User Name | login | Login | Login Name | Login ID | user login | Web Username | preferred_username
        sAMAccountName | Benutzername | Anmeldename | Kennung | Identifiant | Nom d'utilisateur | Nome utente | Usuario
        Nombre de usuario | Usuário | Utilizador | Gebruikersnaam | Inlognaam | Nazwa użytkownika | Användarnamn""",
    "email": """
        Work Email | Work Contact: Work Email | Professional email | Primary email | primary_email | Email Address
        EmailAddress | Email | Mail | mail | e-mail | Email Address 1 | User ID/Email | login_email | Company email
        Business Email | Corporate email | Email ID | E-Mail | E-Mail geschäftlich | E-Mail dienstlich
        E-Mail (Arbeit) | Firmen-E-Mail | E-mail professionnel | Courriel | Mail pro | Adresse e-mail
        E-mail aziendale | Posta elettronica | Correo electrónico de empresa | Correo electrónico | Correo corporativo
        E-mail corporativo | E-mail profissional | E-mailadres | E-mail werk | Zakelijk e-mailadres
        userPrincipalName | UPN | Adres e-mail | E-post | Sähköposti | E-mail cím | Εταιρικό email""",
    "personal_email": """
        Personal Email | personal_email | Home Email | homeEmail | Home Secondary Email | secondEmail
        Alternate email address | Recovery Email | Other Email | Personal Contact: Personal Email | Email Address 2
        E-Mail privat | Private E-Mail | E-mail personnel | Mail perso | E-mail personale | Correo personal
        E-mail pessoal | E-mail privé | Privé-e-mail | E-mail prywatny | Privat e-post""",
    "alias": """
        Preferred Name | preferredName | Preferred First Name | Nick Name | nickName | Known as | Goes by
        bevorzugter Name | Rufname | Anzeigename | Spitzname | Prénom d'usage | Nom d'affichage | Surnom
        Nome preferito | Soprannome | Nombre preferido | Apodo | Nome social | Schermnaam | Roepnaam""",
    "typology": """
        Typology | Phone type | Device type | Telefontyp | Gerätetyp | Type de poste | Tipologia | Tipo telefono
        Tipo de teléfono | Tipo de ramal | Toesteltype""",
    "extension": """
        Extension | Ext | ext | exten | Extension Number | Internal Extension | internal | Directory Number
        workPhoneExtension | Internal number | Work Ext. | ipPhone | DN | Durchwahl | Nebenstelle | Interne Nummer
        Apparat | Hausruf | Poste interne | N° de poste | Numéro interne | Interno | Numero interno | Extensión | Anexo
        Ramal | Extensão | Toestel | Toestelnummer | Intern nummer | Numer wewnętrzny | Anknytning | Lokalnummer
        Alanumero | Mellék""",
    "description": """
        Job Title | jobTitle | title | Position | Business Title | Job Title Description | Employee Title | Description
        Note | Stellenbezeichnung | Bemerkungen | Funktion | Tätigkeit | Jobtitel | Intitulé de l'emploi | Fonction
        Emploi | Intitulé de poste | Mansione | Funzione | Qualifica | Ruolo | Título profesional | Puesto | Cargo
        Função | Functie | Stanowisko | Befattning""",
    "voicemail": """
        EnableVoicemail | Enable Voicemail | voicemail_enable | VM (y/n) | voicemail | Mailbox | Anrufbeantworter
        Messagerie vocale | Boîte vocale | Casella vocale | Segreteria | Buzón de voz | Correio de voz
        Caixa postal""",
    "phone": """
        Work Phone | Office Phone | telephoneNumber | Phone | Phone # | phone_work | Business Phone | primaryPhone
        Work Contact: Work Phone | Direct Line | External Phone Number | Telefon | Telefon geschäftlich | Rufnummer
        Festnetz | Téléphone | Tél. pro | Ligne directe | SDA | Telefono | Teléfono | Número de teléfono | Telefone
        TEL | Telefoonnummer | Doorkiesnummer | Numer telefonu | Puhelin""",
    "mobile": """
        Mobile | Mobile Phone | MobileNumber | mobilePhone | Mobile No | cell_phone | mobile_phone_number
        Personal Mobile | Cell | Handynummer | Mobil | Handy | Mobiltelefon | Portable | GSM | Cellulare | Móvil
        Celular | Telemóvel | Mobiel | Telefon komórkowy | Matkapuhelin""",
    "teams": """
        Team | Department | Dept | User Group | groups | Division | Home Department Description | Unit | Squad
        Abteilung | Bereich | Organisationseinheit | Département | Service | Équipe | Reparto | Gruppo | Ufficio | Area
        Squadra | Departamento | Sección | Equipo | Área | Equipe | Setor | Time | OE naam | Afdeling | Ploeg | Dział
        Avdelning | Osasto | Osztály | Τμήμα""",
    "queues": """
        queues | Queue | Ring Groups | Campaigns | Hunt groups | Warteschlange | Warteschlangen | Hotline
        File d'attente | Files d'attente | Coda | Cola | Colas | Campaña | Fila | Filas | Wachtrij | Wachtrijen""",
    "profile": """
        Profile | User Profile | routing profile name | cti_profile_name | Profil | Profilo | Perfil de usuario
        Perfil | Profiel""",
    "language": """
        Language | Preferred Language | preferredLanguage | Locale | culture | Sprache | Langue | Lingua | Idioma
        Língua | Taal | Język | Språk""",
    "timezone": """
        Time Zone | timezone | TIMEZONE | User Time Zone | Zeitzone | Fuseau horaire | Fuso orario | Zona horaria
        Fuso horário | Tijdzone""",
    "start_date": """
        Start Date | Hire/Rehire Date | Rehire Date | Hire Date | Hired Date | hired_on | hire_date | dates.started
        First Day | Date of joining | JoiningDate | Contract Start Date | Anstelldatum | Eintrittsdatum
        Eintritts-Datum | Eintritt | Arbeitsbeginn | Beitritt am | Einstellungsdatum | Startdatum
        Date de début de contrat | Date d'entrée | Date d'embauche | Date d'arrivée | Data di assunzione | Data inizio
        Fecha de alta | Fecha de inicio | Fecha de ingreso | Fecha de incorporación | Data de admissão
        Data de início | In dienst sinds | Datum in dienst | Data zatrudnienia | Startdato""",
    "end_date": """
        End date | Termination Date | Last Day | Austritt | Austritt am | Date de sortie | Data di cessazione
        Fecha de baja | Data de demissão | Datum uit dienst""",
    "employment_status": """
        Employment status | Position Status | Status | Estado | Stato | Attivo | Statut""",
}


@pytest.mark.parametrize("field", HEADINGS)
def test_each_heading_is_known_by_itself(field: str) -> None:
    names = [name.strip() for line in HEADINGS[field].splitlines() for name in line.split("|") if name.strip()]
    found = {name: match([name]).fields[0] for name in names}
    assert {name: taken for name, taken in found.items() if taken != field} == {}
