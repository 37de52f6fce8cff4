"""Choosing a password by a link: what a forgotten password and the first one of the staff have in common."""

from sqlalchemy.orm import Session

from onboarding.accounts import accounts, passwords, signing_in, tokens
from onboarding.accounts.models import Token
from onboarding.accounts.people import Person, person
from onboarding.accounts.tokens import LinkRefused
from onboarding.settings import Settings


def look(session: Session, settings: Settings, purpose: str, signed: str) -> tuple[Person, Token]:
    """Whom a link is for; changes nothing. Raises LinkRefused."""
    token = tokens.open_signed(session, settings, purpose, signed)
    owner = person(session, token.account_id)
    if owner is None or not owner.may_enter:
        raise LinkRefused("revoked", token)
    return owner, token


def choose(session: Session, settings: Settings, purpose: str, signed: str, password: str) -> Person:
    """Use the link up and set the password; of two at the same moment, one wins. Signs nobody in.

    Raises LinkRefused, or PasswordRefused, which leaves the link as it was.
    """
    owner, token = look(session, settings, purpose, signed)
    passwords.must_be_good(session, password, owner.about)
    signing_in.forget_failures(session, owner)
    if not tokens.consume(session, token):
        raise LinkRefused("used", token)
    accounts.set_password(session, settings, owner.account, password)
    return owner
