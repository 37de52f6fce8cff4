"""An agent's page as people use it: the tabs, a picture, two who edit at once, the history."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Door, Visitor
from tests.browser.people import pressed, sign_in, sign_up
from tests.service.running import Deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("browser")]

HR = ("ingrid@northwind.example", "quiet-harbour-42-lamps")
PEOPLE = "full_name,email,extension,typology\nAmara Okonkwo,amara@northwind.example,2417,webrtc\n"


@pytest.fixture(scope="module")
def amara(service: Deployment, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of Amara's page."""
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text(PEOPLE)
    service.json("import", str(file), "--yes")
    (agent,) = service.json("agents", "--search", "amara")["items"]
    return f"/agents/{agent['id']}"


@pytest.fixture(scope="module")
def _hr(service: Deployment, browser: Browser) -> None:
    door = Door(browser, service.url)
    sign_up(service, door.visitor(), *HR, role="hr")
    door.close()


@pytest.fixture
def ingrid(_hr: None, visitors: Door) -> Visitor:
    visitor = visitors.visitor()
    sign_in(visitor, *HR)
    return visitor


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of this page").get_by_role("link", name=re.compile(f"^{name}")).click()


def test_every_tab_has_its_address_and_says_which_it_is(ingrid: Visitor, amara: str) -> None:
    page = ingrid.page
    page.goto(amara)
    for name in ("Account", "Phone", "Voicemail", "Groups", "History"):
        tab(page, name)
        expect(page).to_have_url(re.compile(f"{amara}/{name.lower()}$"))
        current = page.get_by_role("navigation", name="Parts of this page").locator("[aria-current=page]")
        expect(current).to_contain_text(name)
        expect(page.get_by_role("heading", level=1)).to_have_text("Amara Okonkwo")


def test_a_picture_is_uploaded_and_taken_away_again(ingrid: Visitor, amara: str, tmp_path: Path) -> None:
    file = tmp_path / "amara.png"
    drawn = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(drawn, "PNG")
    file.write_bytes(drawn.getvalue())
    page = ingrid.page
    page.goto(f"{amara}/account")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("[data-toast]", has_text="The picture is saved.")).to_be_visible()
    picture = page.locator(".agent-head img.avatar")
    expect(picture).to_have_js_property("naturalWidth", 256)
    expect(picture).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".agent-head span.avatar")).to_have_text("AO")


def test_two_who_edit_at_once_see_both_versions_and_choose(ingrid: Visitor, visitors: Door, amara: str) -> None:
    other = visitors.visitor()
    sign_in(other, *HR)
    for visitor in (ingrid, other):
        visitor.page.goto(f"{amara}/account")
    other.page.get_by_label("Alias").fill("A. Okonkwo")
    other.page.get_by_label("Mobile phone").fill("+234 803 555 0142")
    other.page.get_by_role("button", name="Save", exact=True).click()
    expect(other.page.locator("[data-toast]", has_text="Amara Okonkwo is saved")).to_be_visible()

    ingrid.expected = ("409 (CONFLICT)",)
    page = ingrid.page
    page.get_by_label("Alias").fill("Amara O.")
    page.get_by_label("Description").fill("Third floor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("changed this agent just now")
    expect(page.get_by_role("row", name=re.compile("^Alias"))).to_contain_text("both changed it")
    page.get_by_role("button", name="Take all of theirs").click()
    expect(page.get_by_role("radio", name="A. Okonkwo")).to_be_checked()
    page.get_by_role("radio", name="Third floor").check()
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.locator("[data-toast]", has_text="Amara Okonkwo is saved")).to_be_visible()
    expect(page.get_by_label("Alias")).to_have_value("A. Okonkwo")
    expect(page.get_by_label("Mobile phone")).to_have_value(re.compile("0142"))
    expect(page.get_by_label("Description")).to_have_value("Third floor")


@pytest.fixture
def _renamed(ingrid: Visitor, amara: str) -> Iterator[None]:
    page = ingrid.page
    page.goto(f"{amara}/phone")
    page.get_by_label("Typology").select_option("external")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-toast]", has_text="Amara Okonkwo is saved")).to_be_visible()
    yield
    page.goto(f"{amara}/phone")
    page.get_by_label("Typology").select_option("webrtc")
    pressed(page, "^Save$")


@pytest.mark.usefixtures("_renamed")
def test_the_history_tells_old_and_new_and_is_narrowed(ingrid: Visitor, amara: str) -> None:
    page = ingrid.page
    page.goto(f"{amara}/history")
    page.locator("select[name=field]").select_option("Typology")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"field=typology"))
    line = page.locator("tbody tr").first
    expect(line.locator("del")).to_have_text("WebRTC")
    expect(line.locator("ins")).to_have_text("External")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("tbody tr").last).to_contain_text("added them")


def test_groups_are_added_changed_and_left(ingrid: Visitor, amara: str) -> None:
    page = ingrid.page
    page.goto("/groups?kind=queue")
    page.get_by_label("Name").fill("Orders")
    pressed(page, "Add queue")
    page.goto(f"{amara}/groups")
    page.get_by_label("Add to: Queues").select_option("Orders")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[data-toast]", has_text="Amara Okonkwo is in Orders now")).to_be_visible()
    page.get_by_label("Penalty in Orders").fill("3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Penalty in Orders")).to_have_value("3")
    page.get_by_role("button", name="Take out of Orders").click()
    expect(page.locator("[data-toast]", has_text="Amara Okonkwo is no longer in Orders")).to_be_visible()
