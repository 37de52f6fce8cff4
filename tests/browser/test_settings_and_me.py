"""Settings, an agent's own pages, and what is around the pages of the staff, as people use them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Door
from tests.browser.people import AGENT_PASSWORD, an_administrator, an_agent, pressed
from tests.service.running import Deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

GATEWAY = "https://push.northwind.example/send"
NEW_PASSWORD = "other-marigold-88-south"


def test_an_agent_goes_on_in_italian_with_another_password(service: Deployment, visitors: Door, tmp_path: Path) -> None:
    phone = visitors.visitor(390, 844)
    phone.expected = ("422 (UNPROCESSABLE ENTITY)",)
    me, _ = an_agent(service, phone, tmp_path)
    me.get_by_role("link", name="Account", exact=True).click()
    me.get_by_role("radio", name="Italiano").check()
    pressed(me, "Use this language")
    expect(me.get_by_role("heading", name="Il tuo account")).to_be_visible()
    expect(me.locator("html")).to_have_attribute("lang", "it")

    me.get_by_role("link", name="Cambia password").click()
    me.get_by_label("Password attuale").fill("guess")
    me.get_by_label("Nuova password").fill(NEW_PASSWORD)
    pressed(me, "Cambia la password")
    expect(me.locator("#error-old_password")).to_be_visible()
    me.get_by_label("Password attuale").fill(AGENT_PASSWORD)
    me.get_by_label("Nuova password").fill(NEW_PASSWORD)
    pressed(me, "Cambia la password")
    expect(me.get_by_text("La password è cambiata.")).to_be_visible()
    pressed(me, "Esci")

    me.goto("/sign-in")
    me.locator("[name=identifier]").fill("amara.okonkwo")
    me.locator("[name=password]").fill(NEW_PASSWORD)
    with me.expect_navigation(url=f"{service.url}/me"):
        me.keyboard.press("Enter")
    expect(me.get_by_role("heading", level=1)).to_contain_text("Il tuo interno")


def test_administrators_set_defaults_see_each_other_s_changes_and_hr_finds_them_in_the_form(
    service: Deployment, visitors: Door
) -> None:
    first = an_administrator(service, visitors.visitor(), "first@northwind.example")
    slow = visitors.visitor()
    slow.expected = ("409 (CONFLICT)",)
    second = an_administrator(service, slow, "second@northwind.example")
    second.goto("/settings")

    first.goto("/settings")
    first.get_by_role("navigation", name="Sections").get_by_role("link", name="New agents").click()
    expect(first).to_have_url(re.compile("#new-agents$"))
    card = first.get_by_role("region", name="New agents")
    card.get_by_label("Typology").select_option("mobile")
    card.get_by_label(re.compile("Push gateway")).fill(GATEWAY)
    card.get_by_role("checkbox", name="Voicemail").uncheck()
    pressed(first, "Save new agents")
    expect(first.get_by_role("status").get_by_text("Agents who are added from now on")).to_be_visible()

    first.goto("/agents/new")
    expect(first.get_by_label("Mobile app push gateway")).to_have_value(GATEWAY)
    expect(first.get_by_role("checkbox", name="Voicemail")).not_to_be_checked()

    theirs = second.get_by_role("region", name="New agents")
    theirs.get_by_label("Typology").select_option("external")
    pressed(second, "Save new agents")
    expect(theirs).to_contain_text("first@northwind.example has changed this meanwhile.")
    expect(theirs).to_contain_text("Typology: WebRTC → Mobile")
    expect(theirs.get_by_label("Typology")).to_have_value("external")
    second.get_by_role("link", name="Changes", exact=True).click()
    expect(second.get_by_role("listitem").filter(has_text="first@northwind.example")).to_contain_text(GATEWAY)


def test_what_was_said_stays_under_the_bell_and_keys_can_be_switched_off(service: Deployment, visitors: Door) -> None:
    admin = an_administrator(service, visitors.visitor(), "third@northwind.example")
    admin.goto("/settings")
    pressed(admin, "Save locking")
    toast = admin.get_by_role("status").get_by_text("wrong passwords lock an account")
    expect(toast).to_be_visible()
    admin.get_by_role("button", name="Close").first.click()
    expect(toast).to_have_count(0)
    admin.goto("/groups")
    admin.locator("summary[aria-label='What was said']").click()
    expect(admin.get_by_role("listitem").filter(has_text="wrong passwords lock an account")).to_be_visible()
    admin.keyboard.press("Escape")

    admin.keyboard.press("?")
    keys = admin.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    keys.get_by_role("checkbox", name="Use these keys").uncheck()
    keys.get_by_role("button", name="Close").click()
    admin.keyboard.press("?")
    expect(keys).to_be_hidden()
    admin.keyboard.press("/")
    expect(admin.get_by_role("searchbox", name="Find an agent").first).not_to_be_focused()
    admin.reload()
    admin.keyboard.press("/")
    expect(admin.get_by_role("searchbox", name="Find an agent").first).not_to_be_focused()

    admin.get_by_text("third@northwind.example").click()
    admin.get_by_role("link", name="Keys").click()
    keys.get_by_role("checkbox", name="Use these keys").check()
    keys.get_by_role("button", name="Close").click()
    admin.keyboard.press("/")
    expect(admin.get_by_role("searchbox", name="Find an agent").first).to_be_focused()

    admin.get_by_text("third@northwind.example").click()
    pressed(admin, "Italiano")
    expect(admin.get_by_role("link", name="Impostazioni")).to_be_visible()
