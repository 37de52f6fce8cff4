"""What the documents name is there: pages, and the tests that show what they say."""

import re
from pathlib import Path

import pytest
from apiflask import APIFlask
from werkzeug.exceptions import HTTPException

from tests.databases import settings_for
from web.app import create_app

ROOT = Path(__file__).parents[1]
SECTION = (ROOT / "docs" / "agents-section.md").read_text()
ROWS = [line.split(" | ") for line in SECTION.splitlines() if line.startswith("| ") and not line.startswith("| What")]
TESTS = sorted(set(re.findall(r"`(tests/[^`]+)`", SECTION)))
PAGES = sorted({page for row in ROWS for page in re.findall(r"`(/[^`]*)`", row[1])})
ID = "00000000-0000-7000-8000-000000000000"
LINKED = [
    (document, target)
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text())
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> APIFlask:
    return create_app(settings_for(tmp_path_factory.mktemp("docs") / "data"))


@pytest.mark.parametrize("test", TESTS)
def test_every_test_that_is_named_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    assert (ROOT / path).is_file()
    assert not name or re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_is_named_is_there(app: APIFlask, page: str) -> None:
    path = page.partition("?")[0].replace("/ID", f"/{ID}").replace("/LINK", "/signed")
    try:
        app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException as nowhere:
        raise AssertionError(page) from nowhere


def test_each_feature_has_a_page_and_a_test() -> None:
    assert len(ROWS) > 50
    for row in ROWS:
        assert len(row) == 3, row
        assert "`tests/" in row[2], row


@pytest.mark.parametrize(("document", "target"), LINKED)
def test_every_file_that_a_document_links_to_is_there(document: Path, target: str) -> None:
    assert (document.parent / target).exists()
