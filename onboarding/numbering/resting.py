"""Numbers that somebody had and that rest, so that nobody gets a stranger's calls or messages."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.numbering import free, setting_aside

STATE = "resting"


def free_now(session: Session, actor: Actor, numbers: Collection[int]) -> int:
    """Let these numbers be given out before their rest is over; how many there were."""
    free.one_at_a_time(session)
    gone = setting_aside.take_away(session, STATE, numbers)
    if gone:
        audit.note(session, actor, "numbers.rest_ended", "numbers", None, numbers=setting_aside.written(gone))
    return len(gone)
