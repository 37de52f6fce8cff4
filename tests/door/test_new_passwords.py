"""A forgotten password, and the first one of somebody of the staff."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from onboarding.accounts.models import Account, ResetRequest
from onboarding.agents.models import Agent
from onboarding.mail.models import Message
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, a_member_of_staff
from tests.databases import settings_for
from tests.door import links
from tests.door.conftest import Inside, on_each_database
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor, heading_of, text_of
from web.app import create_app

NEW = "turnip-lantern-9"


@pytest.fixture
def reset_link(inside: Inside, settings: Settings, ingrid: Account) -> str:
    with inside() as session:
        return links.reset(session, settings, ingrid)


@pytest.fixture
def sign_up_link(inside: Inside, settings: Settings) -> str:
    with inside() as session:
        return links.sign_up(session, settings, a_member_of_staff(session, settings, "owen@northwind.example", None))


@pytest.mark.parametrize("identifier", ["ewa.krol", "nobody", "mallory@elsewhere.example", "x" * 1000])
def test_whoever_forgot_a_password_gets_the_same_answer_as_everybody(
    visitor: Visitor, inside: Inside, joined: Agent, identifier: str
) -> None:
    response = visitor.send("/forgot-password", identifier=identifier)
    assert (response.status_code, response.location) == (303, "/forgot-password?asked")
    assert heading_of(visitor.get(response.location)) == "Look in your e-mail"
    with inside() as session:
        assert len(session.scalars(select(ResetRequest.id)).all()) == 1
        assert session.scalars(select(Message.id)).all() == []


def test_beyond_the_limit_everybody_reads_when_to_try_again(visitor: Visitor, inside: Inside, joined: Agent) -> None:
    known, unknown = (
        [visitor.send("/forgot-password", identifier=name) for _ in range(7)] for name in ("ewa.krol", "nobody")
    )
    assert [answer.status_code for answer in known] == [303] * 5 + [429] * 2
    assert [(each.status_code, text_of(each)) for each in known] == [
        (each.status_code, text_of(each)) for each in unknown
    ]
    assert "Try again in 60 minutes." in text_of(known[-1])
    assert int(known[-1].headers["Retry-After"]) > 3500
    with inside() as session:
        assert len(session.scalars(select(ResetRequest.id)).all()) == 2 * 5


def test_a_request_without_a_name_says_what_is_missing(visitor: Visitor, inside: Inside) -> None:
    response = visitor.send("/forgot-password", identifier="  ")
    assert response.status_code == 422
    assert "Write your username or your e-mail address." in text_of(response)
    with inside() as session:
        assert session.scalars(select(ResetRequest.id)).all() == []


def test_whoever_is_signed_in_need_not_write_their_name_again(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    assert 'value="ewa.krol"' in visitor.get("/forgot-password").text


def test_the_link_leads_to_an_address_without_the_token(visitor: Visitor, reset_link: str, sign_up_link: str) -> None:
    assert (visitor.get(reset_link).status_code, visitor.get(reset_link).location) == (303, "/reset")
    assert (visitor.get(sign_up_link).status_code, visitor.get(sign_up_link).location) == (303, "/sign-up")


@on_each_database
def test_a_new_password_replaces_the_old_one_and_signs_nobody_in(
    visitor: Visitor, inside: Inside, reset_link: str
) -> None:
    visitor.get(reset_link)
    response = visitor.send("/reset", password=NEW)
    assert (response.status_code, response.location) == (303, "/sign-in?changed")
    assert "Your password is changed." in text_of(visitor.get(response.location))
    assert not visitor.is_signed_in
    assert visitor.sign_in("ingrid@northwind.example", PASSWORD).status_code == 401
    assert visitor.sign_in("ingrid@northwind.example", NEW).status_code == 303
    with inside() as session:
        assert session.scalars(select(Message.kind)).all() == ["password_changed"]


def test_a_new_password_ends_every_open_session(app: APIFlask, reset_link: str) -> None:
    signed_in, forgetful = Visitor(app), Visitor(app)
    signed_in.sign_in("ingrid@northwind.example")
    forgetful.get(reset_link)
    forgetful.send("/reset", password=NEW)
    assert not signed_in.is_signed_in


def test_a_link_to_a_new_password_works_once(app: APIFlask, reset_link: str) -> None:
    first, second = Visitor(app), Visitor(app)
    first.get(reset_link)
    first.send("/reset", password=NEW)
    assert heading_of(second.follow(reset_link)) == "This link has been used"


@on_each_database
def test_of_two_who_use_a_link_at_once_one_does(app: APIFlask, reset_link: str) -> None:
    ready = threading.Barrier(2)

    def choose(password: str) -> tuple[int, str]:
        browser = Visitor(app)
        browser.get(reset_link)
        proof = browser.proof("/reset")
        ready.wait(10)
        return browser.post("/reset", csrf_token=proof, password=password).status_code, password

    with ThreadPoolExecutor(2) as pool:
        answers = dict(pool.map(choose, [NEW, "walnut-bicycle-4"]))
    assert sorted(answers) == [303, 410]
    assert Visitor(app).sign_in("ingrid@northwind.example", answers[303]).status_code == 303
    assert Visitor(app).sign_in("ingrid@northwind.example", answers[410]).status_code == 401


@pytest.mark.parametrize("page", ["/reset", "/sign-up"])
def test_a_password_that_does_not_do_changes_nothing(
    visitor: Visitor, inside: Inside, reset_link: str, sign_up_link: str, page: str
) -> None:
    visitor.get(reset_link)
    visitor.get(sign_up_link)
    with inside() as session:
        before = snapshot(session)
    for password in ("", "short", "ingrid-lantern-9", "password12345"):
        assert visitor.send(page, password=password).status_code == 422, password
    with inside() as session:
        assert snapshot(session) == before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing_however_often(
    visitor: Visitor, inside: Inside, reset_link: str, sign_up_link: str, method: str
) -> None:
    with inside() as session:
        before = snapshot(session)
    for path in [reset_link, "/reset", sign_up_link, "/sign-up", reset_link, "/forgot-password"]:
        visitor.client.open(path, method=method)
    with inside() as session:
        assert snapshot(session) == before


def test_the_first_password_of_staff_signs_them_in(visitor: Visitor, sign_up_link: str) -> None:
    visitor.get(sign_up_link)
    assert heading_of(visitor.get("/sign-up")) == "Welcome, Ingrid Solheim"
    response = visitor.send("/sign-up", password=NEW)
    assert (response.status_code, response.location) == (303, "/")
    assert visitor.is_signed_in


def test_a_form_behind_a_link_can_be_sent_by_tls_though_its_page_gives_no_referrer(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, settings: Settings, inside: Inside, ingrid: Account
) -> None:
    folder = tmp_path_factory.mktemp("tls")
    behind_tls = settings_for(
        folder, database_url, BASE_URL="https://onboarding.northwind.example", SECRET_KEYS=settings.secret_keys[0]
    )
    visitor = Visitor(create_app(behind_tls), "https://onboarding.northwind.example")
    with inside() as session:
        link = links.reset(session, settings, ingrid)
    visitor.get(link)
    assert visitor.send("/reset", password=NEW).location == "/sign-in?changed"
