"""The link of an invitation, a password, and then the phone."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from onboarding.accounts import accounts
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, AuditEntry
from onboarding.invitations.models import Invitation
from onboarding.preferences.passwords import SECURITY_SUITE, set_password_policy
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD
from tests.door import links
from tests.door.conftest import Inside, on_each_database
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor, heading_of, text_of
from tests.web.browser import Page


@pytest.fixture
def link(inside: Inside, settings: Settings, amara: Agent) -> str:
    with inside() as session:
        return links.invitation(session, settings, amara)


def test_the_link_leads_to_an_address_without_the_token(visitor: Visitor, link: str) -> None:
    response = visitor.get(link)
    assert (response.status_code, response.location) == (303, "/join")


@pytest.mark.parametrize("at", ["the link", "the page"])
def test_neither_referrer_nor_cache_keeps_what_stands_behind_a_link(visitor: Visitor, link: str, at: str) -> None:
    response = visitor.get(link)
    if at == "the page":
        response = visitor.get("/join")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_page_names_the_person_the_first_day_and_the_extension(visitor: Visitor, link: str) -> None:
    response = visitor.follow(link)
    said = text_of(response)
    assert heading_of(response) == "Welcome, Amara"
    for part in ("You start on Sunday 1 December 2999.", "amara.okonkwo", "2417", "At least 12 characters"):
        assert part in said


@on_each_database
def test_a_password_makes_somebody_join_and_signs_them_in(
    visitor: Visitor, inside: Inside, amara: Agent, link: str
) -> None:
    visitor.get(link)
    response = visitor.send("/join", password=PASSWORD, timezone="Africa/Lagos")
    assert (response.status_code, response.location) == (303, "/me")
    assert "2417" in heading_of(visitor.get("/me"))
    with inside() as session:
        agent = session.get_one(Agent, amara.id)
        assert agent.joined_at is not None
        assert agent.timezone == "Africa/Lagos"


@pytest.mark.parametrize("chosen", ["Atlantis/Capital", "", "../../etc/passwd"])
def test_a_time_zone_that_does_not_exist_is_not_kept(
    visitor: Visitor, inside: Inside, amara: Agent, link: str, chosen: str
) -> None:
    visitor.get(link)
    assert visitor.send("/join", password=PASSWORD, timezone=chosen).status_code == 303
    with inside() as session:
        assert session.get_one(Agent, amara.id).timezone is None


@pytest.mark.parametrize(
    ("had", "asks_for", "offered"),
    [(None, "it-CH,it;q=0.9", "it"), (None, "fr", "en"), (None, "", "en"), ("it", "en", "it"), ("it-CH", "en", "it")],
)
def test_the_language_is_offered_and_kept(
    visitor: Visitor,
    inside: Inside,
    amara: Agent,
    link: str,
    monkeypatch: pytest.MonkeyPatch,
    had: str | None,
    asks_for: str,
    offered: str,
) -> None:
    monkeypatch.setattr("web.pages.languages.LANGUAGES", ("en", "it"))
    with inside() as session:
        session.get_one(Agent, amara.id).language = had
    visitor.get(link)
    page = Page(visitor.get("/join", headers={"Accept-Language": asks_for}).text)
    choices = {option.get("value"): option.get("selected") is not None for option in page.by_id("field-language")}
    assert choices == {"en": offered == "en", "it": offered == "it"}
    visitor.send("/join", password=PASSWORD, language="it")
    with inside() as session:
        assert session.get_one(Agent, amara.id).language == "it"


@pytest.mark.parametrize("chosen", ["xx", "", "en\x00", "../en"])
def test_a_language_that_we_do_not_write_is_not_kept(
    visitor: Visitor, inside: Inside, amara: Agent, link: str, chosen: str
) -> None:
    visitor.get(link)
    assert visitor.send("/join", password=PASSWORD, language=chosen).status_code == 303
    with inside() as session:
        assert session.get_one(Agent, amara.id).language is None


def test_the_rules_are_those_that_the_organisation_has_chosen(visitor: Visitor, inside: Inside, link: str) -> None:
    with inside() as session:
        set_password_policy(session, SERVICE, SECURITY_SUITE)
    said = text_of(visitor.follow(link))
    rules = ("At least 8 characters", "A capital letter", "A small letter", "A digit", "One of ~!@#$%^&-_=+[{]}")
    assert all(rule in said for rule in rules)
    assert "Not a common password" not in said
    refused = visitor.send("/join", password="abcdefgh")
    assert refused.status_code == 422
    assert "The password has no capital letter. Add one." in text_of(refused)
    assert visitor.send("/join", password="Abcdef1!").status_code == 303


def test_whoever_joins_before_the_phone_is_ready_reads_that_it_is_being_set_up(
    visitor: Visitor, inside: Inside, amara: Agent, link: str
) -> None:
    with inside() as session:
        agent = session.get_one(Agent, amara.id)
        agent.provisioned_at = agent.provisioned_extension = None
    visitor.get(link)
    assert visitor.send("/join", password=PASSWORD).location == "/me"
    assert "Your phone is being set up" in text_of(visitor.get("/me"))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Write a password."),
        ("short", "The length of the password is 5. Use at least 12 characters."),
        ("password12345", "This is a common password"),
        ("marigold-2417-tram", "The password contains your name, username or extension."),
        ("x" * 129, "Use at most 128."),
    ],
)
def test_a_password_that_does_not_do_is_explained_and_changes_nothing(
    visitor: Visitor, inside: Inside, link: str, password: str, sentence: str
) -> None:
    visitor.get(link)
    with inside() as session:
        before = snapshot(session)
    response = visitor.send("/join", password=password)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not password or password not in response.text
    with inside() as session:
        assert snapshot(session) == before


def test_after_a_refused_password_another_one_can_be_sent(visitor: Visitor, link: str) -> None:
    visitor.get(link)
    visitor.send("/join", password="short")
    assert visitor.send("/join", password=PASSWORD).status_code == 303


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing_however_often(visitor: Visitor, inside: Inside, link: str, method: str) -> None:
    with inside() as session:
        before = snapshot(session)
    for path in [link, "/join", link, "/join", "/join/new-link"]:
        visitor.client.open(path, method=method)
    with inside() as session:
        assert snapshot(session) == before


@on_each_database
def test_the_first_look_is_noted_once(visitor: Visitor, inside: Inside, link: str) -> None:
    def seen_at() -> object:
        with inside() as session:
            return session.scalars(select(Invitation.first_seen_at)).one()

    assert seen_at() is None
    visitor.get(link)
    first = seen_at()
    visitor.get(link)
    assert first is not None
    assert seen_at() == first


def test_a_form_without_proof_changes_nothing(visitor: Visitor, inside: Inside, link: str) -> None:
    visitor.get(link)
    with inside() as session:
        before = snapshot(session)
    assert visitor.post("/join", password=PASSWORD).status_code == 400
    with inside() as session:
        assert snapshot(session) == before


@on_each_database
def test_of_two_who_join_at_once_by_one_link_one_does(app: APIFlask, inside: Inside, amara: Agent, link: str) -> None:
    ready = threading.Barrier(2)

    def join(password: str) -> int:
        browser = Visitor(app)
        browser.get(link)
        proof = browser.proof("/join")
        ready.wait(10)
        return browser.post("/join", csrf_token=proof, password=password).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(join, ["marigold-tram-7", "turnip-lantern-9"]))
    assert answers == [303, 410]
    with inside() as session:
        joined = select(func.count()).where(AuditEntry.deed == "agent.joined")
        assert session.scalar(joined) == 1
        assert accounts.account_of(session, amara.id).security_version == 2


def test_joining_signs_in_whoever_joined_and_nobody_else(visitor: Visitor, link: str, ingrid: Account) -> None:
    visitor.sign_in("ingrid@northwind.example")
    assert "Ingrid Solheim is signed in on this device." in text_of(visitor.follow(link))
    visitor.send("/join", password=PASSWORD)
    assert visitor.get("/sign-in").location == "/me"


def test_whoever_has_joined_and_comes_back_to_the_page_sees_the_phone(visitor: Visitor, link: str) -> None:
    visitor.get(link)
    visitor.send("/join", password=PASSWORD)
    assert visitor.get("/join").location == "/me"


def test_the_token_is_in_no_log_line(visitor: Visitor, link: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visitor.get(link)
    visitor.send("/join", password="short")
    visitor.send("/join", password=PASSWORD)
    visitor.get(link)
    assert "/join" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text
    assert PASSWORD not in caplog.text


def test_somebody_without_an_extension_joins_all_the_same(
    visitor: Visitor, inside: Inside, settings: Settings, amara: Agent
) -> None:
    with inside() as session:
        agent = session.get_one(Agent, amara.id)
        agent.extension = None
        link = links.invitation(session, settings, agent)
    assert "Extension" not in text_of(visitor.follow(link))
    assert visitor.send("/join", password=PASSWORD).status_code == 303
