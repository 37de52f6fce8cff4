"""A message of any kind with a made-up person's figures, sent to oneself to see how it arrives."""

from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.accounts.people import person
from onboarding.mail import outbox, samples
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed, Composer
from onboarding.settings import Settings
from onboarding.wording import LANGUAGES


def send(session: Session, settings: Settings, account: Account, folder: str, language: str) -> None:
    """Queue the message to the owner of this account; `folder` is one of samples.FOLDERS."""
    outbox.post(session, _kind(folder, language), [account.id], sender_domain=outbox.sender_domain(settings))


def _kind(folder: str, language: str) -> str:
    return f"sample.{folder}.{language}"


def _composer(folder: str, language: str) -> Composer:
    def compose(session: Session, settings: Settings, message: Message) -> Composed | None:
        owner = person(session, message.subject_id)
        if owner is None or not owner.may_enter:
            return None
        context = samples.context(settings, folder, language)
        return Composed(owner.email, language, folder, context, subject_prefix="Test: ")

    return compose


COMPOSERS: dict[str, Composer] = {
    _kind(folder, language): _composer(folder, language) for folder in samples.FOLDERS for language in LANGUAGES
}
