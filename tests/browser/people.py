"""People who come in: with a link to sign up, or with what they sign in with."""

import re

from tests.browser.conftest import Visitor
from tests.service.running import Deployment


def sign_up(service: Deployment, visitor: Visitor, email: str, password: str, *, role: str) -> None:
    link = service.json("admin", "create", email, "--role", role)["url"]
    visitor.page.goto(link)
    visitor.page.get_by_label("Choose a password").fill(password)
    with visitor.page.expect_navigation(url=f"{service.url}/"):
        visitor.page.keyboard.press("Enter")


def sign_in(visitor: Visitor, identifier: str, password: str) -> None:
    visitor.page.goto("/sign-in")
    visitor.page.get_by_label(re.compile("username", re.IGNORECASE)).fill(identifier)
    visitor.page.get_by_label("Password", exact=True).fill(password)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
