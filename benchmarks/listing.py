"""Pages of the list of agents at 100,000 beside the same at 1,000, and beside the time that their template takes."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from apiflask import APIFlask
from flask import template_rendered
from jinja2 import Template
from sqlalchemy import event

from benchmarks import crowd
from benchmarks.table import Line
from onboarding.accounts import accounts
from onboarding.accounts.models import Account
from onboarding.audit import SERVICE, Actor
from onboarding.database import db
from onboarding.directory.query import SORTS
from onboarding.directory.search import search
from tests import servers
from tests.databases import first_start, settings_for
from tests.web.browser import Browser
from web.app import create_app
from web.pages import agent_filters

FEW, MANY = 1_000, 100_000
ROUNDS = 15
MORE_ROUNDS = 60
"""For a question that seems to miss its goal: the worst p95 of sixty questions is mostly that of the unluckiest."""
GOAL, GOAL_OF_MANY, GOAL_OF_TEMPLATE = 1.5, 3.0, 2.0
HR = Actor("Ingrid Solheim", role="hr")
PAGE = 50

Asked = dict[str, str]
SORTED: list[Asked] = [{"sort": way + name} for name in SORTS for way in ("", "-")]
FILTERED: list[Asked] = [
    {"stage": "created,provisioned"},
    {"stage": "invited", "sort": "name"},
    {"stage": "registered", "sort": "start_date"},
    {"stage": "ready", "sort": "email"},
    {"status": "pending"},
    {"status": "disabled", "sort": "username"},
    {"deleted": "1", "sort": "name"},
    {"typology": "mobile", "sort": "name"},
    {"typology": "external"},
    {"filter": "client_log!=off", "sort": "client_log"},
    {"filter": "updated<2024-01-01"},
    {"filter": "created>=2026-09-01", "sort": "created"},
    {"filter": "extension=1000000..1000600", "sort": "extension"},
    {"filter": "start_date>=2026-10-15", "sort": "name"},
    {"filter": "full_name~ski"},
    {"filter": "username^=am"},
    {"filter": "email~zoe", "sort": "email"},
]
SEARCHED: list[Asked] = [
    {"q": words, "sort": sort}
    for words in ("zoe", "ska", "van der", "анас", "owen ber", "northwind", "100", "a", "ol")
    for sort in ("-updated", "name")
]


@dataclass
class _Service:
    """The pages over one database, as somebody of HR sees them."""

    app: APIFlask
    browser: Browser


@dataclass
class _Pages:
    """Of one question: what a page took, in ms, at each size; whether more than 10,000 match at the larger."""

    name: str
    many: bool = False
    took: dict[int, list[float]] = field(default_factory=lambda: {FEW: [], MANY: []})

    def p95(self, size: int) -> float:
        return quantiles(self.took[size], n=20)[-1]

    @property
    def goal(self) -> float:
        return GOAL_OF_MANY if self.many else GOAL

    @property
    def ratio(self) -> float:
        return self.p95(MANY) / self.p95(FEW)


def measure() -> list[Line]:
    """On each database; every question is asked of both sizes by turns, so that a busy machine is as busy for both."""
    return [*_on("SQLite", _sqlite), *_on("PostgreSQL", _postgresql)]


@contextmanager
def _sqlite() -> Iterator[list[str | None]]:
    yield [None, None]


@contextmanager
def _postgresql() -> Iterator[list[str | None]]:
    with servers.postgresql() as server:
        yield [server.url(server.create()) for _ in (FEW, MANY)]


def _on(database: str, made: Any) -> list[Line]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = stack.enter_context(made())
        both = {size: _service(folder / str(size), url, size) for size, url in zip((FEW, MANY), urls, strict=True)}
        kinds = (("sorted", SORTED), ("filtered", FILTERED), ("searched", SEARCHED))
        lines = [line for kind, asked in kinds for line in _worst(database, kind, [_pages(both, a) for a in asked])]
        lines.append(_beside_template(database, both[MANY]))
        for service in both.values():
            with service.app.app_context():
                db.engine.dispose()
    return lines


def _service(folder: Path, url: str | None, size: int) -> _Service:
    settings = settings_for(folder, url)
    first_start(settings)
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        account: Account = accounts.create_staff(session, SERVICE, "hr@northwind.example", "hr", "Ingrid Solheim")
        crowd.fill(session, size)
        db.session.remove()
    return _Service(app, Browser(app, account))


def _pages(both: dict[int, _Service], asked: Asked) -> _Pages:
    """The first page and a deep one, by turns. A page is as long at both sizes: as many as the smaller one has."""
    pages = _Pages("&".join(f"{name}={value}" for name, value in asked.items()))
    total, _, _ = _look(both[FEW], asked)
    asked = {**asked, "limit": str(max(1, min(PAGE, total)))}
    _, pages.many, _ = _look(both[MANY], asked)
    deep = {size: {**asked, "cursor": _deep(service, asked)} for size, service in both.items()}
    places = [(size, where[size]) for where in (dict.fromkeys(both, asked), deep) for size in both]
    for size, place in places:
        _answered(both[size], place)
    _ask(both, pages, places, ROUNDS)
    if pages.ratio > pages.goal:
        _ask(both, pages, places, MORE_ROUNDS)
    return pages


def _ask(both: dict[int, _Service], pages: _Pages, places: list[tuple[int, Asked]], rounds: int) -> None:
    for size, place in places * rounds:
        pages.took[size].append(_answered(both[size], place))


def _answered(service: _Service, asked: Asked) -> float:
    """How long the answer took, in ms."""
    began = time.perf_counter()
    answer = service.browser.get("/agents?" + urlencode(asked))
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.status_code
    return took


def _look(service: _Service, asked: Asked) -> tuple[int, bool, str | None]:
    """How many match, whether there are more than that, and where the next page begins."""
    with service.app.test_request_context("/agents?" + urlencode(asked)) as context:
        query = agent_filters.query_of(context.request.args)
        page = search(db.session(), service.app.config["ONBOARD"], HR, query)
        db.session.remove()
    return page.total, page.total_is_lower_bound, page.next_cursor


def _deep(service: _Service, asked: Asked) -> str:
    """Ten pages on, or as far as there are."""
    cursor = ""
    for _ in range(10):
        _, _, following = _look(service, {**asked, "cursor": cursor})
        if following is None:
            break
        cursor = following
    return cursor


def _worst(database: str, kind: str, pages: list[_Pages]) -> Iterator[Line]:
    """The worst of those with at most 10,000 who match, and of those with more."""
    for many, how_many in ((False, "up to"), (True, "over")):
        if of_these := [each for each in pages if each.many is many]:
            worst = max(of_these, key=lambda each: each.ratio)
            work = f"list of {MANY:,} {kind}, {how_many} 10,000 match: worst of {len(of_these)} ({database})"
            yield Line(work, worst.p95(MANY), f"p95 at {FEW:,}, {worst.name}", worst.p95(FEW), worst.goal, "ms")


def _beside_template(database: str, service: _Service) -> Line:
    """A page of 50; then its template with what it was given, in the same request, and its statements alone."""
    pages, limits = [], []
    path = f"/agents?limit={PAGE}"
    with service.app.app_context():
        clock = _Clock(db.engine)
    for _ in range(ROUNDS):
        began = time.perf_counter()
        service.browser.get(path)
        pages.append((time.perf_counter() - began) * 1000)
        with clock.templates() as rendered:
            clock.spent = 0.0
            service.browser.get(path)
        limits.append(sum(rendered) + clock.spent)
    work = f"a page of {PAGE} agents of {MANY:,} ({database})"
    return Line(work, median(pages), "its template and its SQL alone", median(limits), GOAL_OF_TEMPLATE, "ms")


class _Clock:
    """What statements take, in ms, and templates that are rendered once more with what they were given."""

    def __init__(self, engine: Any) -> None:
        self.spent = 0.0
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._end)

    def _begin(self, _connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.began = time.perf_counter()

    def _end(self, _connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        self.spent += (time.perf_counter() - context.began) * 1000

    @contextmanager
    def templates(self) -> Iterator[list[float]]:
        rendered: list[float] = []

        def again(_app: Any, template: Template, context: dict[str, Any], **_rest: Any) -> None:
            before, began = self.spent, time.perf_counter()
            template.render(context)
            rendered.append((time.perf_counter() - began) * 1000 - (self.spent - before))
            self.spent = before

        with template_rendered.connected_to(again):
            yield rendered
