"""Imports: check what was uploaded, apply what was confirmed, take back what was to be undone."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing
from onboarding.imports import applying, checking, pieces, undoing
from onboarding.imports.models import Import
from onboarding.settings import Settings
from tasks.working import Line


def steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """One import a claim; it is checked, applied or taken back chunk by chunk, as its state says."""
    (item,) = claim.open
    import_ = session.get(Import, item.subject_id, populate_existing=True)
    if import_ is not None and import_.state in ("uploaded", "checking"):
        yield from checking.check(session, settings, import_, claim)
    elif import_ is not None and import_.state == "applying":
        yield from applying.apply(session, settings, import_, claim)
    elif import_ is not None and import_.state == "undoing":
        yield from undoing.take_back(session, settings, import_, claim)
    else:
        work.done(session, claim, [item])
        yield True


def looking_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Help with the check of a file: look at one piece, without holding up anybody who writes meanwhile."""
    (item,) = claim.open
    looked = pieces.help_with(session, settings, item.subject_id)
    begin_writing(session)
    if looked is not None:
        pieces.note_looked(session, item.subject_id, looked)
    work.done(session, claim, [item], strict=False)
    yield True


LOOKING_LINE = Line("looking", 1, looking_steps)
LINE = Line("imports", 1, steps, on_failure=applying.note_failure)
