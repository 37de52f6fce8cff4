"""The people who work here: asked to join, given another role, shut out and let in again."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import accounts, signing_in, tokens
from onboarding.accounts.accounts import AccountRefused
from onboarding.accounts.messages import STAFF_INVITATION
from onboarding.accounts.models import Account
from onboarding.accounts.people import person
from onboarding.audit import Actor
from onboarding.database import now
from onboarding.mail import outbox
from onboarding.settings import Settings
from onboarding.wording import Problem

LONGEST_NAME = 120


def invite(session: Session, settings: Settings, actor: Actor, *, email: str, full_name: str, role: str) -> Account:
    """An account for somebody new, who is sent a link to choose a password. Raises AccountRefused."""
    name = " ".join(full_name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountRefused(Problem("invalid", "staff_name", "full_name", name, {"most": LONGEST_NAME}))
    account = accounts.create_staff(session, actor, email, role, name or None)
    _send_link(session, settings, account)
    return account


def invite_again(session: Session, settings: Settings, actor: Actor, account: Account) -> None:
    """Send another link to somebody who has no password yet; earlier ones end. Raises AccountRefused."""
    if account.password_hash is not None:
        raise AccountRefused(Problem("invalid", "staff_has_password", None, None, {"name": _name(session, account)}))
    if account.disabled_at is not None:
        raise AccountRefused(Problem("invalid", "staff_disabled", None, None, {"name": _name(session, account)}))
    tokens.end_all(session, "sign_up", [account.id])
    outbox.cancel(session, [account.id])
    _send_link(session, settings, account)
    audit.note(session, actor, "account.invited_again", "account", account.id)


def change_role(session: Session, settings: Settings, actor: Actor, account: Account, role: str) -> bool:
    """Give another role, which ends sessions and links; False where they have it already. Raises AccountRefused.

    Whoever had no password yet is sent another link.
    """
    accounts.must_be_staff_role(role)
    if account.role == role:
        return False
    _must_not_be_the_last_administrator(session, account)
    old = account.role
    _change(session, account, role=role)
    if account.password_hash is None and account.disabled_at is None:
        outbox.cancel(session, [account.id])
        _send_link(session, settings, account)
    audit.note(session, actor, "account.role_changed", "account", account.id, old=old, new=role)
    return True


def disable(session: Session, actor: Actor, account: Account) -> bool:
    """Shut somebody out: sessions and links end at once; False where they are already. Raises AccountRefused."""
    if account.disabled_at is not None:
        return False
    _must_not_be_the_last_administrator(session, account)
    _change(session, account, disabled_at=now())
    outbox.cancel(session, [account.id])
    audit.note(session, actor, "account.disabled", "account", account.id)
    return True


def enable(session: Session, settings: Settings, actor: Actor, account: Account) -> bool:
    """Let somebody in again, with the password that they had; without one they are sent a link."""
    if account.disabled_at is None:
        return False
    _change(session, account, disabled_at=None)
    if account.password_hash is None:
        _send_link(session, settings, account)
    audit.note(session, actor, "account.enabled", "account", account.id)
    return True


def unlock(session: Session, actor: Actor, account: Account) -> bool:
    """Open an account, of staff or an agent, that wrong passwords have locked; False where it is open."""
    if account.locked_until is None or account.locked_until <= now():
        return False
    owner = person(session, account.id)
    if owner is not None:
        signing_in.forget_failures(session, owner)
    account.failed_sign_ins, account.locked_until = 0, None
    session.flush()
    audit.note(session, actor, "account.unlocked", "account", account.id)
    return True


def _send_link(session: Session, settings: Settings, account: Account) -> None:
    outbox.post(session, STAFF_INVITATION, [account.id], sender_domain=outbox.sender_domain(settings))


def _change(session: Session, account: Account, **values: object) -> None:
    """Change the account, and end every session and link that it has."""
    session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(security_version=Account.security_version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(account)


def _must_not_be_the_last_administrator(session: Session, account: Account) -> None:
    """Raises AccountRefused for the only administrator who can sign in.

    All of them are held until the end of the transaction, so that two cannot shut each other out at the same moment.
    """
    ready = (
        select(Account.id)
        .where(Account.role == "admin", Account.password_hash.is_not(None), Account.disabled_at.is_(None))
        .order_by(Account.id)
        .with_for_update()
    )
    if session.scalars(ready).all() == [account.id]:
        raise AccountRefused(Problem("invalid", "staff_last_admin", None, None, {"name": _name(session, account)}))


def _name(session: Session, account: Account) -> str:
    return accounts.display_name(session, account)
