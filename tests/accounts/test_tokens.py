"""The row that a link points at: it expires, is revoked, and is used once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, choosing, passwords
from onboarding.accounts.models import Account, Token
from onboarding.accounts.tokens import PURPOSES, consume, end_all, mint, open_signed
from onboarding.database import new_id, now
from onboarding.settings import Settings
from tests.accounts.links import minted, refused
from tests.accounts.people import at_the_same_moment


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_opens_the_row_it_points_at(
    session: Session, settings: Settings, account: Account, purpose: str
) -> None:
    subject = new_id()
    signed = mint(session, settings, purpose, subject, account, now() + timedelta(days=1), "Ingrid Solheim")
    token = open_signed(session, settings, purpose, signed)
    assert (token.purpose, token.subject_id, token.account_id) == (purpose, subject, account.id)
    assert token.created_by == "Ingrid Solheim"


def test_a_link_whose_time_is_over_is_expired(session: Session, settings: Settings, account: Account) -> None:
    error = refused(session, settings, minted(session, settings, account, days=-0.001))
    assert error.why == "expired"
    assert error.token is not None


def test_a_used_link_says_so(session: Session, settings: Settings, account: Account) -> None:
    signed = minted(session, settings, account)
    assert consume(session, open_signed(session, settings, "invite", signed))
    error = refused(session, settings, signed)
    assert error.why == "used"
    assert error.token is not None


def test_a_revoked_link_says_so_and_others_stay(session: Session, settings: Settings, account: Account) -> None:
    ended, kept = (minted(session, settings, account) for _ in range(2))
    end_all(session, "invite", [open_signed(session, settings, "invite", ended).subject_id])
    assert refused(session, settings, ended).why == "revoked"
    assert open_signed(session, settings, "invite", kept)


def test_ending_links_of_one_purpose_leaves_the_others(session: Session, settings: Settings, account: Account) -> None:
    subject = new_id()
    until = now() + timedelta(days=1)
    invite, reset = (mint(session, settings, p, subject, account, until, "x") for p in ("invite", "reset"))
    end_all(session, "invite", [subject])
    assert refused(session, settings, invite).why == "revoked"
    assert open_signed(session, settings, "reset", reset)


def test_a_raised_security_version_ends_every_link(session: Session, settings: Settings, account: Account) -> None:
    signed = [minted(session, settings, account, purpose=purpose) for purpose in PURPOSES]
    assert account.agent_id is not None
    accounts.end_links_and_sessions(session, [account.agent_id])
    for purpose, link_ in zip(PURPOSES, signed, strict=True):
        assert refused(session, settings, link_, purpose).why == "revoked"


@pytest.mark.parametrize("end", ["used", "revoked", "expired", "version"])
def test_what_has_ended_cannot_be_used_up(session: Session, settings: Settings, account: Account, end: str) -> None:
    token = open_signed(session, settings, "invite", minted(session, settings, account))
    if end == "version":
        assert account.agent_id is not None
        accounts.end_links_and_sessions(session, [account.agent_id])
    else:
        column = {"used": "used_at", "revoked": "revoked_at", "expired": "expires_at"}[end]
        setattr(token, column, now() - timedelta(seconds=1))
        session.flush()
    assert not consume(session, token)


def test_of_many_who_use_a_link_at_the_same_moment_one_wins(
    app: Flask, session: Session, settings: Settings, account: Account
) -> None:
    signed = minted(session, settings, account)
    session.commit()
    won = at_the_same_moment(app, 4, lambda s: open_signed(s, settings, "invite", signed), consume)
    assert sorted(won) == [False, False, False, True]


def test_of_two_links_to_one_account_used_at_the_same_moment_one_wins(
    app: Flask, session: Session, settings: Settings, account: Account
) -> None:
    until = now() + timedelta(hours=1)
    links = [mint(session, settings, "reset", account.id, account, until, "x") for _ in range(2)]
    session.commit()
    waiting = list(links)

    def use(s: Session, token: Token) -> bool:
        won = consume(s, token)
        if won:
            owner = s.get(Account, token.account_id)
            assert owner is not None
            accounts.set_password(s, settings, owner, "another-tram-9")
        return won

    won = at_the_same_moment(app, 2, lambda s: open_signed(s, settings, "reset", waiting.pop()), use)
    assert sorted(won) == [False, True]
    assert session.get(Account, account.id, populate_existing=True).security_version == 2


def test_rows_say_who_made_them_and_until_when(session: Session, settings: Settings, account: Account) -> None:
    minted(session, settings, account)
    (token,) = session.scalars(select(Token)).all()
    assert token.expires_at > now() + timedelta(days=6)
    assert token.created_by == "Ingrid Solheim"


def test_a_password_that_is_refused_leaves_the_link_as_it_was(
    session: Session, settings: Settings, account: Account
) -> None:
    signed = mint(session, settings, "reset", account.id, account, now() + timedelta(hours=1), "x")
    with pytest.raises(passwords.PasswordRefused):
        choosing.choose(session, settings, "reset", signed, "short")
    assert open_signed(session, settings, "reset", signed).used_at is None
