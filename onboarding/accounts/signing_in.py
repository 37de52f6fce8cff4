"""Signing in: one answer for everybody who may not, and a limit to guessing. A door takes three steps one by one.

1. `count_try`, then commit: a try counts before its password is looked at, so that guesses at the same moment cannot
   outrun the count.
2. `matches`, with no transaction open: to compute a password's hash takes a tenth of a second.
3. `settle`; then commit, also when it was refused.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, case, literal, or_, update
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.accounts import limits, passwords
from onboarding.accounts.limits import Limit, TooMany
from onboarding.accounts.models import Account
from onboarding.accounts.people import Person, by_identifier, fold, person
from onboarding.database import Moment, now
from onboarding.mail import outbox
from onboarding.preferences.locking import LockPolicy, lock_policy
from onboarding.settings import Settings
from onboarding.wording import Problem

LOCKED_MESSAGE = "locked"

# Right passwords are given back, because a whole call centre may sign in from one address at nine o'clock.
BY_ADDRESS = Limit("sign-in-from", 100, timedelta(minutes=15))
WITHOUT_LOCK = 50, timedelta(minutes=15)
"""How often one name may be tried where wrong passwords lock nobody."""
TOLD_OF_LOCK = Limit("told-of-lock", 3, timedelta(days=1))
"""Whoever guesses all day must not fill a mailbox with our messages."""

_FAST = {"synchronize_session": False}


class SignInRefused(Exception):
    """Nobody was signed in. `retry_after`: in so many seconds it may be tried again; None: at once."""

    def __init__(self, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(problem.reason)
        self.problem = problem
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Try:
    """A try to sign in, which counts already.

    `account_id`: of whoever may sign in with a password; None also while they are locked. `kept`: the hash of their
    password. `locks_until`: until when the account is locked if this try fails too, being the last that was left.
    """

    key: str
    address: str
    limit: Limit
    account_id: uuid.UUID | None = None
    kept: str | None = None
    locks_until: datetime | None = None


def count_try(session: Session, identifier: str, address: str) -> Try:
    """Count that somebody at `address` tries this username or e-mail. Raises SignInRefused where one has to wait."""
    tried = Try(fold(identifier), limits.network(address), _by_identifier(lock_policy(session)))
    for limit, whose in ((BY_ADDRESS, tried.address), (tried.limit, tried.key)):
        if limits.count(session, limit, whose) > limit.most:
            raise _wait(session, limit, whose)
    found = next(iter(by_identifier(session, [tried.key])), None)
    if found is None or not found.may_enter or found.account.password_hash is None:
        return tried
    return _count_against(session, tried, found.account)


def matches(settings: Settings, tried: Try, password: str) -> bool:
    """Whether it is the right password; takes as long where there is none to compare it with."""
    return passwords.verify(settings, tried.kept, password)


def settle(session: Session, settings: Settings, tried: Try, matched: bool) -> Account:
    """Let whoever wrote the right password in. Raises SignInRefused for everybody else.

    A locked account gets the answer of a wrong password: the wait that is told is that of the name that was typed, so
    that no answer says whether there is an account of that name.
    """
    if matched and tried.account_id is not None:
        # Counters before accounts, everywhere: whoever took them the other way round could wait for us for ever.
        limits.give_back(session, BY_ADDRESS, tried.address)
        owner = person(session, tried.account_id)
        if owner is not None:
            forget_failures(session, owner)
        account = _enter(session, tried, tried.account_id)
        if account is not None:
            return account
    waits = limits.hold(session, tried.limit, tried.key)
    if not matched and tried.account_id is not None and tried.locks_until is not None:
        _lock(session, settings, tried.account_id, tried.locks_until)
    if waits:
        raise _wait(session, tried.limit, tried.key)
    raise SignInRefused(Problem("refused", "sign_in_refused"))


def still_valid(session: Session, account_id: uuid.UUID, security_version: int) -> Account | None:
    """The account of a session that began with this version, unless its owner was shut out or the version rose."""
    found = person(session, account_id)
    if found is None or not found.may_enter or found.account.security_version != security_version:
        return None
    return found.account


def forget_failures(session: Session, owner: Person) -> None:
    """Somebody has proved who they are: what was guessed wrong before, by either name, does not count any more."""
    limit = _by_identifier(lock_policy(session))
    for key in sorted({fold(owner.username), fold(owner.email)}):
        limits.clear(session, limit, key)


def _by_identifier(policy: LockPolicy) -> Limit:
    """An unknown username is held off just as a locked account is, so that the answer does not tell them apart."""
    most, window = (policy.tries, policy.lasts) if policy.tries else WITHOUT_LOCK
    return Limit("sign-in-as", most, window)


def _count_against(session: Session, tried: Try, account: Account) -> Try:
    """Count it against the account too: one statement, so that tries at the same moment get a number each.

    The last try that is left locks at once, and the lock is taken off again if it is right. A lock that is over begins
    a new count; while it holds, nothing counts.
    """
    policy, at = lock_policy(session), now()
    number = case((Account.locked_until.is_not(None), 1), else_=Account.failed_sign_ins + 1)
    until = case((number >= policy.tries, literal(at + policy.lasts, Moment)), else_=None) if policy.tries else None
    counted = session.execute(
        update(Account)
        .where(Account.id == account.id, _unlocked(at))
        .values(failed_sign_ins=number, locked_until=until)
        .returning(Account.locked_until),
        execution_options=_FAST,
    ).one_or_none()
    kept = account.password_hash
    session.refresh(account)
    if counted is None:
        return Try(tried.key, tried.address, tried.limit, None, kept)
    return Try(tried.key, tried.address, tried.limit, account.id, kept, counted[0])


def _enter(session: Session, tried: Try, account_id: uuid.UUID) -> Account | None:
    """Note the sign-in; None when the account was locked, shut or given another password since it was read."""
    at = now()
    may = _unlocked(at)
    if tried.locks_until is not None:
        may = or_(may, Account.locked_until == tried.locks_until)
    entered = session.execute(
        update(Account)
        .where(Account.id == account_id, Account.password_hash == tried.kept, Account.disabled_at.is_(None), may)
        .values(failed_sign_ins=0, locked_until=None, last_sign_in_at=at),
        execution_options=_FAST,
    )
    if cast("CursorResult[Any]", entered).rowcount != 1:
        return None
    return session.get_one(Account, account_id, populate_existing=True)


def _lock(session: Session, settings: Settings, account_id: uuid.UUID, until: datetime) -> None:
    """A lock ends sessions and open links, and the owner is told by e-mail.

    The phone goes on: whoever guesses must not silence somebody's calls.
    """
    told = limits.count(session, TOLD_OF_LOCK, str(account_id)) <= TOLD_OF_LOCK.most
    locked = session.execute(
        update(Account)
        .where(Account.id == account_id, Account.locked_until == until)
        .values(security_version=Account.security_version + 1),
        execution_options={"synchronize_session": "fetch"},
    )
    if cast("CursorResult[Any]", locked).rowcount != 1:
        return
    audit.note(session, audit.SERVICE, "account.locked", "account", account_id, until=until.isoformat())
    if told:
        outbox.post(session, LOCKED_MESSAGE, [account_id], sender_domain=outbox.sender_domain(settings))


def _unlocked(at: datetime) -> Any:
    return or_(Account.locked_until.is_(None), Account.locked_until <= at)


def _wait(session: Session, limit: Limit, whose: str) -> SignInRefused:
    too_many = TooMany(limits.wait(session, limit, whose) or timedelta(0), "sign_in_wait")
    return SignInRefused(too_many.problem, too_many.retry_after)
