"""Signing in: who may, one answer for all who may not, and an end to guessing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, messages, passwords, signing_in
from onboarding.accounts.models import Account, Attempt
from onboarding.accounts.signing_in import SignInRefused, still_valid
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, AuditEntry
from onboarding.database import now
from onboarding.mail.models import Message
from onboarding.preferences.locking import LockPolicy, set_lock_policy
from onboarding.settings import Settings
from tests.accounts.people import (
    ADDRESS,
    PASSWORD,
    a_member_of_staff,
    account_of,
    an_agent,
    at_the_same_moment,
    sign_in,
)

TRIES, LASTS = LockPolicy().tries, LockPolicy().lasts
WRONG = "not-my-password-1"


def refused(
    session: Session, settings: Settings, identifier: str, password: str = WRONG, address: str = ADDRESS
) -> SignInRefused:
    with pytest.raises(SignInRefused) as error:
        sign_in(session, settings, identifier, password, address)
    return error.value


def guess(session: Session, settings: Settings, identifier: str, times: int, address: str = ADDRESS) -> SignInRefused:
    return [refused(session, settings, identifier, address=address) for _ in range(times)][-1]


@pytest.mark.parametrize(
    "identifier",
    [
        "amara.okonkwo",
        "AMARA.Okonkwo",
        "  amara.okonkwo ",
        "amara.okonkwo@northwind.example",
        "Amara.Okonkwo@NORTHWIND.example",
    ],
)
def test_an_agent_signs_in_with_username_or_email(session: Session, settings: Settings, identifier: str) -> None:
    agent = an_agent(session, settings)
    account = sign_in(session, settings, identifier, PASSWORD, ADDRESS)
    assert account.agent_id == agent.id
    assert account.last_sign_in_at is not None


def test_staff_sign_in_with_their_email(session: Session, settings: Settings) -> None:
    staff = a_member_of_staff(session, settings)
    assert sign_in(session, settings, "Ingrid@northwind.example", PASSWORD, ADDRESS).id == staff.id


def test_an_address_that_staff_and_an_agent_share_is_the_staff_member(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings, email="ingrid@northwind.example")
    staff = a_member_of_staff(session, settings, password="other-tram-8")
    assert sign_in(session, settings, "ingrid@northwind.example", "other-tram-8", ADDRESS).id == staff.id
    assert sign_in(session, settings, "amara.okonkwo", PASSWORD, ADDRESS).agent_id == agent.id


Shut = Callable[[Agent, Account], None]


def deleted(agent: Agent, account: Account) -> None:
    agent.deleted_at = now()


def disabled(agent: Agent, account: Account) -> None:
    agent.disabled_at = now()


def account_disabled(agent: Agent, account: Account) -> None:
    account.disabled_at = now()


def not_joined(agent: Agent, account: Account) -> None:
    account.password_hash = None


@pytest.mark.parametrize("shut", [deleted, disabled, account_disabled, not_joined])
def test_whoever_may_not_enter_gets_the_answer_of_a_wrong_password(
    session: Session, settings: Settings, shut: Shut
) -> None:
    agent = an_agent(session, settings)
    wrong = refused(session, settings, "amara.okonkwo")
    shut(agent, account_of(session, agent))
    session.flush()
    error = refused(session, settings, "amara.okonkwo", PASSWORD)
    assert (error.problem, error.retry_after) == (wrong.problem, None)


def test_somebody_unknown_gets_the_answer_of_a_wrong_password(session: Session, settings: Settings) -> None:
    an_agent(session, settings)
    wrong = refused(session, settings, "amara.okonkwo").problem
    for identifier in ("", " ", "nobody", "nobody@x.example", "a" * 300, "amara\x00", "' OR 1=1 --", "ÅÄÖ\u2028"):
        assert refused(session, settings, identifier, PASSWORD).problem == wrong


@pytest.mark.parametrize("identifier", ["amara.okonkwo", "nobody"])
@pytest.mark.parametrize("joined", [True, False])
def test_every_answer_costs_one_verification(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch, identifier: str, joined: bool
) -> None:
    an_agent(session, settings, PASSWORD if joined else None)
    calls = []
    verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda *given: calls.append(given) or verify(*given))
    refused(session, settings, identifier)
    assert len(calls) == 1


def test_ten_wrong_passwords_lock_the_account(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    assert guess(session, settings, "amara.okonkwo", TRIES - 1).retry_after is None
    last = guess(session, settings, "amara.okonkwo", 1)
    assert last.retry_after == pytest.approx(LASTS.total_seconds(), abs=5)
    assert "15 minutes" in last.problem.sentence()
    assert account_of(session, agent).locked_until is not None
    assert [entry.deed for entry in session.scalars(select(AuditEntry))] == ["account.locked"]


def test_a_locked_account_opens_for_nobody_until_the_time_is_over(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    guess(session, settings, "amara.okonkwo", TRIES)
    assert refused(session, settings, "amara.okonkwo", PASSWORD).retry_after is not None
    assert refused(session, settings, "amara.okonkwo@northwind.example", PASSWORD)
    _turn_back(session, LASTS)
    assert sign_in(session, settings, "amara.okonkwo", PASSWORD, ADDRESS).agent_id == agent.id
    account = account_of(session, agent)
    assert (account.failed_sign_ins, account.locked_until) == (0, None)


def test_the_owner_is_told_of_a_lock_and_not_flooded(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    for _ in range(5):
        guess(session, settings, "amara.okonkwo", TRIES)
        _turn_back(session, LASTS)
    told = session.scalars(select(Message)).all()
    assert {(message.kind, message.subject_id) for message in told} == {("locked", account.id)}
    assert len(told) == 3


def test_the_message_of_a_lock_says_until_when(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    guess(session, settings, "amara.okonkwo", TRIES)
    message = session.scalars(select(Message)).one()
    composed = messages.COMPOSERS[message.kind](session, settings, message)
    assert composed is not None
    session.refresh(account)
    assert (composed.recipient, composed.context["locked_until"]) == (
        "amara.okonkwo@northwind.example",
        account.locked_until,
    )


def test_a_lock_by_one_name_is_not_told_to_whoever_tries_another(session: Session, settings: Settings) -> None:
    """Else ten tries of a name and one of the address made of it would say that they belong to somebody."""
    an_agent(session, settings)
    guess(session, settings, "amara.okonkwo", TRIES)
    locked = refused(session, settings, "amara.okonkwo@northwind.example", PASSWORD)
    unknown = refused(session, settings, "nobody@northwind.example", PASSWORD)
    assert (locked.problem, locked.retry_after) == (unknown.problem, unknown.retry_after)


def test_how_many_tries_and_how_long_is_what_was_set(session: Session, settings: Settings) -> None:
    set_lock_policy(session, SERVICE, tries="3", minutes="40")
    agent = an_agent(session, settings)
    assert guess(session, settings, "amara.okonkwo", 2).retry_after is None
    assert "40 minutes" in guess(session, settings, "amara.okonkwo", 1).problem.sentence()
    account = account_of(session, agent)
    assert account.locked_until is not None
    assert timedelta(minutes=39) < account.locked_until - now() <= timedelta(minutes=40)


def test_where_nobody_is_locked_one_name_is_tried_so_often_only(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "WITHOUT_LOCK", (12, timedelta(minutes=15)))
    set_lock_policy(session, SERVICE, tries="0", minutes="15")
    agent = an_agent(session, settings)
    assert guess(session, settings, "amara.okonkwo", TRIES + 1).retry_after is None
    assert account_of(session, agent).locked_until is None
    assert guess(session, settings, "amara.okonkwo", 1).retry_after is not None
    assert refused(session, settings, "amara.okonkwo", PASSWORD).retry_after is not None


def test_the_last_try_that_is_left_may_be_the_right_one(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    guess(session, settings, "amara.okonkwo", TRIES - 1)
    before = account_of(session, agent).security_version
    account = sign_in(session, settings, "amara.okonkwo", PASSWORD)
    assert (account.locked_until, account.security_version) == (None, before)
    assert session.scalars(select(Message)).all() == []


def test_a_try_counts_before_its_password_is_looked_at(session: Session, settings: Settings) -> None:
    """So a hundred guesses at the same moment are no more than the tries there are."""
    an_agent(session, settings)
    begun = [signing_in.count_try(session, "amara.okonkwo", ADDRESS) for _ in range(TRIES)]
    with pytest.raises(SignInRefused):
        signing_in.count_try(session, "amara.okonkwo", ADDRESS)
    late = signing_in.count_try(session, "amara.okonkwo@northwind.example", ADDRESS)
    with pytest.raises(SignInRefused):
        signing_in.settle(session, settings, late, True)
    assert signing_in.settle(session, settings, begun[-1], True)


def test_who_was_disabled_while_the_password_was_looked_at_does_not_enter(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    tried = signing_in.count_try(session, "amara.okonkwo", ADDRESS)
    account_of(session, agent).disabled_at = now()
    session.flush()
    with pytest.raises(SignInRefused):
        signing_in.settle(session, settings, tried, True)


def test_of_many_guesses_at_the_same_moment_no_more_than_the_tries_are_looked_at(
    app: Flask, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_lock_policy(session, SERVICE, tries="3", minutes="15")
    agent = an_agent(session, settings)
    session.commit()
    looked_at: list[str] = []
    verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda *given: looked_at.append(given[2]) or verify(*given))
    at_the_same_moment(app, 8, lambda s: None, lambda s, _: sign_in(s, settings, "amara.okonkwo", WRONG))
    assert len(looked_at) == 3
    session.expire_all()
    assert account_of(session, agent).locked_until is not None
    assert len(session.scalars(select(Message)).all()) == 1


def test_after_a_lock_one_has_all_tries_again(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    guess(session, settings, "amara.okonkwo", TRIES)
    _turn_back(session, LASTS)
    assert guess(session, settings, "amara.okonkwo", TRIES - 1).retry_after is None
    assert account_of(session, agent).failed_sign_ins == TRIES - 1


def test_the_right_password_begins_a_new_count(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    for _ in range(3):
        guess(session, settings, "amara.okonkwo", TRIES - 1)
        assert sign_in(session, settings, "amara.okonkwo", PASSWORD, ADDRESS).agent_id == agent.id


def test_the_right_password_forgets_what_was_guessed_by_the_other_name(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    guess(session, settings, "amara.okonkwo@northwind.example", TRIES - 1)
    assert sign_in(session, settings, "amara.okonkwo", PASSWORD).agent_id == agent.id
    assert guess(session, settings, "amara.okonkwo@northwind.example", TRIES - 1).retry_after is None


def test_guesses_at_the_same_moment_are_all_counted(app: Flask, session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    session.commit()
    answers = at_the_same_moment(
        app,
        TRIES,
        lambda s: None,
        lambda s, _: sign_in(s, settings, "amara.okonkwo", WRONG, ADDRESS),
    )
    assert all(isinstance(answer, SignInRefused) for answer in answers)
    account = account_of(session, agent)
    assert account.failed_sign_ins == TRIES
    assert account.locked_until is not None


def test_wrong_and_right_at_the_same_moment_do_not_wait_for_each_other_for_ever(
    app: Flask, session: Session, settings: Settings
) -> None:
    an_agent(session, settings)
    session.commit()
    tries = [PASSWORD, WRONG] * 3
    answers = at_the_same_moment(
        app, 6, lambda s: tries.pop(), lambda s, password: sign_in(s, settings, "amara.okonkwo", password, ADDRESS)
    )
    assert sum(isinstance(answer, Account) for answer in answers) == 3
    assert sum(isinstance(answer, SignInRefused) for answer in answers) == 3


def test_somebody_unknown_is_held_off_like_a_locked_account(session: Session, settings: Settings) -> None:
    an_agent(session, settings)
    known = [(e.problem, e.retry_after is None) for e in _answers(session, settings, "amara.okonkwo")]
    unknown = [(e.problem, e.retry_after is None) for e in _answers(session, settings, "nobody")]
    assert known == unknown


def _answers(session: Session, settings: Settings, identifier: str) -> list[SignInRefused]:
    return [refused(session, settings, identifier) for _ in range(TRIES + 2)]


def test_one_address_guessing_many_names_is_held_off(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "BY_ADDRESS", signing_in.Limit("sign-in-from", 5, timedelta(minutes=15)))
    an_agent(session, settings)
    for number in range(5):
        assert refused(session, settings, f"nobody{number}").retry_after is None
    assert refused(session, settings, "amara.okonkwo", PASSWORD).retry_after is not None
    assert sign_in(session, settings, "amara.okonkwo", PASSWORD, "203.0.113.9")


def test_a_call_centre_behind_one_address_signs_in_without_limit(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "BY_ADDRESS", signing_in.Limit("sign-in-from", 5, timedelta(minutes=15)))
    an_agent(session, settings)
    for _ in range(12):
        assert sign_in(session, settings, "amara.okonkwo", PASSWORD, ADDRESS)


def test_what_is_counted_names_nobody(session: Session, settings: Settings) -> None:
    refused(session, settings, "my-password-in-the-wrong-field")
    keys = session.scalars(select(Attempt.key)).all()
    assert len(keys) == 2
    assert all("my-password" not in key and ADDRESS not in key for key in keys)


def test_a_password_reaches_no_log(session: Session, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    an_agent(session, settings)
    sign_in(session, settings, "amara.okonkwo", PASSWORD, ADDRESS)
    error = refused(session, settings, "amara.okonkwo")
    assert PASSWORD not in caplog.text
    assert WRONG not in caplog.text + str(error) + str(error.problem.stored())


def test_a_session_holds_as_long_as_its_version(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    account = account_of(session, agent)
    assert still_valid(session, account.id, account.security_version) is account
    accounts.end_links_and_sessions(session, [agent.id])
    assert still_valid(session, account.id, 1) is None
    assert still_valid(session, account.id, 2) is account


@pytest.mark.parametrize("shut", [deleted, disabled, account_disabled])
def test_a_session_ends_when_its_owner_is_shut_out(session: Session, settings: Settings, shut: Shut) -> None:
    agent = an_agent(session, settings)
    account = account_of(session, agent)
    shut(agent, account)
    session.flush()
    assert still_valid(session, account.id, account.security_version) is None


def test_a_session_of_nobody_is_not_valid(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    assert still_valid(session, agent.id, 1) is None


def test_a_lock_ends_the_sessions_there_are_for_good(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    account = account_of(session, agent)
    before = account.security_version
    guess(session, settings, "amara.okonkwo", TRIES - 1)
    assert still_valid(session, account.id, before) is not None
    guess(session, settings, "amara.okonkwo", 1)
    assert still_valid(session, account.id, before) is None
    _turn_back(session, LASTS)
    assert still_valid(session, account.id, before) is None


def _turn_back(session: Session, by: timedelta) -> None:
    """Let so much time go by, for locks and counters."""
    fast = {"synchronize_session": False}
    session.execute(update(Account).values(locked_until=now() - timedelta(seconds=1)), execution_options=fast)
    session.execute(update(Attempt).values(window_start=now() - by), execution_options=fast)
