"""Every page as a picture, at three widths in both themes: `make screenshots`, into var/screenshots or another folder.

Northwind, an organisation that has everything, is made in a temporary folder and served for as long as it takes. What
is cut off or lies over something else is named, and the command then ends with 1. `--readme` makes the four pictures
of the README instead.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests import servers
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.organisation import looking, serving
from tests.organisation.pages import walk
from tests.organisation.seeding import Organisation

ROOT = Path(__file__).parents[1]
SIZES = ((390, 844), (1024, 768), (1600, 1000))
THEMES = ("light", "dark")
WHO = ("admin", "agent", None)
README = {
    "start": ("hr", "/", (1440, 900)),
    "agents": ("hr", "/agents?sort=name", (1440, 900)),
    "import-check": ("hr", "/imports/{import_check}", (1440, 900)),
    "join-phone": (None, "/join/{join}", (390, 844)),
}
"""Each picture of the README: who sees which page, in a window of which size."""
CHECKS = (looking.TOO_WIDE, looking.CUT, looking.OVERLAP)


@contextmanager
def northwind() -> Iterator[tuple[Organisation, str, Browser]]:
    """The organisation, where it is served, and a browser."""
    with (
        tempfile.TemporaryDirectory(prefix="onboard-screenshots-") as folder,
        serving.northwind(Path(folder) / "data") as (made, home),
        sync_playwright() as playwright,
    ):
        program = servers.chromium()
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_ARGUMENTS))
        yield made, home, browser
        browser.close()


def every_page(folder: Path) -> list[str]:
    """A picture of each page; what is wrong with them."""
    trouble = []
    with northwind() as (made, home, browser):
        for role in WHO:
            for theme in THEMES:
                context = looking.as_role(browser, made, home, role, color_scheme=theme, reduced_motion="reduce")
                page = context.new_page()
                for path in walk(made, role):
                    for size in SIZES:
                        trouble += picture(page, path, size, folder / f"{named(made, path)}.{size[0]}.{theme}.png")
                context.close()
    return trouble


def picture(page: Page, path: str, size: tuple[int, int], file: Path) -> Iterator[str]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    for check in CHECKS:
        yield from (f"{file.name}: {found}" for found in page.evaluate(check))


def named(made: Organisation, path: str) -> str:
    """A file's name for a page: its address, with names in place of ids and of a link's secret."""
    for name, id_ in made.ids.items():
        path = path.replace(id_, name)
    path = re.sub(r"[A-Za-z0-9_.-]{60,}", "link", path)
    return re.sub(r"[^A-Za-z0-9=]+", "-", path).strip("-") or "start"


def for_readme(folder: Path) -> None:
    with northwind() as (made, home, browser):
        ids = {**made.ids, "import_check": made.ids["import_file"], "join": made.by_argument["/join/<signed>"][0]}
        for name, (role, path, (width, height)) in README.items():
            viewport = {"width": width, "height": height}
            context = looking.as_role(browser, made, home, role, viewport=viewport, color_scheme="light")
            page = context.new_page()
            page.goto(path.format(**ids))
            page.screenshot(path=folder / f"{name}.png")
            context.close()


def main(asked: list[str]) -> int:
    if asked == ["--readme"]:
        for_readme(ROOT / "docs" / "pictures")
        return 0
    folder = Path(asked[0]) if asked else ROOT / "var" / "screenshots"
    trouble = every_page(folder)
    for each in trouble:
        click.echo(each, err=True)
    click.echo(f"{len(list(folder.glob('*.png')))} pictures are in {folder}, {len(trouble)} things to mend")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
