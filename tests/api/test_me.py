"""The settings of an agent's own phone."""

import uuid
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.preferences.locking import LockPolicy
from onboarding.settings import Settings
from onboarding.telephony import provisioning
from tasks.lines import work_off_all
from tests.accounts.people import PASSWORD, a_member_of_staff, kept
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
        "typology": "webrtc",
        "realm": "asterisk",
        "push_gateway": None,
        "remote_control": False,
        "remote_control_port": None,
    }
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (
            {"typology": "mobile", "push_gateway": "https://push.northwind.example/send"},
            {"transport": "udp", "push_gateway": "https://push.northwind.example/send", "remote_control": False},
        ),
        (
            {"typology": "phonebar", "remote_control": True},
            {"transport": "udp", "push_gateway": None, "remote_control": True, "remote_control_port": 9888},
        ),
        (
            {"typology": "phonebar", "remote_control": True, "remote_control_port": 9999},
            {"remote_control": True, "remote_control_port": 9999},
        ),
        (
            {"typology": "external", "remote_control": True, "push_gateway": "https://push.northwind.example"},
            {"transport": "udp", "push_gateway": None, "remote_control": False, "remote_control_port": None},
        ),
    ],
)
def test_each_kind_of_phone_is_told_what_it_needs(
    app: APIFlask, account: Account, inside: Inside, facts: dict[str, Any], shown: dict[str, Any]
) -> None:
    with inside() as session:
        agent = session.get_one(Agent, account.agent_id)
        for name, value in facts.items():
            setattr(agent, name, value)
    phone = signed_in(app, account).get("/me/phone").get_json()
    assert {name: phone[name] for name in ("typology", *shown)} == {"typology": facts["typology"], **shown}


def test_a_new_secret_is_made_and_shown_to_its_owner(app: APIFlask, account: Account) -> None:
    caller = signed_in(app, account)
    before = caller.get("/me/phone")
    answer = caller.post("/me/phone/secret", headers={"X-CSRFToken": before.headers["X-CSRFToken"]})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert answer.get_json()["sip_user"] == "1000"
    assert answer.get_json()["secret"] == caller.get("/me/phone").get_json()["secret"] != before.get_json()["secret"]


def test_where_only_digests_are_kept_the_secret_is_null_until_one_is_made(
    app: APIFlask, account: Account, inside: Inside, settings: Settings
) -> None:
    app.config["ONBOARD"] = digests = replace(settings, sip_digest=True)
    with inside() as session:
        provisioning.provision(session, digests, [account.agent_id])  # type: ignore[list-item]
    caller = signed_in(app, account)
    before = caller.get("/me/phone")
    assert before.get_json()["secret"] is None
    answer = caller.post("/me/phone/secret", headers={"X-CSRFToken": before.headers["X-CSRFToken"]})
    assert len(answer.get_json()["secret"]) == 32
    assert caller.get("/me/phone").get_json()["secret"] is None


def test_a_request_that_another_page_may_have_caused_makes_no_secret(app: APIFlask, account: Account) -> None:
    caller = signed_in(app, account)
    before = caller.get("/me/phone").get_json()["secret"]
    answer = caller.post("/me/phone/secret")
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert answer.get_json()["code"] == "no_proof"
    assert caller.get("/me/phone").get_json()["secret"] == before


def test_a_phone_that_is_not_set_up_gets_no_secret(app: APIFlask, account: Account, inside: Inside) -> None:
    caller = signed_in(app, account)
    proof = caller.get("/me/phone").headers["X-CSRFToken"]
    with inside() as session:
        session.get_one(Agent, account.agent_id).provisioned_extension = None
    answer = caller.post("/me/phone/secret", headers={"X-CSRFToken": proof})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "missing")


def test_staff_have_no_phone_here(app: APIFlask, inside: Inside) -> None:
    with inside() as session:
        account = Account(role="hr", email="i@northwind.example", email_key="i@northwind.example", password_hash="x")
        session.add(account)
    assert signed_in(app, account).get("/me/phone").status_code == 403


def test_a_token_of_staff_opens_nobodys_phone(hr: Caller) -> None:
    response = hr.get("/me/phone")
    assert (response.status_code, response.get_json()["code"]) == (401, "not_signed_in")
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_session_opens_nothing_that_needs_a_token(app: APIFlask, account: Account) -> None:
    caller = signed_in(app, account)
    assert caller.get("/agents").status_code == 401
    assert caller.post("/agents", json={}).status_code == 401


def by_password(app: APIFlask, username: str, password: str = PASSWORD, **headers: str) -> TestResponse:
    """What a phone sends that has a username and a password, and no session."""
    given = b64encode(f"{username}:{password}".encode()).decode()
    return Caller(app, None).get("/me/phone", headers={"Authorization": f"Basic {given}", **headers})


@pytest.fixture
def with_password(account: Account, inside: Inside, settings: Settings) -> Account:
    with inside() as session:
        session.get_one(Account, account.id).password_hash = kept(settings, PASSWORD)
    return account


def locked_until(inside: Inside, account: Account) -> datetime | None:
    with inside() as session:
        return session.get_one(Account, account.id, populate_existing=True).locked_until


@pytest.mark.parametrize("name", ["zoe.meer", "ZOE@northwind.example"])
def test_a_phone_fetches_its_settings_with_username_and_password(
    app: APIFlask, with_password: Account, inside: Inside, name: str
) -> None:
    with inside() as session:
        agent = session.get_one(Agent, with_password.agent_id)
        agent.username, agent.username_key = "zoe.meer", "zoe.meer"
    answer = by_password(app, name)
    assert (answer.status_code, answer.get_json()["sip_user"]) == (200, "1000")
    assert len(answer.get_json()["secret"]) >= 16
    assert "Set-Cookie" not in answer.headers
    assert "X-CSRFToken" not in answer.headers


def test_a_wrong_password_is_asked_for_again_as_phones_understand_it(app: APIFlask, with_password: Account) -> None:
    wrong = by_password(app, "zoe@northwind.example", "not-my-password-1")
    unknown = by_password(app, "nobody", "not-my-password-1")
    assert [(each.status_code, each.get_json()["detail"]) for each in (wrong, unknown)] == [
        (401, unknown.get_json()["detail"])
    ] * 2
    assert wrong.headers["WWW-Authenticate"] == 'Basic realm="onboarding", charset="UTF-8"'


def test_wrong_passwords_of_a_phone_lock_as_those_of_the_page_do(
    app: APIFlask, with_password: Account, inside: Inside
) -> None:
    tries = LockPolicy().tries
    answers = [by_password(app, "zoe@northwind.example", "not-my-password-1") for _ in range(tries)]
    assert [answer.status_code for answer in answers] == [401] * (tries - 1) + [429]
    assert int(answers[-1].headers["Retry-After"]) == pytest.approx(LockPolicy().lasts.total_seconds(), abs=30)
    assert by_password(app, "zoe@northwind.example").status_code == 429
    assert locked_until(inside, with_password) is not None


def test_the_secret_is_not_renewed_by_a_password_that_a_browser_sends_by_itself(
    app: APIFlask, with_password: Account
) -> None:
    given = b64encode(f"zoe@northwind.example:{PASSWORD}".encode()).decode()
    answer = Caller(app, None).post("/me/phone/secret", headers={"Authorization": f"Basic {given}"})
    assert answer.status_code in (401, 403)


def test_somebody_disabled_gets_no_settings(app: APIFlask, with_password: Account, inside: Inside) -> None:
    with inside() as session:
        session.get_one(Agent, with_password.agent_id).disabled_at = now()
    assert by_password(app, "zoe@northwind.example").status_code == 401


def test_the_password_of_staff_opens_no_phone(app: APIFlask, inside: Inside, settings: Settings) -> None:
    with inside() as session:
        a_member_of_staff(session, settings)
    assert by_password(app, "ingrid@northwind.example").status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + b64encode(b"no colon").decode(),
        "Basic " + b64encode(b"\xff:\xfe").decode(),
    ]
    + ["Basic " + b64encode(("a" * 5000 + ":" + "b" * 5000).encode()).decode(), "Digest x", "Bearer x", "nonsense"],
)
def test_what_is_no_username_and_password_is_refused_and_nothing_breaks(app: APIFlask, header: str) -> None:
    answer = Caller(app, None).get("/me/phone", headers={"Authorization": header})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
