"""What an agent's page tells is read where it helps: the level is set, something fails, the lines are found."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Door
from tests.browser.people import an_administrator, an_agent
from tests.service.running import Deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


def test_an_administrator_finds_why_an_agent_s_page_failed(service: Deployment, visitors: Door, tmp_path: Path) -> None:
    phone = visitors.visitor(390, 844)
    phone.expected = ("Failed to load resource", "no phone here")
    me, agent_id = an_agent(service, phone, tmp_path)
    admin = an_administrator(service, visitors.visitor())

    admin.goto(f"/agents/{agent_id}")
    admin.get_by_role("link", name="Client logs").click()
    expect(admin.get_by_role("heading", name="The log is off")).to_be_visible()
    admin.get_by_role("radio", name=re.compile("^Debug")).check()
    admin.get_by_role("button", name="Save level").click()
    expect(admin.get_by_role("heading", name="Nothing yet")).to_be_visible()
    expect(admin.get_by_role("radio", name=re.compile("^Debug"))).to_be_checked()

    # The network fails under one request of the page, and a script of it complains.
    me.goto("/me/password")
    me.route("**/common-passwords.txt", lambda route: route.abort())
    me.get_by_label("New password").focus()
    with me.expect_response(lambda answer: answer.url.endswith("/me/log") and answer.status == 204):
        me.evaluate("setTimeout(() => console.error('no phone here', new TypeError('nothing answers')))")

    lines = admin.get_by_role("list", name="Lines, the newest first")
    expect(lines).to_contain_text("GET /common-passwords.txt: no answer", timeout=30_000)
    expect(lines).to_contain_text("no phone here TypeError: nothing answers")
    expect(lines).to_contain_text("Page shown: 390 × 844")

    admin.get_by_label("Level", exact=True).select_option(label="Errors only")
    expect(lines).not_to_contain_text("Page shown")
    admin.get_by_label("Text in a line").fill("COMMON")
    expect(lines.get_by_role("listitem")).to_have_count(1)
    expect(admin).to_have_url(re.compile(r"text=COMMON&level=error"))
    admin.reload()
    expect(lines.get_by_role("listitem")).to_have_count(1)
    with admin.expect_download() as downloading:
        admin.get_by_role("link", name="Download").click()
    told = Path(downloading.value.path()).read_text()
    assert re.fullmatch(r"\S+  ERROR    /me/password  GET /common-passwords.txt: no answer, TypeError\n", told)

    admin.get_by_role("button", name="Delete lines").first.click()
    admin.get_by_role("dialog").get_by_role("button", name="Delete lines").click()
    expect(admin.get_by_role("heading", name="Nothing yet")).to_be_visible()


def test_a_page_whose_log_is_off_sends_nothing(service: Deployment, visitors: Door, tmp_path: Path) -> None:
    phone = visitors.visitor(390, 844)
    phone.expected = ("no phone here",)
    me, _ = an_agent(service, phone, tmp_path, "Ewa Krol")
    asked: list[str] = []
    me.on("request", lambda request: asked.append(request.url))
    me.reload()
    me.evaluate("console.error('no phone here')")
    me.goto("/me/account")
    assert [url for url in asked if "client-log" in url or url.endswith("/me/log")] == []
