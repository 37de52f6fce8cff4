"""Teams and queues as they are written in one cell."""

import re

from onboarding.agents.cells import Finding
from onboarding.agents.names import fold

NAME_LENGTH = 120
MOST_PENALTY = 9999
_WITH_PENALTY = re.compile(r"([^:]*[^\s:])\s*:\s*([0-9]{1,4})")

Membership = list[str | int | None]


def read_teams(text: str) -> list[Membership]:
    """[name, None] for each team; several stand on lines of their own or between bars. Raises Finding."""
    return _distinct([[name, None] for name in _names(text)])


def read_queues(text: str) -> list[Membership]:
    """[name, penalty or None] for each queue; `support:2` has a penalty of 2. Raises Finding."""
    memberships: list[Membership] = []
    for name in _names(text):
        found = _WITH_PENALTY.fullmatch(name)
        if found is None and ":" in name:  # which no queue has in its name
            raise Finding("invalid", "penalty_not_digits", most=MOST_PENALTY)
        memberships.append([found[1], int(found[2])] if found else [name, None])
    return _distinct(memberships)


def _names(text: str) -> list[str]:
    names = [name.strip() for name in re.split(r"[|\n]", text)]
    if any(len(name) > NAME_LENGTH for name in names):
        raise Finding("too_long", "cell_too_long", limit=NAME_LENGTH)
    return [name for name in names if name]


def _distinct(memberships: list[Membership]) -> list[Membership]:
    return list({fold(str(name)): [name, penalty] for name, penalty in memberships}.values())
