"""The settings of an agent's own phone."""

import uuid

import pytest
from apiflask import APIFlask

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from tasks.lines import work_off_all
from tests.api.conftest import Caller, Inside

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def signed_in(app: APIFlask, account: Account) -> Caller:
    """A caller with the cookie of a session."""
    caller = Caller(app, None)
    with caller._client.session_transaction() as cookie:
        cookie["account"] = str(account.id)
        cookie["version"] = account.security_version
        cookie["since"] = now().isoformat()
    return caller


@pytest.fixture
def account(hr: Caller, inside: Inside, settings: Settings) -> Account:
    added = hr.post("/agents", json={"full_name": "Zoë van der Meer", "email": "zoe@northwind.example"}).get_json()
    with inside() as session:
        work_off_all(settings, 20)
        agent = session.get_one(Agent, uuid.UUID(added["id"]))
        agent.joined_at = now()
        account = session.query(Account).filter_by(agent_id=agent.id).one()
        account.password_hash = "x"
    return account


def test_an_agent_reads_what_their_phone_needs(app: APIFlask, account: Account, settings: Settings) -> None:
    response = signed_in(app, account).get("/me/phone")
    phone = response.get_json()
    assert response.status_code == 200
    assert len(phone.pop("secret")) >= 16
    assert phone == {
        "extension": "1000",
        "sip_user": "1000",
        "transport": "wss",
        "server": settings.sip_server,
        "wss_url": settings.wss_url,
        "mailbox": "1000",
        "provisioned": True,
    }
    assert response.headers["Cache-Control"] == "no-store"


def test_staff_have_no_phone_here(app: APIFlask, inside: Inside) -> None:
    with inside() as session:
        account = Account(role="hr", email="i@northwind.example", email_key="i@northwind.example", password_hash="x")
        session.add(account)
    assert signed_in(app, account).get("/me/phone").status_code == 403


def test_a_token_of_staff_opens_nobodys_phone(hr: Caller) -> None:
    response = hr.get("/me/phone")
    assert (response.status_code, response.get_json()["code"]) == (401, "not_signed_in")
    assert response.headers["WWW-Authenticate"].startswith("Session")


def test_a_session_opens_nothing_that_needs_a_token(app: APIFlask, account: Account) -> None:
    caller = signed_in(app, account)
    assert caller.get("/agents").status_code == 401
    assert caller.post("/agents", json={}).status_code == 401
