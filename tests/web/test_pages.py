"""What holds for every page, for each role, in an empty organisation and in one that has everything: parsed strictly,
one heading, no id twice, every field named, nothing inline, and every link and form leads to what is there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

import web
from onboarding.accounts.models import ROLES
from onboarding.settings import Settings
from tests.databases import first_start, settings_for
from tests.organisation import pages as walking
from tests.organisation.seeding import Organisation, seed
from tests.web.browser import Browser, Element, Page, words
from tests.web.conftest import dispose, one_of_each_role
from tests.web.states import all_pages
from web import guard, icons
from web.app import create_app

ROOT = Path(web.__file__).parent
HEADING = re.compile("<h1.*?</h1>", re.DOTALL)
PHOTO = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
WHO = (*ROLES, None)
BEGINS = {"mailto", "tel", "sip", "linphone-config"}
"""What else than a page of ours a link may open."""
MOST_ALIKE = 2
"""So many links are opened of those that differ only in whom they are about, or in the values that they ask for."""
WALKED_ONCE = pytest.mark.xdist_group("pages")
"""Whoever looks at the pages of a role does so where they were walked already."""


@dataclass(frozen=True)
class Walked:
    """An organisation, and all its pages for each role, each role's once they are asked for."""

    made: Organisation
    pages: Callable[[str | None], dict[str, Page]]


def opened(settings: Settings) -> Organisation:
    first_start(settings)
    app = create_app(settings)
    return Organisation(app, settings, one_of_each_role(app, settings))


def walked(made: Organisation) -> Walked:
    return Walked(made, cache(lambda role: {path: Page(text) for path, text in walking.walk(made, role).items()}))


@pytest.fixture(scope="module")
def northwind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """An organisation that has everything."""
    made = opened(settings_for(tmp_path_factory.mktemp("northwind") / "data"))
    yield walked(seed(made.app, made.settings, made.people))
    dispose(made.app)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """An organisation on its first day."""
    made = opened(settings_for(tmp_path_factory.mktemp("empty") / "data"))
    yield walked(made)
    dispose(made.app)


@pytest.fixture(params=["northwind", "empty"])
def organisation(request: pytest.FixtureRequest) -> Walked:
    found: Walked = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def answers(browse_as, amara) -> dict[str, Page]:
    """Pages that answer a form, most of them one that was refused, and those that say that there is nothing."""
    browser = browse_as("admin")
    queue = browser.post("/groups", {"kind": "queue", "name": "support"}).headers["Location"]
    browser.post(f"{queue}/add", {"agent": amara})
    sent = {
        "mistakes": ("/agents/new", {"typology": "mobile"}),
        "link": (f"/agents/{amara}/invitation-link", {}),
        "printed sheets": ("/agents/sheets", {"agent": amara}),
        "staff refused": ("/staff/new", {"email": "x", "role": "x"}),
        "locking refused": ("/settings/locking", {"tries": "x"}),
        "queue refused": (queue, {"name": "Störungen"}),
        "seats refused": (f"{queue}/members", {"shown": amara, f"penalty-{amara}": "x"}),
        "range refused": ("/ranges", {"range": "x"}),
        "settings refused": ("/settings/organisation", {"colour": "teal"}),
        "changed meanwhile": (f"/agents/{amara}/phone", {"extension": "2419"}),
        "sign-in refused": ("/sign-in", {"identifier": "x", "password": "x"}),
    }
    pages = {name: Page(browser.post(path, form).text) for name, (path, form) in sent.items()}
    pages["nothing"] = browser.page("/nothing-here", status=404)
    pages["not for supervisors"] = browse_as("supervisor").page("/settings", status=403)
    pages["filter refused"] = browser.page("/agents?filter=colour=red", status=422)
    return pages


@WALKED_ONCE
@pytest.mark.parametrize("role", WHO)
def test_every_page_is_well_made(organisation: Walked, role: str | None):
    pages = organisation.pages(role)
    assert len(pages) > 2
    for name, page in pages.items():
        _is_well_made(name, page)


def test_every_answer_to_a_form_is_well_made(answers):
    for name, page in answers.items():
        _is_well_made(name, page)


def test_every_state_of_every_page_is_well_made(app, settings, browse_as, amara):
    for name, page in all_pages(app, settings, browse_as("admin"), amara).items():
        _is_well_made(name, page)


def _is_well_made(name: str, page: Page) -> None:
    ids = [element.get("id") for element in page.root.iter() if element.get("id")]
    assert sorted({each for each in ids if ids.count(each) > 1}) == [], name
    assert page.heading, name
    (title,) = page.root.find("head").iter("title")
    assert words(title), name
    assert page.root.get("lang") == "en", name
    _begins_with_a_way_to_the_page(name, page)
    _has_nothing_inline(name, page)
    _says_what_each_control_is(name, page)
    _points_only_at_what_is_there(name, page, set(ids))


def _begins_with_a_way_to_the_page(name: str, page: Page) -> None:
    """The first thing one comes to skips the navigation; what has no navigation needs none."""
    if page.root.find("body").find(".//nav") is not None:
        first, *_ = page.all("a")
        assert (first.get("class"), first.get("href")) == ("skip-link", "#page"), name
        assert page.by_id("page").tag == "main", name


def _has_nothing_inline(name: str, page: Page) -> None:
    for element in page.root.iter():
        attributes = [each for each in element.attrib if each == "style" or str(each).startswith("on")]
        assert attributes == [], (name, element.tag)
    assert [script for script in page.all("script") if not script.get("src")] == [], name
    assert page.all("style") == [], name


def _says_what_each_control_is(name: str, page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(control) for label in page.all("label") for control in label.iter()}
    for control in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        is_for_people = control.get("type") != "hidden" and control.get("aria-hidden") != "true"
        if is_for_people:
            named = control.get("aria-label") or control.get("id") in labelled or id(control) in inside
            assert named, (name, control.attrib)
    for button in page.all("button"):
        assert button.get("aria-label") or "".join(button.itertext()).strip(), (name, button.attrib)


def _points_only_at_what_is_there(name: str, page: Page, ids: set[str]) -> None:
    for element in page.root.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            for target in (element.get(attribute) or "").split():
                assert target in ids, (name, attribute, target)
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#"):
            assert href[1:] in ids, (name, href)


@WALKED_ONCE
@pytest.mark.parametrize("role", WHO)
def test_every_link_of_every_page_leads_to_a_page_for_whoever_sees_it(organisation: Walked, role: str | None):
    made, pages = organisation.made, organisation.pages(role)
    browser = Browser(made.app, made.people[role] if role else None)
    found = {
        urldefrag(urljoin(path, link.get("href"))).url: path for path, page in pages.items() for link in page.all("a")
    }
    tried: dict[str, int] = {}
    for link, path in found.items():
        if urlsplit(link).scheme in BEGINS or link in pages:
            continue
        assert urlsplit(link).netloc == "", (path, link)
        tried[_shape(link)] = tried.get(_shape(link), 0) + 1
        if tried[_shape(link)] <= MOST_ALIKE:
            assert browser.get(link).status_code < 400, (path, link)


def _shape(link: str) -> str:
    """A link without whom it is about, and of what it asks for the names alone."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<==)[^&]+", "*", link)


@WALKED_ONCE
@pytest.mark.parametrize("role", WHO)
def test_every_form_goes_where_it_is_taken(organisation: Walked, role: str | None):
    made = organisation.made
    routes = made.app.url_map.bind("localhost")
    for path, page in organisation.pages(role).items():
        for form in page.all("form"):
            ways = _ways(page, form)
            for method, action in ways:
                where = urlsplit(urljoin(path, action)).path
                try:
                    endpoint, _ = routes.match(where, method=method)
                except HTTPException as nowhere:
                    raise AssertionError((path, method, where)) from nowhere
                allowed = guard.allowed(made.app, endpoint)
                assert allowed == guard.PUBLIC or role in (allowed or ()), (path, method, where)
            if "POST" in dict(ways):
                assert form.find(".//*[@name='csrf_token']") is not None, (path, form.attrib)


def _ways(page: Page, form: Element) -> set[tuple[str, str]]:
    """Method and address of each button that sends the form, also of those that stand elsewhere and name it."""
    elsewhere = [each for each in page.all("button") if form.get("id") and each.get("form") == form.get("id")]
    sending = [each for each in (*form.iter("button"), *elsewhere) if each.get("type", "submit") == "submit"]
    method, action = form.get("method") or "get", form.get("action") or ""
    ways = {((each.get("formmethod") or method).upper(), each.get("formaction") or action) for each in sending}
    return {(how, where) for how, where in ways if how != "DIALOG"}


@WALKED_ONCE
@pytest.mark.postgresql
def test_every_page_says_the_same_on_postgresql(northwind: Walked, postgresql_url, tmp_path):
    made = opened(settings_for(tmp_path / "data", postgresql_url))
    there = walking.walk(seed(made.app, made.settings, made.people), "admin")
    dispose(made.app)
    here = [page.text for page in northwind.pages("admin").values()]
    assert [HEADING.findall(text) for text in there.values()] == [HEADING.findall(text) for text in here]


@WALKED_ONCE
def test_no_page_says_a_word_that_only_machines_use(northwind: Walked, answers):
    for name, page in {**northwind.pages("admin"), **northwind.pages("agent"), **answers}.items():
        for written_for_a_machine in page.all("pre"):
            written_for_a_machine.clear()
        said = " ".join(" ".join(page.root.itertext()).split()).lower()
        for word in ("invalid", "please", "oops", "successfully", "endpoint", "none,", "undefined"):
            assert word not in said, (name, word)


def test_a_file_that_is_no_table_is_refused_on_the_page_of_imports(hr):
    from io import BytesIO

    answer = hr.post("/imports", {"file": (BytesIO(PHOTO), "photo.csv")})
    assert answer.status_code == 422
    assert "Nothing was stored." in answer.text


def test_every_icon_that_is_named_is_drawn_and_every_one_drawn_is_used():
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "pages").glob("*.py"), ROOT / "shell.py"]
    text = "\n".join(path.read_text() for path in sources)
    called = set(re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", text))
    assert called - set(icons.NAMES) == set()
    assert [name for name in icons.NAMES if f'"{name}"' not in text] == []


def test_icons_come_as_one_small_file_that_is_kept(hr):
    answer = hr.get("/icons.svg")
    assert len(answer.data) < 60_000
    assert "immutable" in answer.headers["Cache-Control"]
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_the_organisation_s_colour_comes_as_a_stylesheet(hr):
    answer = hr.get("/organisation.css")
    assert answer.mimetype == "text/css"
    assert "--org: #0F3D3E;" in answer.text
    assert "--org-ink: #FFFFFF;" in answer.text
