"""Every page for whoever sees little, has no mouse, or reads on a small screen: in both themes, wide and narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.organisation import looking, serving
from tests.organisation.pages import walk
from tests.organisation.seeding import Organisation
from tests.web.browser import Element
from tests.web.browser import Page as Written

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PARTS = 2
"""Into so many sets the pages are dealt, so that as many processes can look at them."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": TAGS, "resultTypes": ["violations"], "iframes": False}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"], "iframes": False}
TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]}, "resultTypes": ["violations"], "iframes": False}
WIDE, NARROW, NARROWEST = (1440, 900), (390, 844), (320, 640)
"""The last is what a window of 1280 px shows at 400 %."""
WHO = ("admin", "agent", None)
DARK = "document.documentElement.dataset.theme = 'dark'"


@pytest.fixture(scope="module")
def northwind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Organisation, str]]:
    with serving.northwind(tmp_path_factory.mktemp("access") / "data") as made_and_home:
        yield made_and_home


def dealt(part: int) -> list[object]:
    """The pages of the staff in sets, and with the last one those of agents and of whoever has a link."""
    return [pytest.param(part, marks=pytest.mark.xdist_group(f"access-{part}"))]


@pytest.mark.parametrize("part", [each for part in range(PARTS) for each in dealt(part)])
def test_every_page_is_open_to_everybody(northwind: tuple[Organisation, str], browser: Browser, part: int) -> None:
    made, home = northwind
    shown = [(role, path) for role in WHO for path in unlike(walk(made, role))]
    trouble: list[str] = []
    for role in WHO:
        context = looking.as_role(browser, made, home, role, color_scheme="light", reduced_motion="reduce")
        page = context.new_page()
        listen(page, home, trouble)
        for path in [path for of_role, path in shown[part::PARTS] if of_role == role]:
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            page.goto(path)
            trouble += [f"{path[:80]}: {each}" for each in looked_over(page)]
        context.close()
    assert not trouble, "\n".join(trouble)


def unlike(pages: dict[str, str]) -> Iterator[str]:
    """The pages without those that have nothing which another one does not have, the longest first."""
    seen: set[tuple[str, ...]] = set()
    for path, text in sorted(pages.items(), key=lambda page: -len(page[1])):
        found = set(shapes(Written(text).root))
        if not found <= seen:
            seen |= found
            yield path


def shapes(element: Element, around: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Of each element what it is and in what it stands."""
    here = (element.tag, *(element.get(name, "") for name in ("class", "type", "role")))
    yield (*around, *here)
    for inner in element:
        if isinstance(inner.tag, str):
            yield from shapes(inner, here)


def listen(page: Page, home: str, trouble: list[str]) -> None:
    """Note what pages complain of, and whom they ask for things."""

    def is_elsewhere(url: str) -> bool:
        return not url.startswith((home, "data:", "blob:", "about:"))

    complain = trouble.append
    page.on("console", lambda said: complain(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("request", lambda request: complain(f"asked {request.url}") if is_elsewhere(request.url) else None)


def looked_over(page: Page) -> Iterator[str]:
    page.evaluate(AXE_SCRIPT)
    yield from violations(page, EVERYTHING)
    page.keyboard.press("Tab")
    yield from page.evaluate(looking.FOCUS)
    page.evaluate(DARK)
    yield from (f"dark: {each}" for each in violations(page, COLOURS))
    for width, height in (NARROW, NARROWEST):
        page.set_viewport_size({"width": width, "height": height})
        yield from (f"{width} px: {each}" for each in page.evaluate(looking.TOO_WIDE))
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    for check in (looking.CUT, looking.OVERLAP):
        yield from (f"narrow: {each}" for each in page.evaluate(check))
    yield from (f"narrow: {each}" for each in violations(page, TARGETS))
    page.keyboard.press("Tab")
    yield from (f"narrow: {each}" for each in page.evaluate(looking.FOCUS))


def violations(page: Page, options: dict[str, object]) -> Iterator[str]:
    """What axe finds, a line a rule with the elements that break it."""
    for found in page.evaluate("(options) => axe.run(document, options)", options)["violations"]:
        where = [f"{node['target'][0]} {node['html'][:160]}" for node in found["nodes"][:3]]
        yield f"{found['id']}: {found['help']}: {where}"
