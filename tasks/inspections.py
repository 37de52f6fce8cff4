"""Inspections: compare the switch's tables with what they should be, and mend them where asked to."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing
from onboarding.settings import Settings
from onboarding.telephony import inspecting
from onboarding.telephony.models import Inspection
from tasks.working import Line


def steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """One inspection a claim."""
    (item,) = claim.open
    if session.get(Inspection, item.subject_id) is not None:
        yield from inspecting.look_over(session, settings, item.subject_id, claim)
    else:
        begin_writing(session)
        work.done(session, claim, [item])
        yield True


LINE = Line(inspecting.KIND, 1, steps, on_failure=inspecting.note_failure)
