"""The list of agents as a person uses it: searched, filtered, kept as a view, laid out by keyboard, acted on."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Door, Visitor
from tests.browser.test_the_whole_way import HR_EMAIL, HR_PASSWORD, sign_in, sign_up_hr
from tests.service.running import Deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("browser")]

COUNT = 60


@pytest.fixture(scope="module", autouse=True)
def staffed(service: Deployment, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Sixty people, ten of them Milani, every second of them with German, and Ingrid of HR, who has signed up."""
    lines = ["Employee ID,Full Name,Email,Typology,Language,Start Date"]
    for n in range(COUNT):
        name, language = "Milani" if n // 10 == 1 else "Person", ("de", "it")[n % 2]
        lines.append(f"E{n},{name} {n:02},p{n:02}@northwind.example,webrtc,{language},2090-01-{n % 28 + 1:02}")
    file: Path = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    service.run("import", str(file), "--yes")
    door = Door(browser, service.url)
    sign_up_hr(service, door.visitor())
    door.close()


@pytest.fixture
def hr(service: Deployment, visitors: Door) -> Visitor:
    return ingrid(service, visitors)


def ingrid(service: Deployment, visitors: Door) -> Visitor:
    """Ingrid at a browser that has never been here."""
    visitor = visitors.visitor()
    sign_in(visitor, HR_EMAIL, HR_PASSWORD)
    expect(visitor.page).to_have_url(f"{service.url}/")
    visitor.page.goto("/agents?sort=name")
    return visitor


def rows(page: Page, count: int) -> None:
    expect(page.get_by_role("rowheader")).to_have_count(count)


def heads(page: Page) -> list[str]:
    return [text for text in page.locator("thead th:not(.box, .deed)").all_inner_texts() if text]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_somebody_is_searched_for_and_filters_are_put_together_changed_and_kept_as_a_view(hr: Visitor) -> None:
    page = hr.page
    page.get_by_label("Search agents").fill("milani")
    press(page, "Enter")
    rows(page, 10)

    page.get_by_role("link", name="Filter", exact=True).click()
    page.get_by_role("link", name="Language", exact=True).click()
    page.get_by_label("How it is compared").select_option(label="is")
    page.get_by_label("Value", exact=True).fill("de")
    press(page, "Enter")
    rows(page, 5)

    page.get_by_role("link", name=re.compile("^is: change how")).click()
    expect(page.get_by_label("How it is compared")).to_be_focused()
    page.get_by_label("How it is compared").select_option(label="is not")
    page.get_by_role("button", name="Change it").click()
    rows(page, 5)
    expect(page.locator("[data-chip]")).to_have_text("Languageis notGerman")
    expect(page.get_by_role("rowheader").first).to_have_text(re.compile("Milani 11"))

    page.get_by_role("link", name="Filter", exact=True).click()
    page.get_by_role("link", name="Start date", exact=True).click()
    page.get_by_label("How it is compared").select_option(label="is between")
    page.get_by_label("Value", exact=True).fill("2090-01-01")
    page.get_by_label("and, for “is between”,").fill("2090-01-14")
    page.get_by_role("button", name="Add the filter").click()
    rows(page, 2)

    page.get_by_role("link", name="Save view").click()
    page.get_by_label(re.compile("Save the list as it is shown now")).fill("Not German")
    press(page, "Enter")
    view = page.get_by_role("link", name=re.compile("^Not German"))
    expect(view).to_have_attribute("aria-current", "page")
    expect(view).to_have_text("Not German2")

    page.get_by_role("link", name="Remove the filter Language").click()
    expect(page.get_by_role("link", name="Remove the filter Start date")).to_be_focused()
    page.goto("/agents")
    page.get_by_role("link", name=re.compile("^Not German")).click()
    rows(page, 2)


def test_columns_are_chosen_and_moved_by_keyboard_alone_and_are_there_at_the_next_sign_in(
    service: Deployment, visitors: Door, hr: Visitor
) -> None:
    page = hr.page
    assert heads(page)[:3] == ["Name", "Username", "E-mail"]
    page.get_by_role("link", name="Columns").focus()
    press(page, "Enter")
    expect(page.get_by_label("Username", exact=True)).to_be_focused()
    press(page, "Space", "Tab")
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    press(page, "Tab", "Tab")
    expect(page.get_by_role("button", name="Move E-mail down")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("status").filter(has_text="E-mail is now number 4 of 17")).to_have_count(1)
    press(page, "Enter")
    expect(page.get_by_role("button", name="Move E-mail down")).to_be_focused()
    page.get_by_label("Employee ID", exact=True).focus()
    press(page, "Space", "Enter")
    expect(page.locator("thead .column-username")).to_have_count(0)

    later = ingrid(service, visitors).page
    assert heads(later)[:4] == ["Name", "Extension", "Typology", "E-mail"]
    assert heads(later)[-1] == "Employee ID"


def test_rows_are_gone_through_by_keys_and_all_that_match_are_chosen(hr: Visitor) -> None:
    page = hr.page
    bar = page.get_by_role("region", name="What is selected")
    press(page, "j", "x", "j", "j", "x")
    expect(bar.get_by_text("2 selected")).to_be_visible()
    page.get_by_label("Select Milani 15").click(modifiers=["Shift"])
    expect(bar.get_by_text("5 selected")).to_be_visible()
    press(page, "Escape")
    expect(bar).to_be_hidden()

    page.get_by_label("Select everybody on this page").check()
    expect(bar.get_by_text("50 selected")).to_be_visible()
    bar.get_by_text(f"Select all {COUNT} that match").click()
    expect(bar.get_by_text(f"All {COUNT} selected")).to_be_visible()
    with page.expect_download() as downloaded:
        bar.get_by_role("button", name="Export CSV").click()
    assert len(downloaded.value.path().read_text(encoding="utf-8-sig").splitlines()) == COUNT + 1
    bar.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{COUNT} agents")

    page.goto("/agents?sort=name")
    press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Milani 10")


def test_the_three_dots_open_a_menu_that_the_arrows_go_through(hr: Visitor) -> None:
    page = hr.page
    dots = page.get_by_role("link", name="Deeds for Person 03")
    dots.click()
    expect(page.get_by_role("button", name=re.compile("^Send invitation"))).to_be_focused()
    press(page, "ArrowDown")
    expect(page.get_by_role("button", name="Copy invitation link")).to_be_focused()
    press(page, "Escape")
    expect(dots).to_be_focused()
    dots.click()
    page.get_by_role("link", name="Delete…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete Person 03?")


def test_on_a_phone_the_filters_fill_the_screen_and_the_bar_is_at_the_foot(service: Deployment, visitors: Door) -> None:
    visitor = visitors.visitor(390, 844)
    sign_in(visitor, HR_EMAIL, HR_PASSWORD)
    expect(visitor.page).to_have_url(f"{service.url}/")
    page = visitor.page
    page.goto("/agents")
    page.get_by_role("link", name="Filter", exact=True).click()
    sheet = page.get_by_role("dialog", name="Filter the agents")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == pytest.approx((390, 844), abs=0.5)
    page.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()
    page.locator("[data-select]").first.check()
    selected = page.get_by_role("region", name="What is selected")
    expect(selected).to_be_in_viewport(ratio=1)
    bar = selected.bounding_box()
    assert bar is not None
    assert (bar["x"], bar["width"]) == (0, 390)
    assert bar["y"] + bar["height"] == 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
