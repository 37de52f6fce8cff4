"""Every page for whoever sees little, has no mouse, or reads on a small screen: in both themes, wide and narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.organisation import looking
from tests.organisation.pages import walk
from tests.organisation.seeding import Organisation
from tests.web.browser import Element
from tests.web.browser import Page as Written

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("northwind")]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": TAGS, "resultTypes": ["violations"], "iframes": False}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"], "iframes": False}
TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]}, "resultTypes": ["violations"], "iframes": False}
WIDE, NARROW, NARROWEST = (1440, 900), (390, 844), (320, 640)
"""The last is what a window of 1280 px shows at 400 %."""
WHO = ("admin", "agent", None)
DARK = "document.documentElement.dataset.theme = 'dark'"
LARGE = "(size) => { document.documentElement.style.fontSize = size }"


MUCH = 9
"""A page that has so much of its own is looked at in each run; one that differs by less, by `make long`."""

UNLIKE = """(seen) => {
  const long = ['color-contrast', 'target-size'];
  axe.configure({rules: long.map((id) => ({id, selector: ':not([data-alike])'}))});
  const known = new Set(seen), found = [];
  const told = ['class', 'type', 'role', 'aria-checked', 'aria-current', 'aria-expanded', 'aria-pressed'];
  const look = (each, around) => {
    const names = each.getAttributeNames().sort(), values = told.map((name) => each.getAttribute(name));
    const path = around + [each.localName, each.checked, ...names, ...values].join(' ');
    let hash = 5381;
    for (let at = 0; at < path.length; at++) hash = (hash * 33 + path.charCodeAt(at)) % 9007199254740;
    if (known.has(hash)) each.dataset.alike = '';
    else found.push(hash);
    known.add(hash);
    for (const inner of each.children) look(inner, `${hash}>`);
  };
  look(document.body, '');
  return found;
}"""
"""Mark what is like something that was seen before and stands in the same things: the stylesheet gives it the same
colours and the same size. The rules that measure those take axe longer than all others, and leave it out."""


@pytest.mark.parametrize("least", [MUCH, pytest.param(1, marks=pytest.mark.long)], ids=["with much of its own", "all"])
def test_every_page_is_open_to_everybody(northwind: tuple[Organisation, str], browser: Browser, least: int) -> None:
    made, home = northwind
    trouble: list[str] = []
    for role in WHO:
        context = looking.as_role(browser, made, home, role, color_scheme="light", reduced_motion="reduce")
        context.add_init_script(AXE_SCRIPT)
        page = context.new_page()
        listen(page, home, trouble)
        seen: list[int] = []
        for path in unlike(walk(made, role), least):
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            page.goto(path)
            trouble += [f"{path[:80]}: {each}" for each in looked_over(page, seen)]
        context.close()
    assert not trouble, "\n".join(trouble)


def unlike(pages: dict[str, str], least: int) -> Iterator[str]:
    """The pages, those with most of their own first, while they have at least so much that no earlier one has."""
    left = {path: set(shapes(Written(text).root)) for path, text in pages.items()}
    while left:
        path = max(left, key=lambda each: len(left[each]))
        found = left.pop(path)
        if len(found) < least:
            return
        yield path
        left = {each: own - found for each, own in left.items()}


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


def looked_over(page: Page, seen: list[int]) -> Iterator[str]:
    seen += page.evaluate(UNLIKE, seen)
    yield from violations(page, EVERYTHING)
    page.keyboard.press("Tab")
    yield from page.evaluate(looking.FOCUS)
    page.evaluate(LARGE, "200%")
    yield from (f"200 % text: {each}" for each in page.evaluate(looking.TOO_WIDE))
    page.evaluate(LARGE, "")
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
