"""What the check proposes to somebody new: a username and the next free extension. Nothing is taken yet."""

import uuid
from collections import Counter, deque
from collections.abc import Sequence

from sqlalchemy.orm import Session

from onboarding.agents.names import fold
from onboarding.imports.duplicates import Seen
from onboarding.numbering import allocation
from onboarding.staffing import planning, usernames
from onboarding.staffing.people import Plan
from onboarding.telephony import foreign as foreign_phones
from onboarding.wording import Problem

Circle = tuple[str, frozenset[uuid.UUID]]
"""Who gets numbers of the same ranges: a typology and the teams."""


class Proposer:
    """Proposes through one check, row after row, so that no two rows are promised the same."""

    def __init__(self, session: Session, seen: Seen) -> None:
        self._session = session
        self._seen = seen
        self._usernames: set[str] = set()
        self._ahead: dict[Circle, deque[int]] = {}
        self._given: dict[Circle, int] = {}
        self._promised: set[int] = set()
        self._needed: Counter[str] = Counter()
        self._short: Counter[str] = Counter()

    def propose(self, plans: Sequence[Plan]) -> list[dict[str, object]]:
        """For each plan of somebody new: {username, extension}; a plan is refused when no extension is left."""
        names = usernames.choose(self._session, plans, avoid=self._usernames | self._seen.usernames.keys())
        proposed = []
        for plan, username in zip(plans, names, strict=True):
            self._usernames.add(fold(username))
            number = plan.newcomer.values.get("extension") or self._draw(plan, len(plans))
            if number is None:
                plan.refuse(Problem("exhausted", "no_extension_left", "extension"))
            proposed.append({"username": username, "extension": number})
        return proposed

    def shortages(self) -> list[Problem]:
        """How many extensions are missing for the rows so far, by typology."""
        found = []
        for typology, missing in sorted(self._short.items()):
            needed = self._needed[typology]
            params = {"typology": typology, "free": needed - missing, "needed": needed, "missing": missing}
            found.append(Problem("exhausted", "too_few_extensions", "extension", params=params))
        return found

    def _draw(self, plan: Plan, likely: int) -> int | None:
        typology = planning.typology_of(plan)
        number = self._next((typology, planning.teams_of(plan)), likely)
        self._needed[typology] += 1
        if number is None:
            self._short[typology] += 1
        return number

    def _next(self, circle: Circle, likely: int) -> int | None:
        ahead = self._ahead.setdefault(circle, deque())
        while ahead or self._look_ahead(circle, likely):
            number = ahead.popleft() if ahead else None
            if number and number not in self._promised and number not in self._seen.extensions:
                self._promised.add(number)
                return number
        return None

    def _look_ahead(self, circle: Circle, likely: int) -> bool:
        """Read further free numbers, twice as many each time, so that a long file reads each only about twice; those
        at which the switch has a phone of others are passed over. False where there are no more."""
        given = self._given.get(circle, 0)
        typology, teams = circle
        fresh = allocation.peek(self._session, typology, given + max(likely, given, 1), teams=teams)[given:]
        self._given[circle] = given + len(fresh)
        others = foreign_phones.at(self._session, fresh)
        self._ahead[circle].extend(number for number in fresh if number not in others)
        return bool(fresh)
