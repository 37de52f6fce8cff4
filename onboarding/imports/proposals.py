"""What the check proposes to somebody new: a username and the next free extension. Nothing is taken yet."""

from collections import deque
from collections.abc import Sequence

from sqlalchemy.orm import Session

from onboarding.agents.names import fold
from onboarding.imports.duplicates import Seen
from onboarding.numbering import allocation
from onboarding.staffing import planning, usernames
from onboarding.staffing.people import Plan
from onboarding.wording import Problem


class Proposer:
    """Proposes through one check, row after row, so that no two rows are promised the same."""

    def __init__(self, session: Session, seen: Seen) -> None:
        self._session = session
        self._seen = seen
        self._usernames: set[str] = set()
        self._ahead: dict[str, deque[int]] = {}
        self._given: dict[str, int] = {}
        self._promised: set[int] = set()

    def propose(self, plans: Sequence[Plan]) -> list[dict[str, object]]:
        """For each plan of somebody new: {username, extension}; a plan is refused when no extension is left."""
        names = usernames.choose(self._session, plans, avoid=self._usernames | self._seen.usernames.keys())
        proposed = []
        for plan, username in zip(plans, names, strict=True):
            self._usernames.add(fold(username))
            number = plan.newcomer.values.get("extension") or self._next(planning.typology_of(plan), len(plans))
            if number is None:
                plan.refuse(Problem("exhausted", "no_extension_left", "extension"))
            proposed.append({"username": username, "extension": number})
        return proposed

    def _next(self, typology: str, likely: int) -> int | None:
        ahead = self._ahead.setdefault(typology, deque())
        while True:
            if not ahead and not self._look_ahead(typology, likely):
                return None
            number = ahead.popleft()
            if number not in self._promised and number not in self._seen.extensions:
                self._promised.add(number)
                return number

    def _look_ahead(self, typology: str, likely: int) -> bool:
        """Read further free numbers, twice as many each time, so that a long file reads each only about twice."""
        given = self._given.get(typology, 0)
        fresh = allocation.peek(self._session, typology, given + max(likely, given, 1))[given:]
        self._given[typology] = given + len(fresh)
        self._ahead[typology].extend(fresh)
        return bool(fresh)
