"""How pages call whoever did something."""

from onboarding.audit import ERASED, SERVICE
from web.translating import later

_NOT_PEOPLE = {
    SERVICE.name: later("The service"),
    ERASED.name: later("Somebody who was erased"),
    "the command line": later("The command line"),
    "the demo": later("The demo"),
}


def actor_word(name: str) -> str:
    """A person's or a program's name as it is, and at the beginning of a sentence what stands for no person."""
    return str(_NOT_PEOPLE.get(name, name))
