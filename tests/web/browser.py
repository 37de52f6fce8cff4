"""A browser for tests: signed in, sends the proof with each form, reads pages strictly."""

from typing import Any

import flask
import html5lib
from apiflask import APIFlask
from flask_wtf.csrf import generate_csrf
from html5lib.treebuilders import getTreeBuilder
from werkzeug.test import TestResponse

from onboarding.accounts.models import Account
from onboarding.database import now

Element = Any


class Browser:
    """One person's browser; `proof` is what its pages put into their forms."""

    def __init__(self, app: APIFlask, account: Account | None) -> None:
        self.client = app.test_client()
        with app.test_request_context():
            self.proof = generate_csrf()
            kept = flask.session["csrf_token"]
        with self.client.session_transaction() as session:
            session["csrf_token"] = kept
            if account is not None:
                session["account"] = str(account.id)
                session["version"] = account.security_version
                session["since"] = now().isoformat()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, buffered=True)

    def page(self, path: str, status: int = 200) -> "Page":
        answer = self.get(path)
        assert answer.status_code == status, (answer.status_code, path)
        return Page(answer.text)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Send a form as its page would."""
        return self.client.post(path, data={"csrf_token": self.proof, **(data or {})})


class Page:
    """A page, parsed as a validator would."""

    def __init__(self, text: str) -> None:
        self.text = text
        parser = html5lib.HTMLParser(getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
        self.root = parser.parse(text)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag and attributes; an underscore stands for a dash."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter(tag)
            if all(element.get(name) == value for name, value in wanted.items())
        ]

    def by_id(self, id_: str) -> Element:
        (found,) = [element for element in self.root.iter() if element.get("id") == id_]
        return found

    def values(self, name: str) -> list[str]:
        return [element.get("value") for element in self.all("input", name=name)]

    @property
    def heading(self) -> str:
        (h1,) = self.all("h1")
        return words(h1)

    def links(self) -> dict[str, str]:
        """What each link says, with where it goes."""
        return {words(link): link.get("href") for link in self.all("a")}

    def buttons(self) -> set[str]:
        return {words(button) for button in self.all("button")}


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
