"""Who uploaded a file is told by e-mail what became of it, so that nobody has to wait at the page."""

from typing import Any

from sqlalchemy.orm import Session

from onboarding.accounts.links import link
from onboarding.accounts.people import person
from onboarding.imports.models import Import
from onboarding.imports.tallies import Counts, counts
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed
from onboarding.settings import Settings
from onboarding.wording import Problem

FINISHED, FAILED = "import_finished", "import_failed"
_STATES = {FINISHED: ("completed", "completed_with_errors"), FAILED: ("failed",)}
"""Kind of message → the states of an import that it speaks of."""


def tell(session: Session, settings: Settings, import_: Import, message: str) -> None:
    """Queue FINISHED or FAILED; a file that a program uploaded has nobody to tell."""
    if import_.uploader_id is not None:
        outbox.post(session, message, [import_.id], sender_domain=outbox.sender_domain(settings))


def compose(session: Session, settings: Settings, message: Message) -> Composed | None:
    """What became of the rows, or why it went no further and what is in all the same; nothing where the import was
    undone or begun anew meanwhile."""
    import_ = session.get(Import, message.subject_id, populate_existing=True)
    owner = person(session, import_.uploader_id) if import_ is not None and import_.uploader_id else None
    if import_ is None or import_.state not in _STATES[message.kind] or owner is None or not owner.may_enter:
        return None
    counted = counts(session, import_.id)
    facts = _became(counted) if message.kind == FINISHED else _got_so_far(import_, counted, owner.language)
    return Composed(
        recipient=owner.email,
        language=owner.language,
        folder=message.kind,
        context={
            "greeting_name": owner.greeting_name,
            "file_name": import_.file_name,
            "to_fix": counted.invalid + counted.failed,
            "link": link(settings, f"/imports/{import_.id}"),
            **facts,
        },
    )


def _became(counted: Counts) -> dict[str, Any]:
    return {
        "created": counted.create + counted.comes_back,
        "updated": counted.update,
        "unchanged": counted.unchanged,
    }


def _got_so_far(import_: Import, counted: Counts, language: str) -> dict[str, Any]:
    return {
        "reason": " ".join(Problem.restored(kept).sentence(language) for kept in import_.problems or []),
        "applied": counted.applied,
        "not_reached": counted.to_do - counted.applied - counted.failed,
    }
