"""In which language the door speaks, and how one changes it there."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, a_member_of_staff
from tests.door import links
from tests.door.conftest import Inside
from tests.door.visitor import Visitor, heading_of
from tests.web.browser import Page


@pytest.fixture
def link(inside: Inside, settings: Settings, amara: Agent) -> str:
    """Of an invitation to somebody who reads Italian."""
    with inside() as session:
        session.get_one(Agent, amara.id).language = "it-IT"
        return links.invitation(session, settings, amara)


@pytest.fixture
def maria(inside: Inside, settings: Settings) -> Account:
    """Somebody of HR who has chosen Italian."""
    with inside() as session:
        account = a_member_of_staff(session, settings, "maria@northwind.example")
        account.language = "it"
        return account


@pytest.mark.parametrize("asked", ["/sign-in?next=/imports", "/forgot-password", "/forgot-password?asked"])
def test_a_language_is_chosen_at_the_foot_of_a_page_which_comes_back_in_it(visitor: Visitor, asked: str) -> None:
    back = Page(visitor.get(asked).text).values("back")
    assert back == [asked]
    answer = visitor.send(asked, "/language", language="it", back=back[0])
    assert (answer.status_code, answer.location) == (303, asked)
    page = Page(visitor.get(asked).text)
    assert page.root.get("lang") == "it"
    (chosen,) = page.all("button", aria_current="true")
    assert chosen.text == "Italiano"


def test_a_page_that_refused_a_form_comes_back_at_its_own_address(visitor: Visitor) -> None:
    refused = visitor.sign_in("nobody", "wrong")
    assert Page(refused.text).values("back") == ["/sign-in"]


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_choosing_a_language_leads_nowhere_else(visitor: Visitor, wanted: str) -> None:
    assert visitor.send("/sign-in", "/language", language="it", back=wanted).location == "/"


def test_a_language_that_no_page_speaks_changes_nothing(visitor: Visitor) -> None:
    visitor.send("/sign-in", "/language", language="fr", back="/sign-in")
    assert heading_of(visitor.get("/sign-in")) == "Sign in"


def test_the_browser_s_language_is_spoken_until_one_is_chosen(visitor: Visitor) -> None:
    asked = {"Accept-Language": "it-IT,it;q=0.9,en;q=0.5"}
    assert heading_of(visitor.get("/sign-in", headers=asked)) == "Accedi"
    visitor.send("/sign-in", "/language", language="en", back="/sign-in")
    assert heading_of(visitor.get("/sign-in", headers=asked)) == "Sign in"


def test_an_invitation_opens_in_the_language_of_whoever_it_is_for(visitor: Visitor, link: str) -> None:
    assert heading_of(visitor.follow(link)) == "Ti diamo il benvenuto, Amara"
    refused = visitor.send("/join", password="short")
    assert heading_of(refused) == "Ti diamo il benvenuto, Amara"
    assert "La lunghezza della password è 5." in refused.text


def test_the_visitor_s_choice_goes_before_the_invitation_s_language(visitor: Visitor, link: str) -> None:
    visitor.follow(link)
    visitor.send("/join", "/language", language="en", back="/join")
    page = Page(visitor.get("/join").text)
    assert page.heading == "Welcome, Amara"
    (mails_in,) = [option for option in page.by_id("field-language") if option.get("selected") is not None]
    assert mails_in.get("value") == "en"


def test_whoever_joins_goes_on_in_the_language_of_their_mails(visitor: Visitor, link: str) -> None:
    visitor.follow(link)
    visitor.send("/join", password=PASSWORD, language="it")
    assert Page(visitor.get("/me").text).root.get("lang") == "it"


@pytest.mark.parametrize(
    ("fate", "heading"),
    [
        (links.expire, "Questo invito è scaduto"),
        (links.revoke, "Questo link non vale più"),
        (links.use_up, "Hai già aderito"),
    ],
)
def test_a_link_that_no_longer_works_says_so_in_its_owner_s_language(
    visitor: Visitor, inside: Inside, link: str, fate: Callable[[Session], None], heading: str
) -> None:
    with inside() as session:
        fate(session)
    assert heading_of(visitor.follow(link)) == heading


def test_a_link_to_a_new_password_opens_in_its_owner_s_language(
    visitor: Visitor, inside: Inside, settings: Settings, maria: Account
) -> None:
    with inside() as session:
        link = links.reset(session, settings, maria)
    assert heading_of(visitor.follow(link)) == "Scegli una nuova password"


def test_another_s_language_does_not_stay_with_the_browser(
    visitor: Visitor, inside: Inside, settings: Settings, maria: Account
) -> None:
    with inside() as session:
        link = links.reset(session, settings, maria)
    visitor.follow(link)
    assert heading_of(visitor.get("/sign-in")) == "Sign in"
