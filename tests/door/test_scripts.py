"""What the scripts add: rules ticked as one types, a password that can be seen, the browser's time zone."""

import re
import threading
from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from onboarding.accounts import accounts, passwords
from onboarding.accounts.models import Account
from onboarding.accounts.people import Person
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.preferences.passwords import RULES, set_password_policy
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, an_agent
from tests.door import links
from tests.door.conftest import Inside

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TYPED = [
    "",
    "short",
    "exactly-12ch",
    "password",
    "Password12345",
    "!!qwerty!!2024",
    "correct horse battery",
    "amara-lantern-9",
    "OKONKWO lantern",
    "x2417x-lantern-9",
    "northwind-tram-7",
    PASSWORD,
    "ẞtraße-lantern",
    "Abcdef1!",
    "ÄÖÜß12%x",
    "٣abcdeF~",
    "𝒶𝒷𝒸𝒹ℯ𝒻ℊ𝒽𝒾𝒿𝓀𝓁",
    " " * 12,
]


@pytest.fixture
def site(app: APIFlask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A phone in Lagos. A message on the console fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 844}, timezone_id="Africa/Lagos")
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    yield shown
    context.close()
    assert said == []


@pytest.fixture
def joining(page: Page, inside: Inside, settings: Settings, amara: Agent) -> Page:
    with inside() as session:
        link = links.invitation(session, settings, amara)
    page.goto(link)
    return page


@pytest.mark.parametrize("suite", RULES)
def test_the_rules_that_are_ticked_are_those_of_the_server(
    joining: Page, inside: Inside, amara: Agent, suite: str
) -> None:
    with inside() as session:
        policy = set_password_policy(session, SERVICE, suite)
        about = Person(accounts.account_of(session, amara.id), session.get_one(Agent, amara.id)).about
    joining.reload()
    joining.focus("#field-password")
    joining.wait_for_load_state("networkidle")
    ticked = {}
    for typed in TYPED:
        joining.fill("#field-password", typed)
        ticked[typed] = {
            rule.get_attribute("data-rule"): "met" in (rule.get_attribute("class") or "")
            for rule in joining.query_selector_all("[data-rule]")
        }
    assert ticked == {typed: {rule.key: rule.met for rule in passwords.rules(typed, about, policy)} for typed in TYPED}


def test_after_a_rest_the_open_rules_are_said(joining: Page) -> None:
    joining.fill("#field-password", "amara")
    said = "Still to do: At least 12 characters. Does not contain your name or extension."
    expect(joining.locator("[data-password-said]")).to_have_text(said)


def test_a_password_can_be_seen_and_is_hidden_again_when_it_is_sent(joining: Page) -> None:
    joining.fill("#field-password", "short")
    joining.click("text=Show")
    assert joining.get_attribute("#field-password", "type") == "text"
    joining.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    joining.keyboard.press("Enter")
    assert joining.get_attribute("#field-password", "type") == "password"


def test_the_browsers_time_zone_is_chosen_where_nobody_has_chosen_one(joining: Page) -> None:
    assert joining.input_value("#field-timezone") == "Africa/Lagos"


def test_two_presses_of_the_button_send_one_form(joining: Page) -> None:
    posts: list[str] = []
    joining.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    joining.fill("#field-password", PASSWORD)
    joining.dblclick("button.btn-main")
    joining.wait_for_url("**/me")
    assert len(posts) == 1
    assert "2417" in (joining.text_content("h1") or "")


def test_what_is_typed_into_a_phone_can_be_copied(joining: Page) -> None:
    joining.fill("#field-password", PASSWORD)
    joining.click("button.btn-main")
    joining.wait_for_url("**/me")
    joining.context.grant_permissions(["clipboard-read", "clipboard-write"])
    joining.click(".secret summary:has-text('Phone password')")
    joining.click("[data-copy-text=sip-secret]")
    expect(joining.locator(".copied")).to_be_visible()
    assert joining.evaluate("navigator.clipboard.readText()") == joining.text_content("#sip-secret")


def test_each_persons_sheet_is_printed_on_a_page_of_its_own(
    page: Page, inside: Inside, settings: Settings, amara: Agent, ingrid: Account
) -> None:
    with inside() as session:
        for name in ("ewa.krol", "zoe.meer"):
            an_agent(session, settings, None, username=name, full_name=name.replace(".", " ").title())
    page.goto("/sign-in")
    page.fill("#field-identifier", "ingrid@northwind.example")
    page.fill("#field-password", PASSWORD)
    page.click("main .btn-main")
    page.goto("/agents/sheets")
    page.click("footer button")
    expect(page.locator(".paper")).to_have_count(3)
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
