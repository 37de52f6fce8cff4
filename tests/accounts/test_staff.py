"""The people who work here: asked to join, given another role, shut out and let in again."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, signing_in, signing_up, staff
from onboarding.accounts.accounts import AccountRefused
from onboarding.accounts.models import Account
from onboarding.accounts.signing_in import SignInRefused, still_valid
from onboarding.accounts.tokens import LinkRefused
from onboarding.audit import SERVICE, Actor, AuditEntry
from onboarding.mail.models import Message
from onboarding.preferences.locking import LockPolicy
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, account_of, an_agent, at_the_same_moment, kept, sign_in

BOSS = Actor("Berta Boss", role="admin")


def one(
    session: Session, settings: Settings, name: str, role: str = "admin", password: str | None = PASSWORD
) -> Account:
    account = accounts.create_staff(session, SERVICE, f"{name}@northwind.example", role, name.title())
    account.password_hash = kept(settings, password) if password else None
    session.flush()
    return account


def messages(session: Session) -> list[tuple[str, str]]:
    return [(message.kind, message.state) for message in session.scalars(select(Message).order_by(Message.id))]


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(AccountRefused) as error:
        deed()
    return error.value.problem.reason


def test_somebody_new_is_sent_a_link_to_choose_a_password(session: Session, settings: Settings) -> None:
    account = staff.invite(session, settings, BOSS, email="zoe@northwind.example", full_name=" Zoë  Meer ", role="hr")
    assert (account.full_name, account.role, account.password_hash) == ("Zoë Meer", "hr", None)
    assert messages(session) == [("staff_invitation", "queued")]


@pytest.mark.parametrize(
    ("email", "name", "role", "reason"),
    [
        ("zoe@", "Zoë", "hr", "staff_address"),
        ("zoe@northwind.example", "Zoë", "agent", "role_unknown"),
        ("zoe@northwind.example", "x" * 121, "hr", "staff_name"),
        ("zoe@northwind.example", "Zo\x00e", "hr", "staff_name"),
        ("INGRID@northwind.example", "Ingrid", "hr", "staff_taken"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_sent(
    session: Session, settings: Settings, email: str, name: str, role: str, reason: str
) -> None:
    one(session, settings, "ingrid")
    assert refused(lambda: staff.invite(session, settings, BOSS, email=email, full_name=name, role=role)) == reason
    assert messages(session) == []


def test_two_who_invite_the_same_person_at_the_same_moment_make_one_account(
    app: Flask, session: Session, settings: Settings
) -> None:
    session.commit()

    def invite(s: Session, _: None) -> Account:
        return staff.invite(s, settings, BOSS, email="zoe@northwind.example", full_name="Zoë", role="hr")

    answers = at_the_same_moment(app, 2, lambda s: None, invite)
    assert sorted(type(answer).__name__ for answer in answers) == ["Account", "AccountRefused"]
    assert messages(session) == [("staff_invitation", "queued")]


def test_sending_the_link_again_ends_the_earlier_ones(session: Session, settings: Settings) -> None:
    account = staff.invite(session, settings, BOSS, email="zoe@northwind.example", full_name="Zoë", role="hr")
    signed = accounts.sign_up_link(session, settings, account, "Berta Boss").rpartition("/")[2]
    staff.invite_again(session, settings, BOSS, account)
    with pytest.raises(LinkRefused) as error:
        signing_up.open_sign_up(session, settings, signed)
    assert error.value.why == "revoked"
    assert messages(session) == [("staff_invitation", "cancelled"), ("staff_invitation", "queued")]


def test_whoever_has_a_password_needs_no_link(session: Session, settings: Settings) -> None:
    account = one(session, settings, "ingrid")
    assert refused(lambda: staff.invite_again(session, settings, BOSS, account)) == "staff_has_password"


def test_another_role_ends_sessions_and_is_written_down(session: Session, settings: Settings) -> None:
    account = one(session, settings, "ingrid", "hr")
    version = account.security_version
    assert staff.change_role(session, settings, BOSS, account, "supervisor")
    assert account.role == "supervisor"
    assert still_valid(session, account.id, version) is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "account.role_changed")).one()
    assert (entry.actor, entry.detail["old"], entry.detail["new"]) == ("Berta Boss", "hr", "supervisor")


def test_the_role_that_somebody_has_changes_nothing(session: Session, settings: Settings) -> None:
    account = one(session, settings, "ingrid", "hr")
    assert not staff.change_role(session, settings, BOSS, account, "hr")
    assert account.security_version == 1


def test_whoever_has_no_password_yet_gets_another_link_with_another_role(session: Session, settings: Settings) -> None:
    """The link that they have ends with the role it was sent for."""
    account = staff.invite(session, settings, BOSS, email="zoe@northwind.example", full_name="Zoë", role="hr")
    staff.change_role(session, settings, BOSS, account, "admin")
    assert messages(session) == [("staff_invitation", "cancelled"), ("staff_invitation", "queued")]


def test_disabled_means_out_at_once_and_enabled_means_in_again(session: Session, settings: Settings) -> None:
    account = one(session, settings, "ingrid", "hr")
    version = account.security_version
    assert staff.disable(session, BOSS, account)
    assert not staff.disable(session, BOSS, account)
    assert still_valid(session, account.id, version) is None
    with pytest.raises(SignInRefused):
        sign_in(session, settings, "ingrid@northwind.example", PASSWORD)
    assert staff.enable(session, settings, BOSS, account)
    assert sign_in(session, settings, "ingrid@northwind.example", PASSWORD).id == account.id
    assert still_valid(session, account.id, version) is None


def test_the_link_of_somebody_disabled_meanwhile_does_not_work(session: Session, settings: Settings) -> None:
    account = one(session, settings, "zoe", "hr", None)
    signed = accounts.sign_up_link(session, settings, account, "Berta Boss").rpartition("/")[2]
    staff.disable(session, BOSS, account)
    with pytest.raises(LinkRefused):
        signing_up.sign_up(session, settings, signed, PASSWORD)
    staff.enable(session, settings, BOSS, account)
    assert messages(session) == [("staff_invitation", "queued")]


@pytest.mark.parametrize("others", ["nobody", "one without a password", "one who is disabled", "somebody of HR"])
def test_the_last_administrator_stays_one(session: Session, settings: Settings, others: str) -> None:
    last = one(session, settings, "berta")
    if others == "one without a password":
        one(session, settings, "zoe", password=None)
    elif others == "one who is disabled":
        staff.disable(session, SERVICE, one(session, settings, "zoe"))
    elif others == "somebody of HR":
        one(session, settings, "zoe", "hr")
    assert refused(lambda: staff.disable(session, BOSS, last)) == "staff_last_admin"
    assert refused(lambda: staff.change_role(session, settings, BOSS, last, "hr")) == "staff_last_admin"
    assert (last.role, last.disabled_at) == ("admin", None)


def test_two_administrators_cannot_shut_each_other_out_at_the_same_moment(
    app: Flask, session: Session, settings: Settings
) -> None:
    ids = [one(session, settings, name).id for name in ("berta", "zoe")]
    session.commit()
    waiting = list(ids)

    def shut(s: Session, account: Account) -> bool:
        # Which of the two ways is taken differs, as it may between two people.
        if account.id == ids[0]:
            return staff.disable(s, BOSS, account)
        return staff.change_role(s, settings, BOSS, account, "hr")

    answers = at_the_same_moment(app, 2, lambda s: s.get_one(Account, waiting.pop()), shut)
    assert sorted(type(answer).__name__ for answer in answers) == ["AccountRefused", "bool"]
    session.expire_all()
    assert accounts.has_admin(session)


@pytest.mark.parametrize("whose", ["an agent", "staff"])
def test_an_administrator_opens_a_locked_account_before_its_time(
    session: Session, settings: Settings, whose: str
) -> None:
    name = "amara.okonkwo" if whose == "an agent" else "ingrid@northwind.example"
    account = (
        account_of(session, an_agent(session, settings))
        if whose == "an agent"
        else one(session, settings, "ingrid", "hr")
    )
    for _ in range(LockPolicy().tries):
        with pytest.raises(SignInRefused):
            sign_in(session, settings, name, "not-my-password-1")
    session.refresh(account)
    assert staff.unlock(session, BOSS, account)
    assert not staff.unlock(session, BOSS, account)
    assert sign_in(session, settings, name, PASSWORD).id == account.id
    assert session.scalar(select(AuditEntry.actor).where(AuditEntry.deed == "account.unlocked")) == "Berta Boss"


def test_nobody_is_told_of_a_lock_that_did_not_come(session: Session, settings: Settings) -> None:
    """A password by a link lifts the lock; a try that was under way then locks nobody."""
    account = account_of(session, an_agent(session, settings))
    tries = [signing_in.count_try(session, "amara.okonkwo", "198.51.100.7") for _ in range(LockPolicy().tries)]
    accounts.set_password(session, settings, account, "another-tram-9")
    with pytest.raises(SignInRefused):
        signing_in.settle(session, settings, tries[-1], False)
    assert messages(session) == []
