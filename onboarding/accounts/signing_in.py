"""Signing in: one answer for everybody who may not, and a limit to guessing."""

import math
import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, case, literal, or_, update
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import limits, passwords
from onboarding.accounts.limits import Limit
from onboarding.accounts.models import Account
from onboarding.accounts.people import Person, by_identifier, fold, person
from onboarding.database import Moment, now
from onboarding.settings import Settings
from onboarding.wording import Problem

WRONG_BEFORE_LOCK = 10
LOCK_LASTS = timedelta(minutes=15)

# An unknown username is held off just as a locked account is, so that the answer does not tell them apart.
BY_IDENTIFIER = Limit("sign-in-as", WRONG_BEFORE_LOCK, LOCK_LASTS)
# Only wrong passwords count, because a whole call centre may sign in from one address at nine o'clock.
BY_ADDRESS = Limit("sign-in-from", 100, timedelta(minutes=15))

_FAST = {"synchronize_session": False}


class SignInRefused(Exception):
    """Nobody was signed in. `retry_after`: in so many seconds it may be tried again; None: at once."""

    def __init__(self, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(problem.reason)
        self.problem = problem
        self.retry_after = retry_after


def sign_in(session: Session, settings: Settings, identifier: str, password: str, address: str) -> Account:
    """The account of whoever has this username or e-mail and this password; `address` is where they ask from.

    Raises SignInRefused; the counters it leaves behind are to be committed all the same.
    """
    key = fold(identifier)
    _must_not_wait(limits.wait(session, BY_ADDRESS, limits.network(address)))
    _must_not_wait(limits.wait(session, BY_IDENTIFIER, key))
    found = next(iter(by_identifier(session, [key])), None)
    kept = found.account.password_hash if found else None
    matches = passwords.verify(settings, kept, password)
    if found is not None and found.may_enter and matches:
        # Counters before accounts, everywhere: whoever took them the other way round could wait for us for ever.
        limits.clear(session, BY_IDENTIFIER, key)
        if _enter(session, found.account):
            return found.account
    _count_failure(session, found, key, address, matches)
    raise SignInRefused(Problem("refused", "sign_in_refused"))


def still_valid(session: Session, account_id: uuid.UUID, security_version: int) -> Account | None:
    """The account of a session that began with this version, unless its owner was shut out or the version rose."""
    found = person(session, account_id)
    if found is None or not found.may_enter or found.account.security_version != security_version:
        return None
    return found.account


def forget_failures(session: Session, owner: Person) -> None:
    """Somebody has proved who they are in another way: what was guessed wrong before does not count any more."""
    for key in sorted({fold(owner.username), fold(owner.email)}):
        limits.clear(session, BY_IDENTIFIER, key)


def _enter(session: Session, account: Account) -> bool:
    """Note the sign-in; False when the account was locked or its password changed since it was read."""
    at = now()
    entered = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.password_hash == account.password_hash, _unlocked(at))
        .values(failed_sign_ins=0, locked_until=None, last_sign_in_at=at),
        execution_options=_FAST,
    )
    session.refresh(account)
    return cast("CursorResult[Any]", entered).rowcount == 1


def _count_failure(session: Session, found: Person | None, key: str, address: str, matches: bool) -> None:
    """Count a wrong password, or say when a locked account opens again. Raises SignInRefused where one must wait."""
    at = now()
    limits.count(session, BY_ADDRESS, limits.network(address))
    limits.count(session, BY_IDENTIFIER, key)
    if found is None or not found.may_enter or found.account.password_hash is None:
        _must_not_wait(limits.wait(session, BY_IDENTIFIER, key))
        return
    if not matches:
        _count_against(session, found.account, at)
    locked_until = found.account.locked_until
    _must_not_wait(locked_until - at if locked_until and locked_until > at else None)


def _count_against(session: Session, account: Account, at: datetime) -> None:
    """One statement, so that guesses at the same moment are all counted; a lock that is over begins a new count.

    A lock ends sessions and open links. The phone goes on: whoever guesses must not silence somebody's calls.
    """
    wrong = case((Account.locked_until.is_not(None), 1), else_=Account.failed_sign_ins + 1)
    locks = wrong >= WRONG_BEFORE_LOCK
    locked = session.execute(
        update(Account)
        .where(Account.id == account.id, _unlocked(at))
        .values(
            failed_sign_ins=wrong,
            locked_until=case((locks, literal(at + LOCK_LASTS, Moment)), else_=None),
            security_version=case((locks, Account.security_version + 1), else_=Account.security_version),
        )
        .returning(Account.locked_until),
        execution_options=_FAST,
    ).scalar_one_or_none()
    session.refresh(account)
    if locked is not None:
        audit.note(session, audit.SERVICE, "account.locked", "account", account.id, until=locked.isoformat())


def _unlocked(at: datetime) -> Any:
    return or_(Account.locked_until.is_(None), Account.locked_until <= at)


def _must_not_wait(left: timedelta | None) -> None:
    if left is not None:
        seconds = max(1, math.ceil(left.total_seconds()))
        minutes = math.ceil(seconds / 60)
        raise SignInRefused(Problem("wait", "sign_in_wait", params={"minutes": minutes}), seconds)
