"""Imports: check what was uploaded, apply what was confirmed, take back what was to be undone."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing
from onboarding.imports import applying, checking, forgetting, pieces, undoing
from onboarding.imports.models import Import
from onboarding.settings import Settings
from onboarding.staffing import erasing
from onboarding.wording import Problem
from tasks.working import Line


def steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """One import a claim; it is checked, applied or taken back chunk by chunk, as its state says."""
    (item,) = claim.open
    import_ = session.get(Import, item.subject_id, populate_existing=True)
    if import_ is not None and import_.state in ("uploaded", "checking"):
        yield from checking.check(session, settings, import_, claim)
    elif import_ is not None and import_.state in ("applying", "cancelled"):
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


def applying_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Help to apply an import that another worker has in hand."""
    (item,) = claim.open
    if item.cause_id is not None:
        yield from applying.help_with(session, settings, item.cause_id, claim)


def forgetting_steps(session: Session, settings: Settings, claim: work.Claim) -> Iterator[bool]:
    """Take people who were erased out of the files that brought them; what is worked on is waited for."""
    begin_writing(session)
    left = forgetting.forget(session, [item.subject_id for item in claim.open])
    waiting = [item for item in claim.open if item.subject_id in left]
    work.done(session, claim, [item for item in claim.open if item.subject_id not in left])
    work.put_off(session, claim, waiting, Problem("not_now", "forgotten_after_import").stored())
    yield True


APPLYING_LINE = Line(applying.KIND, 1, applying_steps)
FORGETTING_LINE = Line(erasing.FORGETTING, 1000, forgetting_steps, gives_up=False)
LOOKING_LINE = Line("looking", 1, looking_steps)
LINE = Line("imports", 1, steps, on_failure=applying.note_failure)
