"""A real Chromium before a real service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.service.running import Deployment, deployed


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One service for the tests of a file, on nothing but its folder."""
    with deployed(tmp_path_factory.mktemp("browser") / "service") as deployment:
        deployment.start()
        deployment.wait_ready()
        yield deployment


class Visitor:
    """Somebody with a browser of their own; notes what the pages complain of and whom they ask for things."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.home = home
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._watch(request.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(words in text for words in self.expected):
            self.complaints.append(text)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:", "about:")):
            self.complaints.append(f"asked another host: {url}")


@pytest.fixture
def visitors(browser: Browser, service: Deployment) -> Iterator["Door"]:
    door = Door(browser, service.url)
    yield door
    door.close()


class Door:
    """Lets visitors in, wide or on a phone, and says at the end whether any page complained."""

    def __init__(self, browser: Browser, home: str) -> None:
        self._browser = browser
        self._home = home
        self._visitors: list[Visitor] = []

    def visitor(self, width: int = 1440, height: int = 900) -> Visitor:
        context = self._browser.new_context(viewport={"width": width, "height": height}, base_url=self._home)
        visitor = Visitor(context, self._home)
        self._visitors.append(visitor)
        return visitor

    def close(self) -> None:
        complaints = [text for visitor in self._visitors for text in visitor.complaints]
        for visitor in self._visitors:
            visitor.context.close()
        assert complaints == []


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder
