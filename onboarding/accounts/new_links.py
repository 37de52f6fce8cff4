"""Another link instead of one that no longer works: to the address on file, never to one that is typed in."""

from sqlalchemy.orm import Session

from onboarding.accounts import limits, messages, resets, tokens
from onboarding.accounts.models import Token
from onboarding.accounts.people import fold, person
from onboarding.accounts.tokens import LinkRefused
from onboarding.mail import outbox
from onboarding.settings import Settings


def ask_for_new_link(session: Session, settings: Settings, purpose: str, signed: str, address: str) -> None:
    """Somebody at `address` holds a link (purpose reset or sign_up) that was ours, and asks for another one.

    Nothing happens for a link that was never ours, for somebody who is shut out, or beyond the limits of resets.
    """
    token = _genuine(session, settings, purpose, signed)
    owner = person(session, token.account_id) if token else None
    if owner is None or not owner.may_enter:
        return
    if purpose == "reset":
        resets.ask_for_reset(session, settings, owner.username, address)
    elif owner.account.password_hash is None:
        asked = limits.count(session, resets.BY_IDENTIFIER, fold(owner.username))
        if asked <= resets.BY_IDENTIFIER.most:
            domain = outbox.sender_domain(settings)
            outbox.post(session, messages.STAFF_INVITATION, [owner.account.id], sender_domain=domain)


def _genuine(session: Session, settings: Settings, purpose: str, signed: str) -> Token | None:
    """The row behind a link that is ours, whether it still works or not."""
    try:
        return tokens.open_signed(session, settings, purpose, signed)
    except LinkRefused as refused:
        return refused.token
