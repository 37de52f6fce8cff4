"""A real Chromium before a real service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.shared import SharedService
from tests.databases import copy_sqlite
from tests.organisation import serving
from tests.organisation.seeding import Organisation
from tests.service.running import Deployment, leaving_no_process


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedService]:
    """On nothing but its folder. What asks for it carries the mark xdist_group("browser")."""
    with leaving_no_process(SharedService(tmp_path_factory.mktemp("browser") / "service")) as service:
        service.start()
        service.wait_ready()
        service.remember_first_day()
        yield service


@pytest.fixture(scope="module")
def service(shared_service: SharedService) -> Deployment:
    """The service, without anything that an earlier file did."""
    shared_service.be_as_on_first_day()
    return shared_service


@pytest.fixture(scope="session")
def shared_northwind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Organisation, str, Path]]:
    folder = tmp_path_factory.mktemp("northwind")
    with serving.northwind(folder / "data") as (made, home):
        copy_sqlite(folder / "data" / "onboard.db", folder / "made.db")
        yield made, home, folder


@pytest.fixture
def northwind(shared_northwind: tuple[Organisation, str, Path]) -> tuple[Organisation, str]:
    """The organisation that has everything, as it was made; a test that asks for it carries the mark
    xdist_group("northwind"), so that it is made once."""
    made, home, folder = shared_northwind
    copy_sqlite(folder / "made.db", folder / "data" / "onboard.db")
    return made, home


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
