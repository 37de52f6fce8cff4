"""Accounts of agents and staff, sign-up links, and programs' tokens."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, api_tokens, signing_up
from onboarding.accounts.accounts import AccountRefused
from onboarding.accounts.models import STAFF_ROLES, Account, ApiToken
from onboarding.accounts.tokens import LinkRefused
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor, AuditEntry
from onboarding.database import new_id, now
from onboarding.settings import Settings
from tests.accounts.people import ADDRESS, a_member_of_staff, account_of, an_agent, sign_in

HR = Actor("Ingrid Solheim", role="hr")


def test_each_agent_gets_one_account_without_a_password(session: Session) -> None:
    ids = [new_id() for _ in range(3)]
    for number, id_ in enumerate(ids):
        name, email = f"agent{number}", f"agent{number}@x.example"
        keys = {"username": name, "username_key": name, "email": email, "email_key": email}
        session.add(Agent(id=id_, full_name=name, typology="webrtc", **keys))
    session.flush()
    accounts.open_for_agents(session, ids)
    opened = session.scalars(select(Account)).all()
    assert {account.agent_id for account in opened} == set(ids)
    assert {(a.role, a.password_hash, a.security_version, a.failed_sign_ins) for a in opened} == {("agent", None, 1, 0)}


@pytest.mark.parametrize(
    "email", ["ingrid@northwind.example", " Zoë@nørthwind.example ", "admin@localhost", "o'brien+x@corp.local"]
)
def test_staff_are_created_with_an_address(session: Session, email: str) -> None:
    account = accounts.create_staff(session, SERVICE, email, "supervisor")
    assert (account.email, account.email_key) == (email.strip(), email.strip().casefold())
    assert accounts.staff(session) == [account]
    assert accounts.display_name(session, account) == email.strip()


@pytest.mark.parametrize(
    "email",
    ["", "ingrid", "ingrid@", "@x.example", "a@b@c", "a b@x.example", "a@x\n.example", "a" * 250 + "@x.example"],
)
def test_what_is_no_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        accounts.create_staff(session, SERVICE, email, "hr")
    assert refused.value.problem.column == "email"
    assert refused.value.problem.sentence()


def test_an_address_has_one_account(session: Session) -> None:
    accounts.create_staff(session, SERVICE, "ingrid@northwind.example", "hr")
    with pytest.raises(AccountRefused) as refused:
        accounts.create_staff(session, SERVICE, "INGRID@northwind.example", "admin")
    assert "INGRID@northwind.example has an account already" in refused.value.problem.sentence()


@pytest.mark.parametrize("role", ["agent", "root", ""])
def test_a_role_that_staff_do_not_have_is_refused(session: Session, role: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        accounts.create_staff(session, SERVICE, "ingrid@northwind.example", role)
    assert "admin, hr, supervisor" in refused.value.problem.sentence()


def test_there_is_an_administrator_once_one_has_chosen_a_password(session: Session, settings: Settings) -> None:
    a_member_of_staff(session, settings)
    assert not accounts.has_admin(session)
    admin = accounts.create_staff(session, SERVICE, "admin@localhost", "admin")
    assert not accounts.has_admin(session)
    accounts.set_password(session, settings, admin, "marigold-tram-7")
    assert accounts.has_admin(session)
    admin.disabled_at = now()
    session.flush()
    assert not accounts.has_admin(session)


def test_an_agents_name_is_the_agents(session: Session, settings: Settings) -> None:
    agent = an_agent(session, settings)
    account = account_of(session, agent)
    agent.full_name = "Amara Okonkwo-Solheim"
    assert accounts.display_name(session, account) == "Amara Okonkwo-Solheim"


def test_staff_sign_up_by_a_link_once(session: Session, settings: Settings) -> None:
    admin = accounts.create_staff(session, SERVICE, "admin@localhost", "admin")
    link = accounts.sign_up_link(session, settings, admin, SERVICE.name)
    base, _, signed = link.rpartition("/sign-up/")
    assert base == settings.base_url
    assert signing_up.open_sign_up(session, settings, signed) is admin
    assert signing_up.sign_up(session, settings, signed, "marigold-tram-7") is admin
    assert sign_in(session, settings, "admin@localhost", "marigold-tram-7", ADDRESS) is admin
    with pytest.raises(LinkRefused) as refused:
        signing_up.sign_up(session, settings, signed, "another-tram-9-lilac")
    assert refused.value.why == "used"


def test_every_sign_up_link_ends_with_the_first_password(session: Session, settings: Settings) -> None:
    admin = accounts.create_staff(session, SERVICE, "admin@localhost", "admin")
    links = [accounts.sign_up_link(session, settings, admin, SERVICE.name) for _ in range(2)]
    first, second = (link.rpartition("/")[2] for link in links)
    signing_up.sign_up(session, settings, first, "marigold-tram-7")
    with pytest.raises(LinkRefused) as refused:
        signing_up.open_sign_up(session, settings, second)
    assert refused.value.why == "revoked"


def test_a_new_password_is_in_the_audit_and_not_in_words(session: Session, settings: Settings) -> None:
    account = account_of(session, an_agent(session, settings, None))
    accounts.set_password(session, settings, account, "marigold-tram-7")
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.deed, entry.actor, entry.subject_id) == ("account.password_set", "Amara Okonkwo", account.id)
    assert "marigold" not in str(entry.detail)
    assert account.password_changed_at is not None
    assert account.password_changed_at > now() - timedelta(minutes=1)


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_programs_token_is_found_by_what_was_shown(session: Session, role: str) -> None:
    plain = api_tokens.create(session, HR, " payroll ", role)
    assert re.fullmatch(r"onb_[A-Za-z0-9_-]{43}", plain)
    token = api_tokens.find(session, plain)
    assert token is not None
    assert (token.name, token.role, token.created_by) == ("payroll", role, "Ingrid Solheim")
    assert api_tokens.actor_of(token) == Actor("payroll", None, role)


def test_the_token_itself_is_kept_nowhere(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    plain = api_tokens.create(session, HR, "payroll", "hr")
    api_tokens.find(session, plain)
    (token,) = session.scalars(select(ApiToken)).all()
    (entry,) = session.scalars(select(AuditEntry)).all()
    kept = f"{vars(token)} {entry.detail}"
    assert plain not in kept + caplog.text
    assert plain[4:] not in kept + caplog.text


@pytest.mark.parametrize("bearer", ["", "onb_", "onb_wrong", "x" * 10_000, "é\x00", "\udcff"])
def test_another_token_is_not_found(session: Session, bearer: str) -> None:
    api_tokens.create(session, HR, "payroll", "hr")
    assert api_tokens.find(session, bearer) is None


def test_a_revoked_token_is_not_found(session: Session) -> None:
    plain = api_tokens.create(session, HR, "payroll", "hr")
    token = api_tokens.find(session, plain)
    assert token is not None
    token.revoked_at = now()
    session.flush()
    assert api_tokens.find(session, plain) is None


@pytest.mark.parametrize(
    ("name", "role"), [("", "hr"), ("  ", "hr"), ("x" * 101, "hr"), ("pay\x00roll", "hr"), ("payroll", "agent")]
)
def test_a_token_needs_a_name_and_a_role_of_staff(session: Session, name: str, role: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        api_tokens.create(session, HR, name, role)
    assert refused.value.problem.sentence()
