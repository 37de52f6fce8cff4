"""What is counted when it is tried, from a page or by a program: passwords, links, uploads."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from sqlalchemy.orm import Session

from onboarding.accounts import limits, signing_in
from onboarding.accounts.limits import Limit, TooMany
from onboarding.accounts.models import Account
from onboarding.accounts.signing_in import SignInRefused
from onboarding.database import begin_writing, db
from web.guard import settings


@contextmanager
def counted() -> Iterator[Session]:
    """A transaction that is committed also when a limit refuses what was tried, so that the try counts."""
    session = db.session()
    begin_writing(session)
    try:
        yield session
    except (TooMany, SignInRefused):
        session.commit()
        raise
    session.commit()


def sign_in(identifier: str, password: str) -> Account:
    """The account of whoever has this username or e-mail and this password. Raises SignInRefused."""
    with counted() as session:
        tried = signing_in.count_try(session, identifier, address())
    matched = signing_in.matches(settings(), tried, password)
    with counted() as session:
        return signing_in.settle(session, settings(), tried, matched)


def take(*tries: tuple[Limit, str]) -> None:
    """Count one more try against each of these limits, before what is tried is begun. Raises TooMany."""
    with counted() as session:
        limits.take(session, *tries)


def address() -> str:
    """Where the request comes from, as far as proxies are believed."""
    return request.remote_addr or ""
