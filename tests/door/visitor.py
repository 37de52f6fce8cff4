"""Somebody with a browser."""

import html
import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.people import PASSWORD


class Visitor:
    """A browser with its cookies. `base_url` says whether it comes by TLS."""

    def __init__(self, app: Flask, base_url: str = "http://localhost") -> None:
        self.client = app.test_client()
        self._base_url = base_url

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, base_url=self._base_url, **kwargs)

    def follow(self, path: str) -> TestResponse:
        return self.get(path, follow_redirects=True)

    def send(self, page: str, action: str | None = None, **fields: str) -> TestResponse:
        """Load a page, fill in its form and send it; to `action` where that is not the page itself."""
        return self.post(action or page, csrf_token=self.proof(page), **fields)

    def proof(self, page: str) -> str:
        """What every form of ours carries."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found is not None, f"{page} has no form"
        return found[1]

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data=fields, base_url=self._base_url)

    def sign_in(self, identifier: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.send("/sign-in", identifier=identifier, password=password, **fields)

    @property
    def is_signed_in(self) -> bool:
        return self.get("/sign-in").status_code == 303


def text_of(response: TestResponse) -> str:
    """What somebody reads on a page: without markup, white space as one blank."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def heading_of(response: TestResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    assert found is not None, "the page has no heading"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())
