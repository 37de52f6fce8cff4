"""People who come in: with a link to sign up, with what they sign in with, or as an agent who has joined."""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.service.running import Deployment

ADMIN_PASSWORD = "quiet-harbour-42-lamps"
AGENT_PASSWORD = "marigold-tram-77-north"


def sign_up(service: Deployment, visitor: Visitor, email: str, password: str, *, role: str) -> None:
    """By the link that the command line prints."""
    visitor.page.goto(service.json("admin", "create", email, "--role", role)["url"])
    visitor.page.get_by_label("Choose a password").fill(password)
    with visitor.page.expect_navigation(url=f"{service.url}/"):
        visitor.page.keyboard.press("Enter")


def sign_in(visitor: Visitor, identifier: str, password: str) -> None:
    visitor.page.goto("/sign-in")
    visitor.page.get_by_label(re.compile("username", re.IGNORECASE)).fill(identifier)
    visitor.page.get_by_label("Password", exact=True).fill(password)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def an_administrator(service: Deployment, visitor: Visitor, email: str = "ingrid@northwind.example") -> Page:
    sign_up(service, visitor, email, ADMIN_PASSWORD, role="admin")
    return visitor.page


def an_agent(service: Deployment, visitor: Visitor, folder: Path, name: str = "Amara Okonkwo") -> tuple[Page, str]:
    """Imported and joined by a link; returns their page, /me, and the id."""
    first, _, last = name.lower().partition(" ")
    file = folder / f"{first}.csv"
    file.write_text(f"Full Name,Email,Typology\n{name},{first}@northwind.example,external\n", encoding="utf-8")
    service.run("import", str(file), "--yes")
    visitor.page.goto(service.json("invite", "--agent", f"{first}.{last}", "--link")["items"][0]["url"])
    visitor.page.get_by_label("Choose a password").fill(AGENT_PASSWORD)
    with visitor.page.expect_navigation(url=f"{service.url}/me"):
        visitor.page.keyboard.press("Enter")
    (found,) = service.json("agents", "--search", f"{first}@northwind.example")["items"]
    return visitor.page, found["id"]


def pressed(page: Page, name: str) -> None:
    """Press the button of this name, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(name)).click()
