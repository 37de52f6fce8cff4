"""How headings are read and compared: folded, whole, without what a template adds to them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 200
"""Characters of a heading that we look at; a longer one is none of ours."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER_SIGN = re.compile(r"#|\bn(?:r|o|um)\b\.?|\bn[°º]|(?<=[a-z])N[ro]\b")
_PROPERTY = re.compile(r"\[([^\[\]]*)\]")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)")
_NEEDED = (
    r"required|optional|mandatory|if any|pflichtfeld|pflicht|erforderlich|obligatoire|facultatif|obbligatorio"
    r"|richiesto|facoltativo|obligatorio|requerido|opcional|obrigatório|verplicht|vereist|optioneel|wymagane|povinné"
    r"|obligatorisk"
)
_DAY_PART = r"(?:d{1,2}|t{1,2}|j{1,4}|g{1,2}|m{1,2}|y{2,4}|a{2,4}|r{2,4})"
_NOTES = re.compile(
    rf"{_NEEDED}|upload only|read only|must be .*|e\.?164|de|en|fr|it|es|pt|nl|personal profile|employment profile.*"
    rf"|{_DAY_PART}(?:[-/. ]{_DAY_PART}){{2}}"
    r"|(?:y|yes|j|ja|o|oui|s|sì|si|sí|sim|tak|ano|da|1|true)/(?:n|no|nein|non|nee|não|nie|ne|nej|nei|nu|0|false)",
    re.IGNORECASE,
)
_TRAILING_NOTE = re.compile(rf"\s+(?:{_NEEDED})\s*$", re.IGNORECASE)
_NUMBERING = re.compile(r"^\s*[0-9]{1,2}\s*[.)]\s*(?=\D)")
_PATH = re.compile(r"\s*(?:>|→|»|::)\s*|(?<=\w)\.(?=[A-Za-z])")
_PERSONS = _words(
    "user contact employee person worker agent staff member mitarbeiter dipendente empleado salarie work job employment"
)
_PRIVATE = _words("personal private home privat privé")


@lru_cache(maxsize=4096)
def folded(heading: str) -> str:
    """A heading without case, accents, blanks and punctuation; every sign for "number" reads the same."""
    text = _NUMBER_SIGN.sub(" nr ", heading)
    text = _NUMBER_SIGN.sub(" nr ", unicodedata.normalize("NFKC", text).casefold())
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if mark.isalnum())


def readings(heading: str) -> list[str]:
    """The ways to read a heading, folded, best first.

    Whole; a property in brackets (`Name [displayName]`); without numbering and notes such as `[Required]`; the end of
    a path (`User > Email`, `User.LastName`; of `Personal > Email` both parts, because the first one matters).
    """
    inside = [part for part in _PROPERTY.findall(heading) if not _NOTES.fullmatch(part.strip())]
    plain = without_notes(heading)
    ways = [heading, *inside, plain]
    path = [part for part in _PATH.split(plain) if part]
    if len(path) > 1 and path[0].casefold() in _PRIVATE:
        ways.append(" ".join(path[-2:]))
    elif len(path) > 1 and folded(path[0]) in _PERSONS:
        ways += [" ".join(path[-2:]), path[-1]]
    return list(dict.fromkeys(folded(way) for way in ways))


def parts(heading: str) -> list[str]:
    """What stands between slashes, bars and line breaks: `Vorname / Prénom` says one thing in two languages."""
    return [part for part in re.split(r"[/|\n]", without_notes(heading)) if folded(part)]


def positions(headings: Sequence[str]) -> list[str]:
    """A name for each column that does not depend on the order of the columns: the folded heading, with a number from
    its second appearance on."""
    seen: Counter[str] = Counter()
    found = []
    for heading in headings:
        key = folded(heading[:LONGEST])
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key} {seen[key]}")
    return found


def without_notes(heading: str) -> str:
    """The heading without what a template adds to it: `1.`, `[Required]`, `(Personal Profile)`, a star."""
    plain = _BRACKETS.sub(lambda found: "" if _is_note(found) else found[0], _NUMBERING.sub("", heading))
    return _TRAILING_NOTE.sub("", plain.strip()).strip(" *")


def _is_note(found: re.Match[str]) -> bool:
    return bool(_NOTES.fullmatch((found[1] or found[2] or "").strip()))
