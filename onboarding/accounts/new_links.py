"""Another link instead of one that no longer works: to the address on file, never to one that is typed in."""

from datetime import timedelta

from sqlalchemy.orm import Session

from onboarding.accounts import limits, messages, resets, tokens
from onboarding.accounts.limits import Limit
from onboarding.accounts.models import Token
from onboarding.accounts.people import person
from onboarding.accounts.tokens import LinkRefused
from onboarding.mail import outbox
from onboarding.settings import Settings

BY_ACCOUNT = Limit("new-link-for", 5, timedelta(hours=1))
BY_ADDRESS = Limit("new-link-from", 100, timedelta(hours=1))


def asked_with(session: Session, settings: Settings, purpose: str, signed: str, address: str) -> Token | None:
    """The row behind a link that somebody at `address` holds, whether it still works or not; None if it is not ours.

    Raises TooMany, whatever has become of the link: the count is to be committed all the same.
    """
    token = _genuine(session, settings, purpose, signed)
    whose = str(token.account_id) if token else signed
    limits.take(session, (BY_ADDRESS, limits.network(address)), (BY_ACCOUNT, whose))
    return token


def ask_for_new_link(session: Session, settings: Settings, purpose: str, signed: str, address: str) -> None:
    """Somebody at `address` holds a link (purpose reset or sign_up) that was ours, and asks for another one.

    Nothing happens for a link that was never ours, or for somebody who is shut out. Raises TooMany.
    """
    token = asked_with(session, settings, purpose, signed, address)
    owner = person(session, token.account_id) if token else None
    if owner is None or not owner.may_enter:
        return
    kind, has_password = (resets.MESSAGE, True) if purpose == "reset" else (messages.STAFF_INVITATION, False)
    if (owner.account.password_hash is not None) == has_password:
        outbox.post(session, kind, [owner.account.id], sender_domain=outbox.sender_domain(settings))


def _genuine(session: Session, settings: Settings, purpose: str, signed: str) -> Token | None:
    try:
        return tokens.open_signed(session, settings, purpose, signed)
    except LinkRefused as refused:
        return refused.token
