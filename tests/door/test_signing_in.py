"""Signing in and out: one answer for everybody who may not."""

import pytest
from apiflask import APIFlask

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import now
from tests.accounts.people import PASSWORD
from tests.door.conftest import Inside
from tests.door.visitor import Visitor, heading_of, text_of
from web.pages.signing_in import is_local

REFUSED = "This username or e-mail and this password do not belong together."


@pytest.mark.parametrize("identifier", ["ewa.krol", "EWA.KROL", "ewa.krol@northwind.example", " ewa.krol "])
def test_an_agent_signs_in_with_username_or_email_and_sees_the_phone(
    visitor: Visitor, joined: Agent, identifier: str
) -> None:
    response = visitor.sign_in(identifier)
    assert (response.status_code, response.location) == (303, "/me")
    assert visitor.get("/me").status_code == 200


def test_staff_begin_at_the_start_page(visitor: Visitor, ingrid: Account) -> None:
    assert visitor.sign_in("ingrid@northwind.example").location == "/"


def test_whoever_is_signed_in_needs_no_form(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    assert visitor.get("/sign-in").location == "/me"


@pytest.mark.parametrize(
    "who",
    ["nobody of this name", "a wrong password", "somebody without a password", "somebody disabled", "somebody deleted"],
)
def test_every_refusal_says_the_same(visitor: Visitor, inside: Inside, joined: Agent, amara: Agent, who: str) -> None:
    with inside() as session:
        agent = session.get_one(Agent, joined.id)
        if who == "somebody disabled":
            agent.disabled_at = now()
        if who == "somebody deleted":
            agent.deleted_at = now()
    identifier = {"nobody of this name": "nobody", "somebody without a password": "amara.okonkwo"}.get(who, "ewa.krol")
    response = visitor.sign_in(identifier, "something-else-9" if who == "a wrong password" else PASSWORD)
    assert response.status_code == 401
    assert REFUSED in text_of(response)
    assert f'value="{identifier}"' in response.text
    assert PASSWORD not in response.text
    assert not visitor.is_signed_in


@pytest.mark.parametrize(
    ("identifier", "password", "sentences"),
    [
        ("", "", ["Two things are missing", "Write your username or your e-mail address.", "Write your password."]),
        ("ewa.krol", "", ["One thing is missing", "Write your password."]),
        ("", PASSWORD, ["One thing is missing", "Write your username or your e-mail address."]),
    ],
)
def test_what_was_left_out_is_named_beside_its_field(
    visitor: Visitor, joined: Agent, identifier: str, password: str, sentences: list[str]
) -> None:
    response = visitor.sign_in(identifier, password)
    assert response.status_code == 422
    assert [sentence for sentence in sentences if sentence not in text_of(response)] == []


@pytest.mark.parametrize("identifier", ["ewa.krol", "nobody"])
def test_after_too_many_wrong_passwords_one_must_wait(visitor: Visitor, joined: Agent, identifier: str) -> None:
    answers = [visitor.sign_in(identifier, "something-else-9") for _ in range(11)]
    last = answers[-1]
    assert answers[0].status_code == 401
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= 900
    assert "Too many wrong passwords. Try again in 15 minutes" in text_of(last)
    assert visitor.sign_in(identifier).status_code == 429


@pytest.mark.parametrize("wanted", ["/me", "/me?tab=phone"])
def test_after_signing_in_one_goes_where_one_wanted_to(visitor: Visitor, joined: Agent, wanted: str) -> None:
    assert visitor.sign_in("ewa.krol", next=wanted).location == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        " //elsewhere.example",
        "javascript:alert(1)",
        "me",
        "http:me",
        "@elsewhere.example",
        "",
    ],
)
def test_an_address_of_another_site_is_known_as_such(wanted: str) -> None:
    assert not is_local(wanted)


@pytest.mark.parametrize("wanted", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example"])
def test_no_address_of_another_site_is_gone_to(visitor: Visitor, joined: Agent, wanted: str) -> None:
    assert visitor.sign_in("ewa.krol", next=wanted).location == "/me"
    assert visitor.get("/sign-in", query_string={"next": wanted}).location == "/me"


@pytest.mark.parametrize("wanted", ["/agents", "/nothing-here", "/sign-out"])
def test_an_agent_does_not_go_where_agents_may_not(visitor: Visitor, joined: Agent, wanted: str) -> None:
    assert visitor.sign_in("ewa.krol", next=wanted).location == "/me"


def test_the_way_back_is_kept_through_a_refusal(visitor: Visitor, joined: Agent) -> None:
    assert 'value="/me?tab=phone"' in visitor.sign_in("ewa.krol", "something-else-9", next="/me?tab=phone").text


def test_a_closed_page_leads_to_sign_in_and_back(visitor: Visitor, joined: Agent) -> None:
    response = visitor.get("/me")
    assert response.location == "/sign-in?next=%2Fme"
    assert 'value="/me"' in visitor.follow("/me").text


def test_signing_out_ends_the_session(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    response = visitor.send("/me/account", "/sign-out")
    assert (response.status_code, response.location) == (303, "/sign-in")
    assert not visitor.is_signed_in


def test_nobody_is_signed_out_by_looking(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    assert visitor.get("/sign-out").status_code == 405
    assert visitor.is_signed_in


def test_a_form_of_another_site_signs_nobody_in(visitor: Visitor, joined: Agent) -> None:
    assert visitor.post("/sign-in", identifier="ewa.krol", password=PASSWORD).status_code == 400
    assert not visitor.is_signed_in


def test_the_password_is_sent_to_browsers_fields_for_keepers_and_paste(visitor: Visitor) -> None:
    page = visitor.get("/sign-in").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_the_common_passwords_can_be_fetched_by_the_pages_script(visitor: Visitor) -> None:
    with visitor.get("/common-passwords.txt") as response:
        assert response.mimetype == "text/plain"
        assert "password" in response.text.split()


def test_after_a_sign_in_nothing_of_the_session_before_is_left(app: APIFlask, joined: Agent) -> None:
    visitor = Visitor(app)
    with visitor.client.session_transaction() as kept:
        kept["link:invite"] = "something"
    visitor.sign_in("ewa.krol")
    with visitor.client.session_transaction() as kept:
        assert "link:invite" not in kept


def test_the_page_says_what_it_is(visitor: Visitor) -> None:
    assert heading_of(visitor.get("/sign-in")) == "Sign in"
