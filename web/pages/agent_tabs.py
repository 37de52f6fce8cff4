"""The views of the list of agents as tabs: those that everybody has, and one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl

from flask import g
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from onboarding.audit import Actor
from onboarding.directory.models import SavedView
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import counts
from web import formats
from web.pages import agent_address, agent_filters
from web.pages.agent_filters import Conditions
from web.translating import later

TABS: tuple[tuple[str, dict[str, str]], ...] = (
    (later("Everyone"), {}),
    (later("Not invited"), {"stage": "created,provisioned"}),
    (later("Invited"), {"stage": "invited"}),
    (later("Expired"), {"filter": "reason=expired"}),
    (later("Failed"), {"filter": "phone_setup=failed"}),
    (later("Joined"), {"stage": "joined,registered"}),
    (later("Ready"), {"stage": "ready"}),
    (later("Starting this week"), {"filter": "start_date={monday}..{sunday}"}),
)
"""What each is called, and what it asks of the list."""
OF_TROUBLE = ("reason=expired", "phone_setup=failed")
"""Shown only where there is somebody in them, and then loud."""


@dataclass(frozen=True, slots=True)
class Tab:
    """`count`, `bound`: how many it has, and whether that is only a lower bound. `mine`: one's own. `parts`: what its
    address asks."""

    word: str
    parts: tuple[tuple[str, str], ...]
    query: Query
    count: int = 0
    bound: bool = False
    current: bool = False
    trouble: bool = False
    mine: bool = False

    @property
    def path(self) -> str:
        return agent_address.of("/agents", self.parts)

    @property
    def asks(self) -> Conditions:
        return agent_filters.conditions(each for _part, each in agent_filters.filters_of(self.query))

    def covers(self, query: Query, asked: Conditions) -> bool:
        """Whether what the list asks is what this view asks, or more."""
        return self.asks <= asked and self.query.deleted == query.deleted and self.query.q in ("", query.q)


def tabs(session: Session, actor: Actor, query: Query, saved: Sequence[SavedView]) -> list[Tab]:
    """All views, each with how many it has; the current one is that of which the list is the nearest part."""
    offered = [*_everybodys(), *_own(saved)]
    asked = agent_filters.conditions(each for _part, each in agent_filters.filters_of(query))
    near = [tab for tab in offered if tab.covers(query, asked)]
    current = max(near, key=lambda tab: len(tab.asks) + bool(tab.query.q), default=None)
    found = counts(session, actor, [tab.query for tab in offered])
    g.agent_count = found[0]
    counted = zip(offered, found, strict=True)
    return [
        replace(tab, count=number, bound=bound, current=tab is current)
        for tab, (number, bound) in counted
        if number or tab is current or not tab.trouble
    ]


def _everybodys() -> list[Tab]:
    today = formats.today()
    monday = today - timedelta(days=today.weekday())
    made = []
    for word, asked in TABS:
        parts = [(name, text.format(monday=monday, sunday=monday + timedelta(days=6))) for name, text in asked.items()]
        query = agent_filters.query_of(MultiDict(parts))
        made.append(Tab(word, tuple(parts), query, trouble=asked.get("filter") in OF_TROUBLE))
    return made


def _own(saved: Sequence[SavedView]) -> list[Tab]:
    """One's own. A view that asks for what there is no more is left out, and can be deleted where all are named."""
    made = []
    for view in saved:
        parts = parse_qsl(view.asked)
        try:
            query = agent_filters.query_of(MultiDict(parts))
        except QueryRefused:
            continue
        made.append(Tab(view.name, tuple(parts), query, mine=True))
    return made
