"""Fields whose value is one of a few: yes and no, typology, language, time zone, whether somebody has left."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from onboarding.agents.cells import Wrong
from onboarding.agents.models import TYPOLOGIES
from onboarding.agents.names import fold

_YES = frozenset(
    "yes y true t 1 on enabled active ja j wahr an ein aktiv aktiviert oui o vrai actif sì si s vero attivo sí"
    " verdadero activo sim verdadeiro ativo waar aan tak prawda ano pravda igen igaz da ναι да kyllä jah evet".split()
)
_NO = frozenset(
    "no n false f 0 off disabled inactive nein falsch aus inaktiv deaktiviert non faux inactif falso inattivo inactivo"
    " não nao inativo nee onwaar uit nie falsz fałsz ne nem hamis nu όχι нет nej ei hayır".split()
)
_LEFT = frozenset(
    "terminated inactive left leaver former dismissed resigned retired departed offboarded ausgeschieden inaktiv"
    " ehemalig gekündigt beendet inactif parti sorti inattivo cessato licenziato dimesso inactivo baja despedido"
    " inativo desligado demitido uitdienst inactief".split()
)


def read_yes_or_no(text: str) -> bool:
    """Yes or no in the main European languages. Raises Wrong."""
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Wrong("invalid", "yes_or_no")


def read_typology(text: str) -> str:
    """A typology, whatever the case and the blanks. Raises Wrong."""
    word = _run_together(text)
    if word in TYPOLOGIES:
        return word
    near = get_close_matches(word[:40], TYPOLOGIES, n=1)
    if near:
        raise Wrong("unknown_value", "typology_unknown_near", nearest=near[0])
    raise Wrong("unknown_value", "typology_unknown", known=", ".join(TYPOLOGIES))


@lru_cache(maxsize=1024)
def read_language(text: str) -> str:
    """A language by its code, as it or pt-BR. Raises Wrong."""
    try:
        return str(Locale.parse(text.replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise Wrong("unknown_value", "language_unknown") from None


def read_timezone(text: str) -> str:
    """A time zone by its name, whatever the case. Raises Wrong."""
    zones = _timezones()
    name = fold(text.replace(" ", "_"))
    if name in zones:
        return zones[name]
    near = get_close_matches(name[:60], list(zones), n=1)
    if near:
        raise Wrong("unknown_value", "timezone_unknown_near", nearest=zones[near[0]])
    raise Wrong("unknown_value", "timezone_unknown")


@cache
def _timezones() -> dict[str, str]:
    return {fold(name): name for name in available_timezones()}


def means_left(status: str) -> bool:
    """Whether an employment status says that somebody is no longer there; one that nobody knows does not."""
    word = _run_together(status)
    return word in _LEFT or word in _NO


def _run_together(text: str) -> str:
    return re.sub(r"[\s_-]+", "", fold(text))
