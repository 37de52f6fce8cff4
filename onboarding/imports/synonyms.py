"""The headings under which HR systems, directories and phone systems export our fields.

Names are written as they are seen; how they are compared is the matter of headings.py. Within a field the better
name comes first: where a file has two of them, it wins. Work addresses stand before plain ones, the hire that counts
now before the original one.
"""

# fmt: off
SYNONYMS: dict[str, tuple[str, ...]] = {
    "employee_id": (
        "Employee Number", "Employee #", "Emp No", "Emp ID", "Personnel number", "Staff Number", "Staff ID",
        "Person number", "Worker ID", "Payroll ID", "File Number", "File #", "Associate ID", "employee_code", "Badge",
        "Badge number", "External Id", "Gusto employee ID", "Personalnummer", "Personal-Nr.", "Pers-Nr.",
        "Mitarbeiternr.", "Mitarbeiternummer", "Mitarbeiter-ID", "Stammnummer", "Matricule", "Matricule paie",
        "N° salarié", "Numéro de salarié", "Matricola", "Codice Dipendente", "Numero personale", "Nº empleado",
        "Número de empleado", "Código de empleado", "Legajo", "ID externo", "Identificador externo", "Nº mecanográfico",
        "Registro", "Código", "Personeelsnummer", "Medewerkernummer", "Emp Code", "Workday ID", "Nº de empleado",
        "Matrícula", "N° matricule", "Numéro employé", "N. matricola", "Personeelsnr", "Numer pracownika",
        "Nr ewidencyjny", "Osobní číslo", "Anställningsnummer", "Medarbejdernummer", "Ansattnummer", "Marca",
        "Număr de marcă", "Törzsszám", "Αριθμός μητρώου", "EMPLID", "PERNR", "Cod. Dip.", "Nº Mec.", "Nr osobowy",
        "Os. číslo", "Anställningsnr", "Anst.nr", "Medarbejdernr.", "Ansattnr", "Henkilönumero",
    ),
    "full_name": (
        "Employee name", "Agent name", "Formatted Name", "First and last name", "Name and surname",
        "Vollständiger Name", "Vor- und Nachname", "Vorname Nachname", "Bezeichnung", "Mitarbeiter", "Nom complet",
        "Prénom et nom", "Collaborateur", "Salarié", "Nome e Cognome", "Nominativo", "Nombre completo",
        "Nombre y apellidos", "Nome completo", "Colaborador", "Volledige naam", "Last name, First name",
        "Surname, Name", "Payroll Name", "Name, Vorname", "Nachname, Vorname", "Nom et prénom", "Nom, Prénom",
        "Cognome e Nome", "Cognome, Nome", "Apellidos y nombre", "Apellidos, Nombre", "Naam, Voornaam",
        "Imię i nazwisko", "Nazwisko i imię", "Jméno a příjmení", "Fullständigt namn", "Fulde navn", "Fullt navn",
        "Koko nimi", "Nume și prenume", "Nume complet", "Teljes név", "Ονοματεπώνυμο", "Apellidos y nombres",
        "Mitarbeitername", "Nom et prénoms", "Nom du collaborateur", "Vorname Name", "Apellido y nombre",
        "Nome do colaborador", "Nome do funcionário", "Vor- und Zuname", "Vor- und Familienname", "ENAME",
    ),
    "first_name": (
        "fname", "Given Name", "Forename", "Legal First Name", "Legal Name - First Name", "Vorname", "Prénom",
        "Primeiro nome", "Nome próprio", "Voornaam", "Employee First Name", "Vornamen", "Prénoms", "Nombres",
        "Nombre de pila", "Imię", "Křestní jméno", "Förnamn", "Fornavn", "Etunimi", "Prenume", "Keresztnév", "Utónév",
        "Nome de batismo", "Agent First Name", "VORNA", "First",
    ),
    "last_name": (
        "lname", "Surname", "sn", "Family name", "Legal Last Name", "Legal Name - Last Name", "Nachname",
        "Familienname", "Zuname", "Familien-/Nachname", "Nom d'usage", "Nom de famille", "Cognome", "Apellidos",
        "Apellido", "Primer apellido", "Sobrenome", "Achternaam", "Employee Last Name", "Nom usuel", "Apellido paterno",
        "Nazwisko", "Příjmení", "Efternamn", "Efternavn", "Etternavn", "Sukunimi", "Nume de familie", "Vezetéknév",
        "Επώνυμο", "Επίθετο", "Agent Last Name", "NACHN", "Last",
    ),
    "username": (
        "user login", "Login Name", "Login ID", "Login", "Web Username", "preferred_username", "sAMAccountName",
        "Account name", "Benutzername", "Anmeldename", "Kennung", "Benutzerkennung", "Identifiant", "Nom d'utilisateur",
        "Nome utente", "Nombre de usuario", "Utilizador", "Usuário", "Gebruikersnaam", "Inlognaam", "User",
        "Nazwa użytkownika", "Uživatelské jméno", "Användarnamn", "Brugernavn", "Brukernavn", "Käyttäjätunnus",
        "Nume de utilizator", "Felhasználónév", "Όνομα χρήστη",
    ),
    "email": (
        "Work Email", "Work Email Address", "Work Contact: Work Email", "Email - Primary Work", "Professional email",
        "Company email", "Business Email", "Corporate email", "Office email", "E-Mail geschäftlich",
        "E-Mail dienstlich", "E-Mail (Arbeit)", "Geschäftliche E-Mail", "Dienstliche E-Mail", "Firmen-E-Mail",
        "E-mail professionnel", "Adresse e-mail professionnelle", "Mail pro", "Email pro", "E-mail aziendale",
        "Mail aziendale", "Correo electrónico de empresa", "Correo corporativo", "Correo de trabajo",
        "Email corporativo", "E-mail profissional", "E-mail werk", "Zakelijk e-mailadres", "Werk e-mail",
        "E-Mail (Work)", "Work mail", "E-Mail Firma", "Courriel professionnel", "Email lavoro", "Correo profesional",
        "Correo electrónico corporativo", "E-mail de trabalho", "Email do trabalho", "Zakelijke e-mail",
        "Zakelijk e-mail", "E-mail zakelijk", "Werkmail", "E-mail służbowy", "Pracovní e-mail", "Firemní e-mail",
        "E-post arbete", "Arbejdsmail", "Jobb e-post", "Työsähköposti", "E-mail serviciu", "Céges e-mail",
        "Munkahelyi e-mail", "Εταιρικό email", "E-Mail (geschäftl.)", "E-Mail (dienstl.)", "Mail professionnel",
        "Adresse mail pro", "Adresse e-mail pro", "Adresse mail professionnelle", "E-mail address (work)",
        "E-Mail-Adresse (Firma)", "E-Mail-Adresse (geschäftlich)", "E-Mail-Adresse (dienstlich)", "Primary email",
        "Email Address", "Email Address 1", "Mail", "Mail address", "User ID/Email", "login_email", "Email ID",
        "E-Mail-Adresse", "Mailadresse", "Adresse e-mail", "Adresse mail", "Courriel", "Adresse électronique",
        "Indirizzo e-mail", "Posta elettronica", "Correo electrónico", "Correo", "Endereço de e-mail",
        "Correio eletrónico", "E-mailadres", "Employee Email", "Agent Email", "User Email", "Endereço eletrónico",
        "Adres e-mail", "E-mailová adresa", "E-post", "E-postadress", "E-postadresse", "Sähköposti", "Sähköpostiosoite",
        "Adresă de e-mail", "E-mail cím", "Ηλεκτρονικό ταχυδρομείο", "Διεύθυνση email", "email_addr", "USRID_LONG",
        "E-posta", "userPrincipalName", "UPN",
    ),
    "personal_email": (
        "Personal Contact: Personal Email", "Personal Email Address", "Private Email", "Home Email",
        "Home Email Address", "Home Secondary Email", "Secondary Email", "Second Email", "Alternate email address",
        "Alternative email", "Recovery Email", "Other Email", "Email Address 2", "Email - Primary Home",
        "E-Mail privat", "Private E-Mail-Adresse", "E-mail personnel", "Mail perso", "Adresse e-mail personnelle",
        "E-mail personale", "Mail personale", "Email privata", "Correo personal", "Correo electrónico personal",
        "E-mail pessoal", "E-mail privé", "Privé-e-mail", "Privé e-mailadres", "Personal mail", "Private mail",
        "Email 2", "Courriel personnel", "Email personal", "Persoonlijk e-mailadres", "E-mail prywatny",
        "Soukromý e-mail", "Privat e-post", "Henkilökohtainen sähköposti", "Προσωπικό email",
    ),
    "alias": (
        "Preferred Name", "Nick Name", "Known as", "Goes by", "bevorzugter Name", "Anzeigename", "Spitzname",
        "Nom d'affichage", "Surnom", "Nome preferito", "Soprannome", "Nombre preferido", "Apodo", "Nome social",
        "Schermnaam", "Přezdívka", "Becenév",
    ),
    "typology": (
        "Agent typology", "Agent type", "Phone type", "Device type", "Tipologia", "Tipo telefono", "Telefontyp",
        "Gerätetyp", "Type de poste", "Typologie", "Tipo de teléfono", "Tipo de ramal", "Toesteltype",
    ),
    "extension": (
        "Internal number", "Internal extension", "Extension number", "Ext", "Exten", "Work Ext.",
        "Work phone extension", "Phone extension", "Directory Number", "Internal", "ipPhone", "DN", "Durchwahl",
        "Nebenstelle", "Interne Nummer", "Interne Rufnummer", "Apparat", "Hausruf", "Poste interne", "N° de poste",
        "Numéro de poste", "Numéro interne", "Numero interno", "Interno", "Anexo", "Ramal", "Extensão", "Toestelnummer",
        "Toestel", "Intern nummer", "Ext. No.", "Phone ext", "Tel. ext", "Interne Durchwahl", "Nebenstellennummer",
        "Durchwahlnummer", "N° interne", "N. interno", "Numero di interno", "Nº de extensión", "Número de extensión",
        "Número de ramal", "Intern nr.", "Intern telefoonnummer", "Numer wewnętrzny", "Nr wewnętrzny",
        "Telefonní linka", "Klapka", "Anknytning", "Lokalnummer", "Alanumero", "Interior", "Mellék", "Εσωτερικό",
        "Interno tel.", "Tel. interno", "Telefono interno", "Telefon wewnętrzny", "Lokalnr.", "Poste tél.",
        "Poste téléphonique", "Linka",
    ),
    "description": (
        "Job Title", "Business Title", "Job Title Description", "Employee Title", "Position", "Role",
        "Stellenbezeichnung", "Berufsbezeichnung", "Jobtitel", "Funktion", "Tätigkeit", "Intitulé de l'emploi",
        "Intitulé de poste", "Fonction", "Emploi", "Mansione", "Qualifica", "Ruolo", "Funzione", "Título profesional",
        "Puesto", "Cargo", "Função", "Functie", "Note", "Notes", "Bemerkungen", "Bemerkung", "Poste occupé", "Posición",
        "Puesto de trabajo", "Stanowisko", "Funcția", "Pozice", "Pracovní pozice", "Befattning", "Stilling",
        "Tehtävänimike", "Beosztás", "Munkakör", "Θέση εργασίας",
    ),
    "voicemail": (
        "Enable Voicemail", "voicemail_enable", "Voicemail enabled", "VM (y/n)", "Anrufbeantworter", "Mailbox",
        "Messagerie vocale", "Boîte vocale", "Casella vocale", "Segreteria", "Buzón de voz", "Correio de voz",
        "Caixa postal", "Has voicemail", "Sprachbox", "Poczta głosowa", "Hlasová schránka", "Röstbrevlåda",
        "Telefonsvarer", "Vastaaja", "Mesagerie vocală", "Hangposta",
    ),
    "phone": (
        "Work Phone", "Work Contact: Work Phone", "Office Phone", "Business Phone", "Telephone number", "Telephone",
        "phone_work", "primaryPhone", "Phone #", "Phone Number", "Direct Line", "External Phone Number",
        "Telefon geschäftlich", "Telefonnummer", "Telefon", "Rufnummer", "Festnetz", "Numéro de téléphone", "Tél. pro",
        "Ligne directe", "SDA", "Telefono", "Numero di telefono", "Número de teléfono", "Telefone", "Telefoonnummer",
        "Telefoon", "Doorkiesnummer", "Tel", "Telephone no.", "Telefon-Nr.", "Tel.-Nr.", "Tel. dienstlich",
        "Telefon dienstlich", "Telefon Arbeit", "Téléphone fixe", "Téléphone professionnel", "N° de téléphone",
        "Telefono ufficio", "Telefono fisso", "Teléfono fijo", "Teléfono de trabajo", "Telefone fixo", "Numer telefonu",
        "Nr telefonu", "Telefonní číslo", "Puhelin", "Puhelinnumero", "Număr de telefon", "Telefonszám", "Τηλέφωνο",
        "Tel. dienstl.", "Tel. geschäftl.", "Tél. fixe", "Doorkies",
    ),
    "mobile": (
        "Mobile Phone", "phones.cell_phone", "Mobile Number", "Mobile Phone Number", "Mobile No", "Cell Phone", "Cell",
        "Personal Contact: Personal Mobile", "Personal Mobile", "Mobiltelefon", "Mobilnummer", "Mobil", "Handynummer",
        "Handy", "Téléphone portable", "Téléphone mobile", "Portable", "GSM", "Cellulare", "Telefono cellulare",
        "Teléfono móvil", "Móvil", "Celular", "Telemóvel", "Mobiel nummer", "Mobiel", "Cell Phone Number",
        "Mobile Telephone", "Mobil-Nr.", "Mobilfunknummer", "N° de portable", "Numéro de portable", "N. cellulare",
        "Numero di cellulare", "Teléfono celular", "Nº móvil", "Telefone celular", "Mobiele telefoon",
        "Telefon komórkowy", "Komórka", "Mobilní telefon", "Matkapuhelin", "Telefon mobil", "Κινητό", "Work Mobile",
        "Work Contact: Work Mobile", "Mobil dienstlich", "Mobil (dienstl.)", "Handy dienstlich", "Handy geschäftlich",
        "Diensthandy", "Portable pro", "Tél. portable", "Tél. portable pro", "Téléphone portable professionnel",
        "Cellulare aziendale", "Cell. aziendale", "Móvil corporativo", "Móvil de empresa", "Celular corporativo",
    ),
    "remote_control": (
        "Enable Remote Control", "Phonebar remote control",
    ),
    "remote_control_port": (
        "Remote port", "Phonebar remote control port",
    ),
    "push_gateway": (
        "Mobile App Push Gateway", "Push gateway URL",
    ),
    "teams": (
        "Team", "Team name", "User Group", "Groups", "Group", "Department", "Dept", "Department name",
        "Home Department Description", "Division", "Unit", "Squad", "Abteilung", "Bereich", "Organisationseinheit",
        "Équipe", "Département", "Service", "Squadra", "Reparto", "Gruppo", "Ufficio", "Area", "Equipo", "Departamento",
        "Sección", "Setor", "Time", "Ploeg", "Afdeling", "OE naam", "Abteilungsname", "Dział", "Zespół", "Oddělení",
        "Tým", "Avdelning", "Avdeling", "Osasto", "Tiimi", "Departament", "Echipă", "Osztály", "Csapat", "Τμήμα",
        "Ομάδα", "Abteilungsbezeichnung", "Abt.", "deptname", "Sector", "Équipes", "Départements",
    ),
    "queues": (
        "Queue", "Queue name", "Ring Groups", "Ring group", "Hunt groups", "Hunt group", "Campaigns", "Warteschlangen",
        "Warteschlange", "Hotline", "Files d'attente", "File d'attente", "Campagnes", "Coda", "Colas", "Cola",
        "Campaña", "Filas", "Fila", "Wachtrijen", "Wachtrij",
    ),
    "profile": (
        "User Profile", "Routing profile name", "Routing profile", "cti_profile_name", "Profil", "Profilo",
        "Perfil de usuario", "Perfil", "Profiel",
    ),
    "ai_assistant": (
        "AI assistant name", "Assistant IA", "Assistente AI", "KI-Assistent", "Asistente de IA",
    ),
    "language": (
        "Preferred Language", "Interface language", "Locale", "Culture", "Sprache", "Langue", "Lingua", "Idioma",
        "Taal", "Språk", "Sprog", "Język", "Jazyk", "Kieli", "Limbă", "Nyelv", "Γλώσσα", "Idioma preferido",
    ),
    "timezone": (
        "User Time Zone", "TZ", "Zeitzone", "Fuseau horaire", "Fuso orario", "Zona horaria", "Fuso horário", "Tijdzone",
        "Strefa czasowa", "Časové pásmo", "Tidszon", "Tidszone", "Tidssone", "Aikavyöhyke", "Fus orar", "Időzóna",
        "Ζώνη ώρας",
    ),
    "start_date": (
        "Hire/Rehire Date", "Rehire Date", "First Day", "Date of joining", "Joining Date", "Contract Start Date",
        "Starts on", "dates.started", "Hire Date", "Hired Date", "hired_on", "dates.hired", "Startdatum",
        "Arbeitsbeginn", "Eintrittsdatum", "Eintritt", "Anstelldatum", "Einstellungsdatum", "Beitritt am",
        "Date de début", "Date de début de contrat", "Date d'entrée", "Date d'arrivée", "Date d'embauche",
        "Data inizio", "Data di inizio", "Data di assunzione", "Data assunzione", "Fecha de inicio",
        "Fecha de incorporación", "Fecha de ingreso", "Fecha de alta", "Data de início", "Data de admissão",
        "Employment Start Date", "Date of hire", "Joined on", "Starting date", "Date d'entrée en fonction",
        "Datum indiensttreding", "In dienst per", "Data zatrudnienia", "Data rozpoczęcia", "Datum nástupu",
        "Anställningsdatum", "Startdato", "Ansættelsesdato", "Ansattdato", "Aloituspäivä", "Data angajării",
        "Belépés dátuma", "Ημερομηνία πρόσληψης", "In dienst sinds", "Datum in dienst", "Original Hire Date", "hire_dt",
        "employeeHireDate", "Date embauche", "Date entrée", "Fecha ingreso", "Fecha alta", "F. alta", "Data ass.",
        "Data ingresso", "In dienst",
    ),
    "end_date": (
        "Termination Date", "Last Day", "Last working day", "Leaving date", "Contract End Date", "Austritt",
        "Austrittsdatum", "Austritt am", "Enddatum", "Date de sortie", "Date de fin", "Date de fin de contrat",
        "Data di cessazione", "Data cessazione", "Data fine", "Fecha de baja", "Fecha de fin", "Data de demissão",
        "Data de desligamento", "Datum uit dienst", "Uit dienst", "End of employment", "Date out",
        "Employment End Date", "Date de départ", "Data de término", "Data di fine rapporto", "Einddatum",
        "Data zwolnienia", "Datum ukončení", "Slutdatum", "Slutdato", "Sluttdato", "Fratrædelsesdato", "Päättymispäivä",
        "Kilépés dátuma", "termination_dt", "employeeLeaveDateTime", "Fecha baja", "F. baja", "Data cess.",
        "Date sortie",
    ),
    "employment_status": (
        "Position Status", "Employee status", "Status", "Beschäftigungsstatus", "Statut", "Stato", "Attivo", "Estado",
        "Situação", "empl_status",
    ),
}
# fmt: on

# Full name, first name or last name: the headings beside them decide.
NAMES = ("Name", "Nome", "Nombre", "Nom", "Naam", "Navn", "Namn", "Nimi", "Jméno", "Nume", "Név", "Όνομα")

# The last name where a first name stands beside it, whatever else does.
LAST_BESIDE_FIRST = ("Nom", "Nume")

# The full name, or the alias where another column holds the full name.
DISPLAY_NAMES = ("Display Name",)

# What somebody is called: the first name where the file has no other, else the alias.
CALLED = ("Roepnaam", "Rufname", "Preferred First Name", "Tilltalsnamn", "Prénom d'usage")

# What belongs to the last name that another column holds, before it or after it.
NAME_PREFIXES = (
    "Tussenv.", "Tussenvoegsel", "Tussenvoegsels", "Voorvoegsel", "Voorvoegsels", "Vorsatzwort", "Vorsatzworte",
    "Namensvorsatz",
    "Surname prefix", "Last name prefix",
)  # fmt: skip
SECOND_SURNAMES = ("Segundo apellido", "Apellido materno", "Second surname", "Second last name")

# The last name at birth: taken only where no other last name is there, else not kept.
BIRTH_NAMES = (
    "Nom de naissance", "Nom de jeune fille", "Birth name", "Maiden name", "Geburtsname", "Cognome di nascita",
    "Geboortenaam",
)  # fmt: skip

# Surname in Portugal, nickname in Brazil: what else the file has decides.
SURNAME_OR_NICKNAME = ("Apelido",)
BRAZILIAN = ("CPF", "PIS", "RG", "Celular", "Ramal", "Sobrenome", "Nome completo", "Nome social")

# A job or a telephone: the values decide.
JOB_OR_PHONE = ("Poste",)

# A job, or a form of address such as Mr or Dr: the values decide.
TITLES = ("Title", "Titel", "Titolo", "Título", "Titre")
