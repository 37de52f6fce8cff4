"""What the messages about accounts say. Links are made here, at the last moment: none waits in a queue or a log."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from onboarding.accounts import resets, signing_in, tokens
from onboarding.accounts.accounts import SIGN_UP_LASTS
from onboarding.accounts.links import link
from onboarding.accounts.people import Person, person
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.mail.models import Message
from onboarding.mail.sending import Composed, Composer
from onboarding.settings import Settings
from onboarding.wording import say

RESET_LASTS = timedelta(hours=1)
STAFF_INVITATION = "staff_invitation"


def password_reset(session: Session, settings: Settings, message: Message) -> Composed | None:
    """A link to choose a new password, good for an hour from now; nothing for somebody shut out meanwhile."""
    owner = person(session, message.subject_id)
    if owner is None or not owner.may_enter or owner.account.password_hash is None:
        return None
    address, until = _new_link(session, settings, owner, "reset", "/reset/", RESET_LASTS)
    return _composed(settings, owner, resets.MESSAGE, link=address, expires_at=until)


def password_changed(session: Session, settings: Settings, message: Message) -> Composed | None:
    """That the password was changed, and what to do if it was somebody else."""
    owner = person(session, message.subject_id)
    if owner is None or owner.account.password_changed_at is None:
        return None
    changed_at = owner.account.password_changed_at
    return _composed(
        settings, owner, resets.CHANGED_MESSAGE, link=link(settings, "/forgot-password"), changed_at=changed_at
    )


def locked(session: Session, settings: Settings, message: Message) -> Composed | None:
    """That the account is locked after wrong passwords, until when, and the way in before; nothing once it is open."""
    owner = person(session, message.subject_id)
    until = owner.account.locked_until if owner else None
    if owner is None or not owner.may_enter or until is None or until <= now():
        return None
    return _composed(
        settings, owner, signing_in.LOCKED_MESSAGE, link=link(settings, "/forgot-password"), locked_until=until
    )


def staff_invitation(session: Session, settings: Settings, message: Message) -> Composed | None:
    """A link by which somebody of the staff chooses the first password; nothing once they have one."""
    owner = person(session, message.subject_id)
    if owner is None or not owner.may_enter or owner.account.password_hash is not None:
        return None
    address, until = _new_link(session, settings, owner, "sign_up", "/sign-up/", SIGN_UP_LASTS)
    role = say(f"as_{owner.account.role}", {}, owner.language)
    return _composed(settings, owner, STAFF_INVITATION, link=address, expires_at=until, role=role)


COMPOSERS: dict[str, Composer] = {
    resets.MESSAGE: password_reset,
    resets.CHANGED_MESSAGE: password_changed,
    signing_in.LOCKED_MESSAGE: locked,
    STAFF_INVITATION: staff_invitation,
}


def _new_link(
    session: Session, settings: Settings, owner: Person, purpose: str, path: str, lasts: timedelta
) -> tuple[str, Any]:
    until = now() + lasts
    signed = tokens.mint(session, settings, purpose, owner.account.id, owner.account, until, SERVICE.name)
    return link(settings, path + signed), until


def _composed(settings: Settings, owner: Person, folder: str, **context: Any) -> Composed:
    return Composed(
        recipient=owner.email,
        language=owner.language,
        folder=folder,
        context={
            "greeting_name": owner.greeting_name,
            "username": owner.username,
            "timezone": owner.timezone(settings),
            **context,
        },
    )
