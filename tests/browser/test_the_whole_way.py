"""From HR's file to an agent who sees their extension, as people do it: in a browser, and by the e-mails alone."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Door, Visitor
from tests.service.running import Deployment, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200), pytest.mark.xdist_group("browser")]

HR_EMAIL = "ingrid@northwind.example"
HR_PASSWORD = "quiet-harbour-42-lamps"
AMARA_PASSWORD = "marigold-tram-77-north"
NEW_PASSWORD = "other-marigold-88-south"
PEOPLE = """Employee ID,Full Name,Email,Extension,Typology,Start Date
E1,Amara Okonkwo,amara@northwind.example,,webrtc,2027-01-11
E2,Zoë van der Meer,zoe@,112,webrtc,2027-01-11
E3,Owen Li,owen@northwind.example,2001,external,2027-01-11
"""


def letters_to(service: Deployment, recipient: str) -> list[EmailMessage]:
    """The e-mails to somebody, oldest first."""
    found = []
    for path in sorted(service.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime):
        letter = email.message_from_bytes(path.read_bytes(), policy=default)
        if recipient in str(letter["To"]):
            found.append(letter)
    return found


def link_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+", body.get_content())
    assert found is not None
    return found[0]


def sign_up_hr(service: Deployment, visitor: Visitor) -> None:
    link = service.json("admin", "create", HR_EMAIL, "--role", "hr")["url"]
    visitor.page.goto(link)
    visitor.page.get_by_label("Choose a password").fill(HR_PASSWORD)
    with visitor.page.expect_navigation(url=f"{service.url}/"):
        visitor.page.keyboard.press("Enter")


def sign_in(visitor: Visitor, identifier: str, password: str) -> None:
    visitor.page.goto("/sign-in")
    visitor.page.get_by_label(re.compile("username", re.IGNORECASE)).fill(identifier)
    visitor.page.get_by_label("Password", exact=True).fill(password)
    visitor.page.keyboard.press("Enter")


def test_hr_imports_a_file_and_the_agent_joins_by_the_link_in_the_mail(
    service: Deployment, visitors: Door, tmp_path: Path
) -> None:
    file = tmp_path / "new-hires.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    hr = visitors.visitor()
    sign_up_hr(service, hr)

    hr.page.goto("/imports")
    hr.page.locator("input[type=file]").set_input_files(file)
    hr.page.get_by_role("button", name="Upload and check").click()
    expect(hr.page.get_by_role("heading", level=1)).to_have_text(
        re.compile("2 of 3 rows are ready to import, 1 needs? fixing"), timeout=20_000
    )
    expect(hr.page.get_by_text("This address stops after the @").first).to_be_visible()
    expect(hr.page.get_by_text(re.compile("112 is ")).first).to_be_visible()
    confirm(hr)
    expect(hr.page.get_by_role("heading", level=1)).to_have_text(re.compile("2 people are on board"), timeout=30_000)

    (letter,) = until(lambda: letters_to(service, "amara@northwind.example"))
    agent = visitors.visitor(390, 844)
    agent.page.goto(link_in(letter))
    expect(agent.page.get_by_role("heading", level=1)).to_contain_text("Amara")
    expect(agent.page).to_have_url(f"{service.url}/join")
    agent.page.get_by_label("Choose a password").fill(AMARA_PASSWORD)
    with agent.page.expect_navigation(url=f"{service.url}/me"):
        agent.page.keyboard.press("Enter")
    expect(agent.page.get_by_text("1000").first).to_be_visible()

    stranger = visitors.visitor(390, 844)
    stranger.expected = ("410 (GONE)",)
    stranger.page.goto(link_in(letter))
    expect(stranger.page.get_by_label("Choose a password")).to_have_count(0)

    forget_and_reset(service, visitors)


def confirm(hr: Visitor) -> None:
    """Press "Import the 2 good rows", with invitations at once, whether it is a page of its own or a dialog."""
    hr.page.get_by_role("button", name=re.compile("Import the 2 good rows")).or_(
        hr.page.get_by_role("link", name=re.compile("Import the 2 good rows"))
    ).first.click()
    hr.page.get_by_label("Now").first.check()
    hr.page.get_by_role("button", name=re.compile("Import")).last.click()


def forget_and_reset(service: Deployment, visitors: Door) -> None:
    agent = visitors.visitor(390, 844)
    agent.page.goto("/forgot-password")
    agent.page.get_by_role("textbox").first.fill("amara@northwind.example")
    agent.page.keyboard.press("Enter")
    until(lambda: len(letters_to(service, "amara@northwind.example")) == 2)
    letter = letters_to(service, "amara@northwind.example")[-1]
    agent.page.goto(link_in(letter))
    agent.page.get_by_label(re.compile("new password|Choose a password", re.IGNORECASE)).fill(NEW_PASSWORD)
    with agent.page.expect_navigation(url=re.compile("/sign-in")):
        agent.page.keyboard.press("Enter")
    sign_in(agent, "amara.okonkwo", NEW_PASSWORD)
    expect(agent.page).to_have_url(f"{service.url}/me")
    until(lambda: len(letters_to(service, "amara@northwind.example")) == 3)
