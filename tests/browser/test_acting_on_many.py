"""Acting on many in a browser: disabled together, looked at, undone; deleted, and erased for good."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Door, Visitor
from tests.browser.test_the_whole_way import sign_up_hr
from tests.service.running import Deployment, people_csv

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def hr(service: Deployment, browser: Browser) -> Iterator[Visitor]:
    """Somebody of HR who is signed in."""
    door = Door(browser, service.url)
    visitor = door.visitor()
    sign_up_hr(service, visitor)
    yield visitor
    door.close()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words), timeout=30_000)


def ask(page: Page, deed: str, question: str, place: str = "/agents") -> None:
    """Ask for a deed to everybody who matches."""
    page.goto(place)
    page.get_by_role("checkbox", name="Select everybody on this page").check()
    page.get_by_text("Select all 60 that match").click()
    page.get_by_role("button", name=deed, exact=True).click()
    heading(page, question)


def test_many_are_disabled_and_it_is_undone_then_deleted_and_erased(
    service: Deployment, hr: Visitor, tmp_path: Path
) -> None:
    service.run("import", str(people_csv(tmp_path / "people.csv", 60)), "--yes")
    page = hr.page

    ask(page, "Disable", "Disable 60 agents\\?")
    expect(page.get_by_role("link", name="Leave them as they are")).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "Agents")

    ask(page, "Disable", "Disable 60 agents\\?")
    page.get_by_role("button", name="Disable 60 agents").dblclick()
    heading(page, "60 agents are disabled")
    page.goto("/bulk-actions")
    expect(page.get_by_role("link", name="60 agents are disabled")).to_have_count(1)
    page.get_by_role("link", name="60 agents are disabled").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Undo it for 60 agents?")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    heading(page, "60 agents are as before")

    page.goto("/agents")
    page.get_by_role("row").nth(1).get_by_role("checkbox").check()
    page.get_by_role("row").nth(2).get_by_role("checkbox").check()
    page.get_by_role("button", name="Invite", exact=True).click()
    heading(page, "Invite 2 agents\\?")
    page.get_by_role("button", name="Invite 2 agents").click()
    heading(page, "Agents")
    toast = page.get_by_role("status").filter(has_text="2 agents are invited")
    toast.get_by_role("link", name="See result").click()
    heading(page, "2 agents are invited")
    expect(page.get_by_text("This cannot be undone")).to_be_visible()

    ask(page, "Delete", "Delete 60 agents\\?")
    page.get_by_role("button", name="Delete 60 agents").click()
    heading(page, "60 agents are deleted")
    ask(page, "Erase", "Erase 60 agents for good\\?", "/agents?deleted=1")
    page.get_by_role("button", name="Erase 60 agents").click()
    heading(page, "60 agents are erased")
    expect(page.get_by_text("Somebody who was erased").first).to_be_visible()
    page.goto("/agents?deleted=1")
    expect(page.get_by_text("Nobody is deleted")).to_be_visible()


def test_it_works_without_a_script(service: Deployment, browser: Browser, hr: Visitor, tmp_path: Path) -> None:
    service.run("import", str(people_csv(tmp_path / "people.csv", 3)), "--yes")
    context = browser.new_context(java_script_enabled=False, base_url=service.url)
    context.add_cookies(hr.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/agents")
    for row in (1, 2):
        page.get_by_role("row").nth(row).get_by_role("checkbox").check()
    page.get_by_role("button", name="Invite", exact=True).click()
    heading(page, "Invite 2 agents\\?")
    page.get_by_role("button", name="Invite 2 agents").click()
    expect(page.get_by_text("2 agents are invited")).to_be_visible()
    context.close()
