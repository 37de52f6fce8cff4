"""Somebody of HR adds agents one at a time: told while typing, helped out, and never made to type twice."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Door
from tests.browser.people import sign_in, sign_up
from tests.service.running import Deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("browser")]

HR = ("ingrid@northwind.example", "quiet-harbour-42-lamps")
PEOPLE = "full_name,email,extension\nAmara Okonkwo,amara@northwind.example,2417\n"
EWA_PASSWORD = "marigold-tram-77-north"


@pytest.fixture(scope="module")
def _amara(service: Deployment, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text(PEOPLE)
    service.json("import", str(file), "--yes")


@pytest.fixture(scope="module")
def _hr(service: Deployment, browser: Browser) -> None:
    door = Door(browser, service.url)
    sign_up(service, door.visitor(), *HR, role="hr")
    door.close()


@pytest.fixture
def form(_hr: None, _amara: None, visitors: Door) -> Page:
    """The form, before Ingrid, who is signed in."""
    visitor = visitors.visitor()
    sign_in(visitor, *HR)
    visitor.expected = ("422 (UNPROCESSABLE ENTITY)",)
    visitor.page.goto("/agents/new")
    return visitor.page


def mistake(form: Page, field: str) -> Locator:
    return form.locator(f"#error-{field}")


def test_a_mistake_is_told_after_a_rest_and_goes_when_it_is_mended(form: Page) -> None:
    form.get_by_label("Full name").fill("Ewa Król")
    expect(form.get_by_label("Username")).to_have_attribute("placeholder", "ewa.krol")
    form.get_by_label("E-mail", exact=True).fill("amara@northwind.example")
    expect(mistake(form, "email")).to_contain_text("Amara Okonkwo is an agent already")
    expect(form.get_by_label("E-mail", exact=True)).to_have_attribute("aria-invalid", "true")
    form.get_by_label("E-mail", exact=True).fill("ewa@northwind.example")
    expect(mistake(form, "email")).to_have_count(0)
    expect(mistake(form, "extension")).to_have_count(0)


def test_a_number_that_is_taken_says_by_whom_and_the_nearest_free_one_is_a_press_away(form: Page) -> None:
    form.get_by_role("textbox", name="Extension").fill("2417")
    expect(mistake(form, "extension")).to_contain_text("Amara Okonkwo has 2417.")
    form.get_by_role("button", name="Use 2416").click()
    expect(form.get_by_role("textbox", name="Extension")).to_have_value("2416")
    expect(mistake(form, "extension")).to_have_count(0)


def test_a_mistake_that_is_told_while_the_mouse_is_down_does_not_push_away_what_is_pressed(form: Page) -> None:
    form.get_by_label("Typology").select_option("phonebar")
    box = form.get_by_role("checkbox", name="Remote control")
    box.hover()
    form.get_by_label("E-mail", exact=True).fill("jan@")
    with form.expect_response("**/agents/new/check"):
        form.mouse.down()
    form.wait_for_timeout(200)
    form.mouse.up()
    expect(mistake(form, "email")).to_be_visible()
    expect(box).to_be_checked()


def test_what_is_needed_is_missed_when_the_field_is_left(form: Page) -> None:
    form.get_by_label("Full name").focus()
    expect(mistake(form, "full_name")).to_have_count(0)
    form.keyboard.press("Tab")
    expect(mistake(form, "full_name")).to_have_text("The name is missing.")


def test_fields_appear_as_the_typology_asks_for_them(form: Page) -> None:
    port, gateway = form.get_by_label("Remote control port"), form.get_by_label("Mobile app push gateway")
    for typology, shown in (("webrtc", ()), ("phonebar", (port,)), ("external", ()), ("mobile", (gateway,))):
        form.get_by_label("Typology").select_option(typology)
        for field in (port, gateway):
            expect(field).to_be_visible() if field in shown else expect(field).to_be_hidden()


def test_a_phonebar_agent_is_added_after_mistakes_without_typing_twice(form: Page) -> None:
    form.get_by_label("Full name").fill("Jan Nowak")
    form.get_by_label("E-mail", exact=True).fill("jan@")
    form.get_by_label("Typology").select_option("phonebar")
    form.get_by_role("checkbox", name="Remote control").check()
    form.get_by_label("Remote control port").fill("99999")
    form.get_by_label("Description").fill("Night shift")
    form.get_by_role("button", name="Add agent").click()
    summary = form.locator("#mistakes")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things to mend before this agent can be added")
    expect(form.get_by_label("Description")).to_have_value("Night shift")
    summary.get_by_role("link").first.click()
    form.get_by_label("E-mail", exact=True).fill("jan@northwind.example")
    form.get_by_label("Remote control port").fill("9900")
    expect(mistake(form, "remote_control_port")).to_have_count(0)
    form.get_by_role("button", name="Add agent").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Jan Nowak")
    expect(form.get_by_text("On, port 9900")).to_be_visible()


def test_a_password_that_is_chosen_here_is_ticked_and_opens_the_door(form: Page, visitors: Door) -> None:
    form.get_by_label("Full name").fill("Ewa Król")
    form.get_by_label("E-mail", exact=True).fill("ewa@northwind.example")
    expect(form.get_by_label("Password", exact=True)).to_be_hidden()
    form.get_by_role("radio", name=re.compile("I choose it now")).check()
    field, impersonal = form.get_by_label("Password", exact=True), form.locator("[data-rule=impersonal]")
    field.fill("ewa.krol-and-more")
    expect(form.locator("[data-rule=long_enough]")).to_have_class(re.compile("met"))
    expect(impersonal).not_to_have_class(re.compile("met"))
    field.fill(EWA_PASSWORD)
    expect(impersonal).to_have_class(re.compile("met"))
    form.get_by_role("button", name="Add agent").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Ewa Król")
    ewa = visitors.visitor(390, 844)
    sign_in(ewa, "ewa.krol", EWA_PASSWORD)
    expect(ewa.page).to_have_url(re.compile("/me$"))


def test_another_one_is_added_with_what_mostly_stays(form: Page) -> None:
    form.get_by_label("Full name").fill("Ola Berg")
    form.get_by_label("E-mail", exact=True).fill("ola@northwind.example")
    form.get_by_label("Typology").select_option("external")
    form.get_by_role("button", name="Add and add another").click()
    expect(form.locator("[data-toast]", has_text="Ola Berg added with extension")).to_be_visible()
    expect(form.get_by_label("Full name")).to_have_value("")
    expect(form.get_by_label("Typology")).to_have_value("external")


@pytest.mark.usefixtures("_hr")
def test_without_scripts_all_fields_are_there_and_say_for_whom(visitors: Door, browser: Browser) -> None:
    signed_in = visitors.visitor()
    sign_in(signed_in, *HR)
    plain = browser.new_context(
        java_script_enabled=False, storage_state=signed_in.context.storage_state(), base_url=signed_in.home
    )
    page = plain.new_page()
    page.goto("/agents/new")
    expect(page.get_by_label("Remote control port")).to_be_visible()
    expect(page.get_by_text("Only for Mobile, which needs one.")).to_be_visible()
    page.get_by_label("Full name").fill("Uma Rao")
    page.get_by_label("E-mail", exact=True).fill("uma@northwind.example")
    page.get_by_role("button", name="Add agent").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uma Rao")
    plain.close()
