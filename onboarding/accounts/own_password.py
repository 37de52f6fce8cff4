"""Somebody who is signed in and knows their password chooses another one."""

from sqlalchemy.orm import Session

from onboarding.accounts import accounts, passwords, resets
from onboarding.accounts.passwords import PasswordRefused
from onboarding.accounts.people import Person
from onboarding.mail import outbox
from onboarding.settings import Settings
from onboarding.wording import Problem


def must_be_good(session: Session, owner: Person, old: str, new: str) -> None:
    """Raises PasswordRefused for a new password that breaks the rules, or is the old one; whether the old one is right
    is another question, each try at which counts."""
    passwords.must_be_good(session, new, owner.about)
    if old == new:
        raise PasswordRefused([Problem("same", "password_same", "password")])


def change(session: Session, settings: Settings, owner: Person, new: str) -> None:
    """Keep the new password of somebody who has written the old one: every session ends, and an e-mail says so."""
    accounts.set_password(session, settings, owner.account, new)
    outbox.post(session, resets.CHANGED_MESSAGE, [owner.account.id], sender_domain=outbox.sender_domain(settings))
