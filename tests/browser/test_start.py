"""Start, as somebody of HR uses it in the morning: who is not ready, why, and what to press."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.organisation import looking
from tests.organisation.seeding import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("northwind")]


@pytest.fixture
def start(northwind: tuple[Organisation, str], browser: Browser) -> Iterator[Page]:
    made, home = northwind
    context = looking.as_role(browser, made, home, "hr", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def expect_rows(page: Page, number: int) -> None:
    """A press returns before the page that it leads to is there."""
    expect(page.locator("main table tbody tr")).to_have_count(number)


def test_the_answer_and_each_station_lead_to_just_those_people(start: Page) -> None:
    found = re.match(r"(\d+) of (\d+) people are not ready for \w+", heading(start))
    assert found is not None
    start.get_by_role("link", name=f"Show the {found[1]}").click()
    expect_rows(start, int(found[1]))
    start.go_back()
    counts = [int(each.inner_text()) for each in start.locator(".station .count-number").all()]
    assert sum(counts) == int(found[2])
    for number, count in enumerate(counts):
        if count:
            start.locator(".station-count").nth(number).click()
            expect_rows(start, count)
            start.go_back()


def test_another_start_date_is_a_press_away_and_has_an_address(start: Page) -> None:
    first = heading(start)
    start.locator(".dates-row").first.click()
    expect(start).to_have_url(re.compile("start_date="))
    expect(start.get_by_role("heading", level=1)).not_to_have_text(first)


def test_each_line_of_what_needs_attention_leads_on_or_mends_it(start: Page) -> None:
    lines = start.locator(".attention-row")
    said = [" ".join(each.inner_text().split()) for each in lines.all()]
    assert [
        words for words in said if re.search(r"expired|bounced|set up|need fixing|runs? out|no extension left", words)
    ]
    start.get_by_role("link", name="4 invitations have expired").click()
    expect_rows(start, 4)
    start.go_back()
    start.get_by_role("button", name="Send 4 new links").click()
    expect(start.get_by_role("status").get_by_text("4 new links on the way")).to_be_visible()
    expect(start.get_by_text("invitations have expired")).to_have_count(0)
    start.get_by_role("button", name="Try 2 again").click()
    expect(start.get_by_role("status").get_by_text("2 are tried again now")).to_be_visible()
    start.get_by_role("link", name="Extend range").first.click()
    expect(start).to_have_url(re.compile("/ranges/"))


def test_the_chart_of_who_joined_can_be_read_out_and_its_number_leads_to_them(start: Page) -> None:
    card = start.get_by_role("region", name="Joined")
    said = card.get_by_role("img").get_attribute("aria-label") or ""
    joined = sum(int(part) for part in re.findall(r": (\d+)", said))
    card.get_by_role("link").click()
    assert joined > 0
    expect_rows(start, joined)


def test_it_speaks_italian(northwind: tuple[Organisation, str], browser: Browser) -> None:
    made, home = northwind
    context = looking.as_role(browser, made, home, "hr", locale="it-IT")
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Persone non pronte per")
    expect(page.get_by_role("heading", name="Da sistemare")).to_be_visible()
    context.close()
