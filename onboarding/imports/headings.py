"""How headings are compared: folded, whole, and by which data they must never bring in."""

import re
import unicodedata
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER_SIGN = re.compile(r"#|\bn(?:r|o|um)\b\.?|\bn[°º]|(?<=[a-z])N[ro]\b")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PROPERTY = re.compile(r"\[([^\[\]]*)\]")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)")
_NOTES = re.compile(
    r"required|optional|mandatory|upload only|read only|must be .*|personal profile|employment profile.*"
    r"|pflichtfeld|obligatoire|obbligatorio|obligatorio|obrigatório|verplicht",
    re.IGNORECASE,
)
_TRAILING_NOTE = re.compile(r"\s+(?:required|optional)\s*$", re.IGNORECASE)
_PATH = re.compile(r"\s*>\s*|(?<=\w)\.(?=[A-Za-z])")
_PERSONS = _words("user contact employee person worker agent staff member mitarbeiter dipendente empleado")

_SECRET_WORDS = _words(
    "iban bic swift pin pins pwd vmpwd secret ssn cpf pis dni nie nif nir nin bsn ahv pesel dob salary wage wages"
    " gehalt lohn compensation religion religione religión glaube konfession disability blood"
)
_SECRET_PARTS = (
    "password", "passwort", "kennwort", "contrasena", "motdepasse", "wachtwoord", "authsecret", "passcode",
    "socialsecurity", "sozialversicherung", "securitesociale", "seguridadsocial", "codicefiscale", "steuerid",
    "steueridentifikation", "taxid", "taxpayer", "nationalid", "nationalinsurance", "passportn", "personalausweis",
    "bankaccount", "kontonummer", "accountnr", "sortcode", "routingnumber", "contocorrente", "cuentabancaria",
    "birth", "geburt", "naissance", "nascita", "nacimiento", "nascimento", "geboorte",
    "payrate", "basepay", "salaire", "salario", "stipendio", "retribuzione", "sueldo",
    "religi", "konfession", "kirchensteuer", "churchtax", "schwerbehind",
)  # fmt: skip
_OTHERS = (
    "manager", "supervisor", "vorgesetzt", "reportsto", "reportingto", "emergency", "notfall", "emergenza",
    "urgence", "emergencia", "noodgeval", "partner", "spouse", "conjoint", "coniuge", "assistants", "nextofkin",
)  # fmt: skip


@lru_cache(maxsize=4096)
def folded(heading: str) -> str:
    """A heading without case, accents, blanks and punctuation; every sign for "number" reads the same."""
    text = _NUMBER_SIGN.sub(" nr ", heading)
    text = _NUMBER_SIGN.sub(" nr ", unicodedata.normalize("NFKC", text).casefold())
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if mark.isalnum())


def readings(heading: str) -> list[str]:
    """The ways to read a heading, folded, best first.

    Whole; a property in brackets (`Name [displayName]`); without notes such as `[Required]`; the end of a path
    (`User > Email`, `User.LastName`).
    """
    inside = [part for part in _PROPERTY.findall(heading) if not _NOTES.fullmatch(part.strip())]
    plain = _without_notes(heading)
    path = _PATH.split(plain)
    ways = [heading, *inside, plain]
    if len(path) > 1 and folded(path[0]) in _PERSONS:
        ways.append(path[-1])
    return list(dict.fromkeys(folded(way) for way in ways))


def is_never_kept(heading: str) -> bool:
    """Whether a column holds what an onboarding has no business with: identity papers, bank, birth, pay, secrets."""
    plain = _without_notes(heading)
    key = folded(plain)
    words = re.findall(r"\w+", _CAMEL.sub(" ", plain.replace("_", " ")).casefold())
    return any(part in key for part in _SECRET_PARTS) or not _SECRET_WORDS.isdisjoint(words)


def is_about_someone_else(heading: str) -> bool:
    """Whether a column speaks of another person: the manager, the emergency contact."""
    key = folded(heading)
    return any(part in key for part in _OTHERS)


def _without_notes(heading: str) -> str:
    """The heading without what a template adds to it: `[Required]`, `(Personal Profile)`, a star."""
    plain = _BRACKETS.sub(lambda found: "" if _is_note(found) else found[0], heading)
    return _TRAILING_NOTE.sub("", plain.strip()).strip(" *")


def _is_note(found: re.Match[str]) -> bool:
    return bool(_NOTES.fullmatch((found[1] or found[2] or "").strip()))
