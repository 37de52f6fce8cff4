"""A file with mistakes, all the way in a browser: checked, mended by its error file, imported, and taken back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door
from tests.browser.test_the_whole_way import sign_up_hr
from tests.service.running import Deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("browser")]

PEOPLE = """Employee ID;Full Name;Email;Typology;Start Date;Badge colour
E1;Amara Okonkwo;amara@northwind.example;webrtc;2090-01-11;red
E2;Zoë van der Meer;zoe@;webrtc;2090-01-11;blue
E3;Owen Li;owen@northwind.example;Softphone;2090-01-11;blue
E4;Giulia Ferraris;giulia@northwind.example;external;;red
"""


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words), timeout=30_000)


def upload(page: Page, file: Path) -> None:
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()


def test_a_file_with_mistakes_is_mended_imported_and_taken_back(
    service: Deployment, visitors: Door, tmp_path: Path
) -> None:
    file = tmp_path / "new-hires.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    hr = visitors.visitor()
    sign_up_hr(service, hr)
    page = hr.page

    upload(page, file)
    heading(page, "2 of 4 rows are ready to import, 2 need fixing")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download the 2 rows to fix").click()
    errors = tmp_path / "rows-to-fix.csv"
    downloaded.value.save_as(errors)
    mended = errors.read_text(encoding="utf-8-sig")
    assert "zoe@;" in mended
    errors.write_text(
        mended.replace("zoe@;", "zoe@northwind.example;").replace(";Softphone;", ";phonebar;"), encoding="utf-8"
    )

    bring_in(page, "2 good rows", "Not yet")
    heading(page, "2 people are on board, 2 rows need fixing")
    page.get_by_role("link", name="Fix and upload again").click()
    upload(page, errors)
    heading(page, "2 of 2 rows are ready to import")
    bring_in(page, "2 good rows", "On each start date")
    heading(page, "2 people are on board")
    expect(page.get_by_text("2 invitations are planned: on each start date.")).to_be_visible()
    page.goto("/agents")
    expect(page.get_by_text("Zoë van der Meer").first).to_be_visible()

    page.goto("/imports")
    page.get_by_role("link", name="rows-to-fix.csv").click()
    page.get_by_role("link", name="Take back").click()
    heading(page, "Take back this import\\?")
    expect(page.get_by_role("link", name="2 agents go")).to_be_visible()
    page.get_by_role("button", name="Take this import back").click()
    heading(page, "This import was taken back")
    page.goto("/agents")
    expect(page.get_by_text("Amara Okonkwo").first).to_be_visible()
    expect(page.get_by_text("Zoë van der Meer")).to_have_count(0)


def bring_in(page: Page, rows: str, invitations: str) -> None:
    page.get_by_role("link", name=f"Import the {rows}").click()
    page.get_by_label(re.compile(rf"^\s*{invitations}")).check()
    page.get_by_role("button", name=f"Import the {rows}").click()
