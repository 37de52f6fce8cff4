"""Who uploaded a file is told by e-mail when it is in, so that nobody has to wait at the page."""

from sqlalchemy.orm import Session

from onboarding.accounts.links import link
from onboarding.accounts.people import person
from onboarding.imports.models import Import
from onboarding.imports.tallies import counts
from onboarding.mail import outbox
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed
from onboarding.settings import Settings

MESSAGE = "import_finished"
OVER = ("completed", "completed_with_errors")


def tell(session: Session, settings: Settings, import_: Import) -> None:
    """Queue the message that an import is over; a file that a program uploaded has nobody to tell."""
    if import_.uploader_id is not None:
        outbox.post(session, MESSAGE, [import_.id], sender_domain=outbox.sender_domain(settings))


def compose(session: Session, settings: Settings, message: Message) -> Composed | None:
    """What became of the rows, with the way to those to fix; nothing where the import was undone meanwhile."""
    import_ = session.get(Import, message.subject_id, populate_existing=True)
    owner = person(session, import_.uploader_id) if import_ is not None and import_.uploader_id else None
    if import_ is None or import_.state not in OVER or owner is None or not owner.may_enter:
        return None
    counted = counts(session, import_.id)
    to_fix = counted.invalid + counted.failed
    return Composed(
        recipient=owner.email,
        language=owner.language,
        folder=MESSAGE,
        context={
            "greeting_name": owner.greeting_name,
            "file_name": import_.file_name,
            "created": counted.create + counted.comes_back,
            "updated": counted.update,
            "unchanged": counted.unchanged,
            "to_fix": to_fix,
            "link": link(settings, f"/imports/{import_.id}"),
        },
    )
