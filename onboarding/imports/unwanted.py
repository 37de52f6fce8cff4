"""Columns that must never come in, by their headings: what nobody here may keep, and what is said of somebody else."""

import re

from onboarding.imports.headings import folded, without_notes

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words, because many are found inside others: "pin" in shopping, "nie" in the German for never.
_NEVER_KEPT_WORDS = _words(
    "pin pins senha parola pwd pwhash vmpwd vmsecret vmpin mdp secret otp totp"
    " ssn cpf cnpj pis nis rg dni nie nif nir nin niss nino insz bsn ahv avs svnr pesel nip egn cnp oib cpr hetu amka"
    " afm tin itin curp rfc nss rodné adoszám taj cuil cuit rut αμκα"
    " geb nasc naiss"
    " iban bic swift rib clabe bank banca banque banco banka"
    " dob salary salaries wage wages gehalt lohn vergütung compensation bonus remuneration rémunération pensja płaca"
    " wynagrodzenie mzda lön løn lønn palkka salariu salarizare fizetés μισθός"
    " religion religione religión religião glaube konfession faith disability handicap blood health illness"
    " sickness pregnancy pregnant maternity race ethnicity ethnie invalidità isapre afp ral"
)
_NEVER_KEPT_PARTS = (
    "password", "passwort", "passwrt", "kennwort", "contrasena", "motdepasse", "wachtwoord", "authsecret", "passcode",
    "passord", "adgangskode", "losenord", "salasana", "haslo", "hasło", "heslo", "jelszo", "κωδικοςπροσβασης",
    "passphrase", "phonepass", "agentpass", "userpass", "webpass", "sippass", "pincode", "pinnr", "pinnum", "vmpin",
    "apikey", "accesstoken", "privatekey", "socialsecurity", "socialinsurance", "sozialversicherung", "sozialvers",
    "rentenversicherung", "svnummer", "securitesociale", "nrsecu", "seguridadsocial", "segurancasocial",
    "sicurezzasociale", "insurancenr", "codicefiscale", "codfiscale", "codicefisc", "fiscalcode", "fiscaalnr", "sofinr",
    "burgerservice", "rijksregister", "registrenational", "steuerid", "steueridentifikation", "steuernr", "steuernum",
    "steuerklasse", "taxid", "taxpayer", "taxcode", "taxfile", "nationalid", "nationalinsurance", "nationalnr",
    "passportn", "passnummer", "passeport", "pasaporte", "passaporto", "personalausweis", "ausweisn", "identitycard",
    "idcard", "cartaidentita", "cartadidentita", "carteidentite", "cartedidentite", "documentoidentidad",
    "governmentid", "driverslicen", "drivinglicen", "fuhrerschein", "residencepermit", "workpermit", "visanr",
    "visanum", "personnummer", "fodselsn", "fødselsn", "henkilotunnus", "rodnecislo", "tajszam", "adoazonosito", "αφμ",
    "ahvn", "avsn", "ninumber", "nrss", "icnum", "bankaccount", "bankname", "bankcode", "bankverbindung",
    "bankleitzahl", "kontonr", "kontonummer", "kontoinhaber", "accountnr", "accountholder", "sortcode", "routingnr",
    "routingnum", "contocorrente", "contobancario", "contabancaria", "cuentabancaria", "coordonneesbancaires",
    "bankkonto", "bankgiro", "numerkonta", "creditcard", "kreditkarte", "cartedecredit", "rekeningn", "birth", "geburt",
    "gebdat", "gbdat", "naissance", "nascita", "nacimiento", "nascimento", "geboorte", "urodz", "narozen", "fodelse",
    "fodsel", "fødsel", "syntyma", "nasterii", "szulet", "γεννησ", "payrate", "paygrade", "paygroup", "basepay",
    "hourlyrate", "annualrate", "stundenlohn", "salaire", "salario", "stipendio", "retribuzione", "retribucion",
    "remunerac", "sueldo", "salaris", "brutoloon", "uurloon", "gehalts", "bruttolohn", "lohngruppe", "ordenado",
    "religi", "konfession", "kirchensteuer", "churchtax", "schwerbehind", "behinderung", "handicap", "disabilit",
    "deficien", "discapacidad", "krankenkasse", "krankenversicherung", "krankheit", "sickleave", "sickdays",
    "healthinsur", "obrasocial", "mutuelle", "medical", "malattia", "enfermedad", "arretmaladie", "ziekte",
    "grupposanguigno", "gruposanguineo", "groupesanguin", "bloodgroup", "bloodtype", "ethnicit", "ethnicgroup",
    "sexualorientation", "tradeunion", "unionmember", "gewerkschaft", "sindacato", "sindicato", "syndicat",
    "politicalopinion",
)  # fmt: skip
_SOMEONE_ELSE = (
    "manager", "supervisor", "vorgesetzt", "reportsto", "reportingto", "emergency", "notfall", "emergenza",
    "urgence", "emergencia", "noodgeval", "noodcontact", "partner", "spouse", "conjoint", "coniuge", "conyuge",
    "ehegatte", "nextofkin", "assistant", "secretary", "sekretar", "leidinggevend", "responsab", "superior",
    "superieur", "przelozon", "przełożon", "nadrizen", "esimies", "guardian", "beneficiary", "dependent", "referrer",
)  # fmt: skip
_MACHINES = frozenset({"ai", "ia", "ki"})


def is_never_kept(heading: str) -> bool:
    """Whether a column holds what an onboarding has no business with: identity papers, bank, birth, pay, health,
    belief, secrets."""
    plain = without_notes(heading)
    key = folded(plain)
    return any(part in key for part in _NEVER_KEPT_PARTS) or not _NEVER_KEPT_WORDS.isdisjoint(_words_of(plain))


def is_about_someone_else(heading: str) -> bool:
    """Whether a column speaks of another person: the manager, the emergency contact."""
    key = folded(heading)
    return any(part in key for part in _SOMEONE_ELSE) and _MACHINES.isdisjoint(_words_of(heading))


def _words_of(heading: str) -> list[str]:
    return re.findall(r"[^\W_]+", _CAMEL.sub(" ", heading).casefold())
