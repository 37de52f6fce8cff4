"""People with accounts, each with what a test is about, and two of them at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, passwords, signing_in
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db, new_id, now
from onboarding.settings import Settings

T = TypeVar("T")

PASSWORD = "marigold-tram-7"
ADDRESS = "198.51.100.7"

_KEPT: dict[str, str] = {}


def kept(settings: Settings, password: str) -> str:
    """The hash of a password, computed once for all tests."""
    if password not in _KEPT:
        _KEPT[password] = passwords.hash_password(settings, password)
    return _KEPT[password]


def an_agent(session: Session, settings: Settings, password: str | None = PASSWORD, **facts: Any) -> Agent:
    """Amara Okonkwo, who has joined with this password (None: not yet)."""
    username = facts.pop("username", "amara.okonkwo")
    email = facts.pop("email", f"{username}@northwind.example")
    agent = Agent(
        id=new_id(),
        full_name=facts.pop("full_name", "Amara Okonkwo"),
        username=username,
        username_key=username.casefold(),
        email=email,
        email_key=email.casefold(),
        typology="webrtc",
        **facts,
    )
    session.add(agent)
    session.flush()
    accounts.open_for_agents(session, [agent.id])
    if password is not None:
        account = accounts.account_of(session, agent.id)
        account.password_hash = kept(settings, password)
        account.password_changed_at = now()
        session.flush()
    return agent


def account_of(session: Session, agent: Agent) -> Account:
    account = accounts.account_of(session, agent.id)
    session.refresh(account)
    return account


def a_member_of_staff(
    session: Session, settings: Settings, email: str = "ingrid@northwind.example", password: str | None = PASSWORD
) -> Account:
    account = accounts.create_staff(session, SERVICE, email, "hr", "Ingrid Solheim")
    if password is not None:
        account.password_hash = kept(settings, password)
        session.flush()
    return account


def sign_in(session: Session, settings: Settings, identifier: str, password: str, address: str = ADDRESS) -> Account:
    """The steps of a door, with a commit after each. Raises SignInRefused."""
    session.commit()
    begin_writing(session)
    try:
        tried = signing_in.count_try(session, identifier, address)
        session.commit()
        matched = signing_in.matches(settings, tried, password)
        begin_writing(session)
        return signing_in.settle(session, settings, tried, matched)
    finally:
        session.commit()


def at_the_same_moment(
    app: Flask, times: int, look: Callable[[Session], T], deed: Callable[[Session, T], Any]
) -> list[Any]:
    """So many connections: each takes its `look`, all wait for one another, then each does its `deed` and commits.

    Returns what the deeds returned, or the exceptions they raised; what an exception left behind is committed too.
    """
    ready = threading.Barrier(times)

    def one(_: int) -> Any:
        with app.app_context():
            session = db.session()
            try:
                seen = look(session)
                session.commit()
                ready.wait(10)
                begin_writing(session)
                try:
                    return deed(session, seen)
                except Exception as error:
                    return error
                finally:
                    session.commit()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
