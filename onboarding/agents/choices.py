"""Fields whose value is one of a few: yes and no, typology, language, time zone, whether somebody has left."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from onboarding.agents.cells import Finding
from onboarding.agents.models import TYPOLOGIES
from onboarding.agents.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words(
    "yes y true t 1 on enabled active ja j wahr an ein aktiv aktiviert oui o vrai actif sì si s vero attivo sí"
    " verdadero activo sim verdadeiro ativo waar aan tak prawda ano pravda igen igaz da ναι да kyllä jah evet"
)
_NO = _words(
    "no n false f 0 off disabled inactive nein falsch aus inaktiv deaktiviert non faux inactif falso inattivo inactivo"
    " não nao inativo nee onwaar uit nie falsz fałsz ne nem hamis nu όχι нет nej ei hayır"
)
_LEFT = _words(
    "terminated inactive left leaver former dismissed resigned retired departed offboarded ausgeschieden inaktiv"
    " ehemalig gekündigt beendet inactif parti sorti inattivo cessato licenziato dimesso inactivo baja despedido"
    " inativo desligado demitido uitdienst inactief"
)


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
    """A language by its code, as it or pt-BR. Raises Finding."""
    try:
        return str(Locale.parse(text.replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise Finding("unknown_value", "language_unknown") from None


def read_timezone(text: str) -> str:
    """A time zone by its name, whatever the case. Raises Finding."""
    zones = _timezones()
    name = fold(text.replace(" ", "_"))
    if name in zones:
        return zones[name]
    near = get_close_matches(name[:60], list(zones), n=1)
    if near:
        raise Finding("unknown_value", "timezone_unknown_near", nearest=zones[near[0]])
    raise Finding("unknown_value", "timezone_unknown")


@cache
def _timezones() -> dict[str, str]:
    return {fold(name): name for name in available_timezones()}


def means_left(status: str) -> bool:
    """Whether an employment status says that somebody is no longer there; one that nobody knows does not."""
    word = _run_together(status)
    return word in _LEFT or word in _NO


def _run_together(text: str) -> str:
    return re.sub(r"[\s_-]+", "", fold(text))
