"""What holds for every one of these pages."""

import pytest

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, a_member_of_staff
from tests.door import links
from tests.door.conftest import Inside
from tests.door.visitor import Visitor
from tests.web.browser import Page, words
from tests.web.speaking import speak_in_brackets, unmarked

NAMES = frozenset({"Agent Onboarding", "Amara Okonkwo", "Amara", "amara.okonkwo", "Ingrid Berg", "English", "Italiano"})
OWED = frozenset({"/me", "/me/voicemail", "/me/groups", "/me/account"})
"""Pages that still have words in English only."""


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_in_brackets(monkeypatch)


@pytest.fixture
def pages(visitor: Visitor, inside: Inside, settings: Settings, amara: Agent, ingrid: Account) -> dict[str, str]:
    """Every page in every state that has a form, a card or a way on of its own."""
    with inside() as session:
        join, reset = links.invitation(session, settings, amara), links.reset(session, settings, ingrid)
        owen = a_member_of_staff(session, settings, "owen@northwind.example", None)
        sign_up = links.sign_up(session, settings, owen)
    visitor.sign_in("ingrid@northwind.example")
    shown = {path: visitor.follow(path).text for path in (join, reset, sign_up, "/forgot-password")}
    shown["a refused password"] = visitor.send("/join", password="short").text
    visitor.send("/join", password=PASSWORD)
    shown |= {path: visitor.get(path).text for path in ("/me", "/me/voicemail", "/me/groups", "/me/account")}
    shown |= {path: visitor.get(path).text for path in ("/join/new-link", "/forgot-password?asked")}
    shown["a used link"] = visitor.follow(join).text
    visitor.send("/me", "/sign-out")
    shown |= {path: visitor.get(path).text for path in ("/sign-in", "/sign-in?changed", "/join", "/join/x")}
    shown["a refused sign-in"] = visitor.sign_in("nobody").text
    return shown


def test_every_page_is_well_formed_with_one_heading_and_a_label_for_each_field(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        page = Page(text)
        assert page.heading, name
        labelled = {label.get("for") for label in page.all("label")}
        fields = [field for tag in ("input", "select") for field in page.all(tag) if field.get("type") != "hidden"]
        bare = [
            field.get("name") for field in fields if not field.get("aria-hidden") and field.get("id") not in labelled
        ]
        assert bare == [], name


def test_no_page_has_a_style_or_script_of_its_own_or_asks_another_host(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        page = Page(text)
        everything = list(page.root.iter())
        assert [element for element in everything if element.get("style")] == [], name
        assert [script for script in page.all("script") if words(script)] == [], name
        addresses = [element.get(key) or "" for element in everything for key in ("src", "href", "action")]
        assert [address for address in addresses if "//" in address] == [], name


def test_every_form_that_changes_something_carries_its_proof(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for form in Page(text).all("form", method="post"):
            assert [field.get("name") for field in form.iter("input")][:1] == ["csrf_token"], name


def test_every_word_is_marked_for_translation(in_brackets: None, pages: dict[str, str]) -> None:
    left = {name: unmarked(Page(text), NAMES) for name, text in pages.items() if name not in OWED}
    assert {name: said for name, said in left.items() if said} == {}
