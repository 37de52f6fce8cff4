"""A forgotten password, from the request to the new one."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, resets, signing_in
from onboarding.accounts.limits import TooMany
from onboarding.accounts.models import Account, ResetRequest
from onboarding.accounts.passwords import PasswordRefused
from onboarding.accounts.signing_in import SignInRefused
from onboarding.accounts.tokens import LinkRefused, mint
from onboarding.database import begin_writing, db, now
from onboarding.mail.models import Message
from onboarding.preferences.locking import LockPolicy
from onboarding.settings import Settings
from onboarding.work import Work
from tests.accounts.people import (
    ADDRESS,
    PASSWORD,
    a_member_of_staff,
    account_of,
    an_agent,
    at_the_same_moment,
    sign_in,
)

NEW = "another-tram-9-lilac"


def ask(session: Session, settings: Settings, identifier: str, address: str = ADDRESS) -> None:
    resets.ask_for_reset(session, identifier, address)


def work_off(session: Session, settings: Settings) -> list[Message]:
    """What the worker does; returns the messages that are queued then."""
    asked = list(session.scalars(select(Work.subject_id).where(Work.kind == resets.KIND)))
    resets.work_off(session, settings, asked)
    return list(session.scalars(select(Message).where(Message.kind == resets.MESSAGE)))


def reset_link(session: Session, settings: Settings, account: Account) -> str:
    return mint(session, settings, "reset", account.id, account, now() + timedelta(hours=1), "the service")


@pytest.mark.parametrize("identifier", ["amara.okonkwo", "Amara.Okonkwo@northwind.example"])
def test_who_is_known_gets_a_message(session: Session, settings: Settings, identifier: str) -> None:
    agent = an_agent(session, settings)
    ask(session, settings, identifier)
    (message,) = work_off(session, settings)
    assert message.subject_id == account_of(session, agent).id
    assert message.message_id.endswith("@localhost>")


def test_the_request_does_the_same_for_everybody(app: Flask, session: Session, settings: Settings) -> None:
    an_agent(session, settings)
    session.commit()
    begin_writing(session)
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    done = []
    event.listen(db.engine, "before_cursor_execute", note)
    for identifier in ("amara.okonkwo", "nobody", "nobody@x.example", "", "a" * 300, "amara\x00okonkwo"):
        statements.clear()
        ask(session, settings, identifier)
        session.flush()
        done.append(list(statements))
    event.remove(db.engine, "before_cursor_execute", note)
    assert all(each == done[0] for each in done)
    assert not any("agents" in statement or "accounts" in statement for statement in done[0])
    assert session.scalar(select(func.count()).select_from(ResetRequest)) == 6


def test_who_is_unknown_gets_nothing_and_leaves_nothing(session: Session, settings: Settings) -> None:
    an_agent(session, settings)
    for identifier in ("nobody", "", "%", "amara%"):
        ask(session, settings, identifier)
    assert work_off(session, settings) == []
    assert session.scalar(select(func.count()).select_from(ResetRequest)) == 0


@pytest.mark.parametrize("standing", ["deleted", "disabled", "not joined"])
def test_who_may_not_sign_in_gets_nothing(session: Session, settings: Settings, standing: str) -> None:
    agent = an_agent(session, settings, None if standing == "not joined" else PASSWORD)
    agent.deleted_at = now() if standing == "deleted" else None
    agent.disabled_at = now() if standing == "disabled" else None
    ask(session, settings, "amara.okonkwo")
    assert work_off(session, settings) == []


def test_working_off_twice_sends_once(session: Session, settings: Settings) -> None:
    an_agent(session, settings)
    ask(session, settings, "amara.okonkwo")
    assert len(work_off(session, settings)) == 1
    assert len(work_off(session, settings)) == 1


def test_a_mailbox_is_not_flooded(session: Session, settings: Settings) -> None:
    an_agent(session, settings)
    for _ in range(resets.BY_IDENTIFIER.most):
        ask(session, settings, "amara.okonkwo")
    for _ in range(3):
        with pytest.raises(TooMany) as refused:
            ask(session, settings, "amara.okonkwo")
    assert 3500 < refused.value.retry_after <= 3600
    assert session.scalar(select(func.count()).select_from(ResetRequest)) == resets.BY_IDENTIFIER.most


def test_one_address_asks_for_so_many_only(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resets, "BY_ADDRESS", resets.Limit("reset-from", 3, timedelta(hours=1)))
    for number in range(3):
        ask(session, settings, f"agent{number}")
    with pytest.raises(TooMany):
        ask(session, settings, "agent3")
    ask(session, settings, "agent9", "203.0.113.9")
    assert session.scalar(select(func.count()).select_from(ResetRequest)) == 4


def test_staff_and_agent_of_one_address_both_get_a_message(session: Session, settings: Settings) -> None:
    an_agent(session, settings, email="ingrid@northwind.example")
    a_member_of_staff(session, settings)
    ask(session, settings, "ingrid@northwind.example")
    assert len(work_off(session, settings)) == 2


def test_the_link_sets_the_new_password_and_ends_the_old_one(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    signed = reset_link(session, settings, account)
    assert resets.open_reset(session, settings, signed) is account
    assert resets.reset_password(session, settings, signed, NEW) is account
    assert sign_in(session, settings, "amara.okonkwo", NEW, ADDRESS) is account
    with pytest.raises(SignInRefused):
        sign_in(session, settings, "amara.okonkwo", PASSWORD, ADDRESS)


def test_after_a_reset_all_sessions_and_other_links_have_ended(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    version = account.security_version
    first, second = (reset_link(session, settings, account) for _ in range(2))
    resets.reset_password(session, settings, first, NEW)
    assert signing_in.still_valid(session, account.id, version) is None
    for signed, why in ((first, "used"), (second, "revoked")):
        with pytest.raises(LinkRefused) as refused:
            resets.open_reset(session, settings, signed)
        assert refused.value.why == why


def test_after_a_reset_the_owner_is_told_by_email(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    resets.reset_password(session, settings, reset_link(session, settings, account), NEW)
    (message,) = session.scalars(select(Message)).all()
    assert (message.kind, message.subject_id) == ("password_changed", account.id)


def test_a_reset_lifts_a_lock(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    for _ in range(LockPolicy().tries):
        with pytest.raises(SignInRefused):
            sign_in(session, settings, "amara.okonkwo", "wrong-password-1", ADDRESS)
    resets.reset_password(session, settings, reset_link(session, settings, account), NEW)
    assert sign_in(session, settings, "amara.okonkwo", NEW, ADDRESS) is account


def test_a_weak_password_is_refused_and_the_link_stays(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    signed = reset_link(session, settings, account)
    with pytest.raises(PasswordRefused) as refused:
        resets.reset_password(session, settings, signed, "amara-okonkwo-1")
    assert [problem.reason for problem in refused.value.problems] == ["password_personal"]
    assert resets.open_reset(session, settings, signed) is account


@pytest.mark.parametrize("standing", ["deleted_at", "disabled_at"])
def test_who_was_shut_out_meanwhile_cannot_use_the_link(session: Session, settings: Settings, standing: str) -> None:
    agent = an_agent(session, settings)
    signed = reset_link(session, settings, account_of(session, agent))
    setattr(agent, standing, now())
    session.flush()
    with pytest.raises(LinkRefused) as refused:
        resets.reset_password(session, settings, signed, NEW)
    assert refused.value.why == "revoked"


def test_an_invitation_does_not_open_the_reset_page(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    invite = mint(session, settings, "invite", account.id, account, now() + timedelta(days=7), "x")
    with pytest.raises(LinkRefused) as refused:
        resets.open_reset(session, settings, invite)
    assert refused.value.why == "damaged"


def test_of_two_who_use_the_same_link_one_sets_the_password(app: Flask, session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings))
    signed = reset_link(session, settings, account)
    session.commit()
    choices = ["first-tram-8-lilac", "second-tram-8-lilac"]
    answers = at_the_same_moment(
        app, 2, lambda s: choices.pop(), lambda s, password: resets.reset_password(s, settings, signed, password)
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Account", "LinkRefused"]
    assert session.get(Account, account.id, populate_existing=True).security_version == 2


def test_no_secret_reaches_a_log(session: Session, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    account = account_of(session, an_agent(session, settings))
    signed = reset_link(session, settings, account)
    resets.reset_password(session, settings, signed, NEW)
    with pytest.raises(LinkRefused) as refused:
        resets.reset_password(session, settings, signed, NEW)
    assert NEW not in caplog.text + str(refused.value)
    assert signed not in caplog.text + str(refused.value)


def test_somebody_may_have_asked_who_has_gone_by_then(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    ask(session, settings, "amara.okonkwo")
    accounts.end_links_and_sessions(session, [agent.id])
    agent.deleted_at = now()
    session.flush()
    assert work_off(session, settings) == []
