"""The first password of somebody of the staff."""

from sqlalchemy.orm import Session

from onboarding.accounts import choosing
from onboarding.accounts.models import Account
from onboarding.settings import Settings


def open_sign_up(session: Session, settings: Settings, signed: str) -> Account:
    """Whom a sign-up link is for; changes nothing. Raises LinkRefused."""
    owner, _ = choosing.look(session, settings, "sign_up", signed)
    return owner.account


def sign_up(session: Session, settings: Settings, signed: str, password: str) -> Account:
    """Set the first password. Raises LinkRefused, PasswordRefused."""
    return choosing.choose(session, settings, "sign_up", signed, password).account
