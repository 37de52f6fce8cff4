"""Fields whose value is one of a few: yes and no, typology, language, time zone, whether somebody has left."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from onboarding.agents.cells import Finding
from onboarding.agents.models import TYPOLOGIES
from onboarding.agents.months import LANGUAGES
from onboarding.agents.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


# Also what spreadsheets write for true and false, and how a Turkish I reads in lower case elsewhere.
_YES = _words(
    "yes y true t 1 1.0 on enabled active ja j wahr an ein aktiv aktiviert oui o vrai actif sì si s vero attivo sí"
    " verdadero activo sim verdadeiro ativo waar aan tak prawda ano pravda áno igen igaz da adevărat ναι αληθής да"
    " истина так kyllä tosi jah tõene evet doğru sann sandt sand sant jā taip ✓ ✔ ☑"
)
_NO = _words(
    "no n false f 0 0.0 off disabled inactive nein falsch aus inaktiv deaktiviert non faux inactif falso inattivo"
    " inactivo não nao inativo nee onwaar uit nie falsz fałsz ne nepravda nem hamis nu fals όχι ψευδής нет ложь ні"
    " не nej nei ei epätosi väär hayır hayir yanlış yanliş usann usant falskt falsk nē ✗ ✘ ☐"
)
_LEFT = _words(
    "terminated inactive left leaver former dismissed resigned retired departed offboarded ausgeschieden inaktiv"
    " ehemalig ehem gekündigt beendet inactif parti sorti inattivo nonattivo nonactif notactive cessato licenziato"
    " dimesso inactivo baja despedido inativo desligado demitido uitdienst inactief"
)
_NOT_A_PLACE = frozenset({"localtime", "Factory", "posixrules"})


def read_yes_or_no(text: str) -> bool:
    """Yes or no in the main European languages. Raises Finding."""
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Finding("invalid", "yes_or_no")


def read_typology(text: str) -> str:
    """A typology, whatever the case and the blanks. Raises Finding."""
    word = _run_together(text)
    if word in TYPOLOGIES:
        return word
    near = get_close_matches(word[:40], TYPOLOGIES, n=1)
    if near:
        raise Finding("unknown_value", "typology_unknown_near", nearest=near[0])
    raise Finding("unknown_value", "typology_unknown", known=", ".join(TYPOLOGIES))


@lru_cache(maxsize=1024)
def read_language(text: str) -> str:
    """A language by its code, as it or pt-BR, or by its name in a language of Europe. Raises Finding."""
    code = _language_of_code(text) or _language_names().get(fold(text)) or _language_of_country(text)
    if code is not None:
        return code
    several = [part for part in re.split(r"[,;/|+&]", text) if part.strip()]
    if len(several) > 1:
        raise Finding("unknown_value", "language_several")
    raise Finding("unknown_value", "language_unknown")


def _language_of_code(text: str) -> str | None:
    code = re.split(r"[@.]", text)[0].replace("-", "_")
    code = get_global("language_aliases").get(code.lower(), code)
    try:
        # Without guessing what a code of three letters may be short for.
        found = Locale.parse("_".join(code.split("_")[:3]), resolve_likely_subtags=False)
    except (UnknownLocaleError, ValueError, TypeError):
        shorter = code.rpartition("_")[0]
        return _language_of_code(shorter) if shorter else None
    return str(found).replace("_", "-")


def _language_of_country(text: str) -> str | None:
    """Portuguese (Brazil) is pt-BR."""
    found = re.fullmatch(r"([^()]+?) ?\(([^()]+)\)", text)
    if found is None or (language := _language_names().get(fold(found[1]))) is None:
        return None
    country = _country_names().get(fold(found[2]))
    return country and _language_of_code(f"{language.partition('-')[0]}_{country}")


@cache
def _country_names() -> dict[str, str]:
    countries = [Locale.parse(code).territories for code in LANGUAGES]
    return {fold(name): code for each in reversed(countries) for code, name in each.items()}


@cache
def _language_names() -> dict[str, str]:
    """The names of languages, in themselves first, folded → code; only such codes as can be read."""
    found: dict[str, str] = {}
    locales = [Locale.parse(code) for code in LANGUAGES]
    own = [(name, code) for code in LANGUAGES if (name := Locale.parse(code).get_display_name(code))]
    for name, code in [*own, *((name, code) for each in locales for code, name in each.languages.items())]:
        if fold(name) not in found and (read := _language_of_code(code)):
            found[fold(name)] = read
    return found


@lru_cache(maxsize=1024)
def read_timezone(text: str) -> str:
    """A time zone by its name, whatever the case, or by the name that Windows has for it. Raises Finding."""
    zones = _timezones()
    name = fold(text.replace(" ", "_"))
    zone = zones.get(name) or _of_windows().get(fold(text))
    if zone is not None:
        return zone
    if re.search(r"(?:^|utc|gmt)\s*[+-]\s*[0-9]", fold(text)) and "," not in text:
        raise Finding("unknown_value", "timezone_offset")
    near = _place_in(text) or next(iter(get_close_matches(name[:60], list(zones), n=1, cutoff=0.8)), "")
    if "/" in near:
        raise Finding("unknown_value", "timezone_unknown_near", nearest=zones[near])
    raise Finding("unknown_value", "timezone_unknown")


def _place_in(text: str) -> str:
    """The zone of the first city that is named, folded: in "(UTC+01:00) Amsterdam, Berlin" it is Amsterdam's."""
    cities = _cities()
    parts = [fold(part).strip() for part in re.split(r"[,;()/]", text)]
    return next((cities[part.replace(" ", "_")] for part in parts if part.replace(" ", "_") in cities), "")


@cache
def _timezones() -> dict[str, str]:
    return {fold(name): name for name in available_timezones() - _NOT_A_PLACE}


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2]: name for name in sorted(_timezones()) if "/" in name}


@cache
def _of_windows() -> dict[str, str]:
    return {fold(name): zone for name, zone in get_global("windows_zone_mapping").items() if fold(zone) in _timezones()}


def means_left(status: str) -> bool:
    """Whether an employment status says that somebody is no longer there; one that nobody knows does not."""
    word = _run_together(status)
    first = next(iter(re.findall(r"[^\W_]+", fold(status))), "")
    return word in _LEFT or word in _NO or first in _LEFT


def _run_together(text: str) -> str:
    return re.sub(r"[\s_-]+", "", fold(text))
