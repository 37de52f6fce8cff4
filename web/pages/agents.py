"""Agents: the list, and its file."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.agents import readiness
from onboarding.audit import Actor
from onboarding.database import db, now
from onboarding.directory import layouts, views
from onboarding.directory.export import export_csv
from onboarding.directory.grammar import Filter
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import Listed, count, search
from onboarding.directory.visible import supervises_nothing
from web import formats, guard
from web.files import csv_file
from web.pages import (
    agent_address,
    agent_columns,
    agent_deeds,
    agent_edit,
    agent_filter_form,
    agent_filters,
    agent_form,
    agent_history,
    agent_menu,
    agent_page,
    agent_setup,
    agent_sheets,
    agent_views,
)
from web.pages.agent_address import address
from web.pages.agent_filters import OnList
from web.pages.agent_tabs import Tab, tabs
from web.pages.agent_words import LOG_WORDS
from web.translating import ngettext, sentence

TROUBLE = ("expired", "bounced", "failed")
SIZES = (25, 50, 100, 200)

blueprint = Blueprint("agents", __name__)
agent_form.register(blueprint)
agent_page.register(blueprint)
agent_deeds.register(blueprint)
agent_edit.register(blueprint)
agent_history.register(blueprint)
agent_setup.register(blueprint)
agent_sheets.register(blueprint)
agent_columns.register(blueprint)
agent_filter_form.register(blueprint)
agent_menu.register(blueprint)
agent_views.register(blueprint)


@blueprint.get("/agents")
@guard.staff
def list_agents() -> ResponseReturnValue:
    """The list as the address asks for it: its state is in the address, so a view is a link."""
    session, actor, at = db.session(), guard.actor(), now()
    try:
        query = agent_filters.query_of(request.args)
        page = search(session, guard.settings(), actor, query)
    except QueryRefused as refused:
        if refused.problem.column == "cursor":
            return redirect(address(cursor=None), 303)
        return render_template("agents/list.html", refused=sentence(refused.problem), address=address), 422
    shown = tabs(session, actor, query, views.views(session, guard.me().id))
    current = next((tab for tab in shown if tab.current), None)
    layout = layouts.layout(session, guard.me().id)
    return render_template(
        "agents/list.html",
        query=query,
        asked=urlencode(agent_address.asked()),
        page=page,
        tabs=shown,
        current=current,
        density=layout.density,
        columns=agent_columns.shown(layout),
        usual=layout.columns is None,
        all_columns=len(agent_columns.COLUMNS),
        density_words=agent_columns.DENSITY_WORDS,
        sizes=SIZES,
        address=address,
        here=agent_filters.in_list(),
        standing=lambda listed: _standing(listed, at),
        log_words=LOG_WORDS,
        chips=_chips(query, current),
        without_chips=_without_chips(current),
        hindrance=None if page.items else _hindrance(session, actor, query),
        changes=agent_address.of("/agents/changes", [*agent_address.asked(), ("since", at.isoformat())]),
        nobody_to_see=supervises_nothing(session, actor),
    )


@blueprint.get("/agents/export.csv")
@guard.staff
def export() -> ResponseReturnValue:
    """Everybody whom the list with the same address shows."""
    try:
        query = agent_filters.query_of(request.args)
    except QueryRefused:
        return redirect(address(), 303)
    actor = guard.actor()
    return csv_file(lambda session: export_csv(session, actor, query), f"agents-{formats.today().isoformat()}.csv")


@blueprint.get("/agents/changes")
@guard.staff
def changes() -> ResponseReturnValue:
    """How many of those whom the list with the same address shows have changed since it was shown, in words."""
    try:
        since = datetime.fromisoformat(request.args.get("since", ""))
        query = agent_filters.query_of(request.args)
    except (ValueError, QueryRefused):
        return {"changed": 0, "sentence": ""}
    newer = Filter("updated", ">=", (since,))
    number, _bound = count(db.session(), guard.actor(), replace(query, filters=(*query.filters, newer)))
    return {"changed": number, "sentence": ngettext("%(num)s agent changed.", "%(num)s agents changed.", number)}


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage of a row as it is drawn."""

    stage: str
    holding: tuple[tuple[str, bool], ...]
    trouble: str | None

    @property
    def facts(self) -> dict[str, bool]:
        return dict(self.holding)


def _standing(listed: Listed, at: datetime) -> Standing:
    holds = readiness.facts(listed.agent, listed.account_locked_until, at)
    return Standing(listed.stage, tuple(holds.items()), _trouble(listed))


def _trouble(listed: Listed) -> str | None:
    """What went wrong with the phone of somebody who has none yet, or the invitation of somebody who has not joined."""
    if listed.phone_failed and not listed.agent.provisioned_at:
        return "failed"
    return listed.invitation_state if listed.invitation_state in TROUBLE and not listed.agent.joined_at else None


def _chips(query: Query, current: Tab | None) -> list[OnList]:
    """The filters that are on; what a view of everybody's asks by itself is said by its tab."""
    filters = agent_filters.filters_of(query)
    own = current.asks if current and not current.mine else frozenset()
    return [agent_filters.on_list(part, each) for part, each in filters if not agent_filters.conditions([each]) <= own]


def _without_chips(current: Tab | None) -> str:
    """The list without the filters that are shown as chips: the current view of everybody's, searched as before."""
    own = current.parts if current and not current.mine else ()
    kept = [part for part in agent_address.parts() if part[0] not in agent_address.FILTERS]
    return agent_address.of("/agents", [*own, *kept])


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in the way of a result: how many filters, and how many there are without them."""

    filters: int
    without: int


def _hindrance(session: Session, actor: Actor, query: Query) -> Hindrance:
    filters = len(agent_filters.filters_of(query))
    without, _bound = count(session, actor, Query(q=query.q, deleted=query.deleted))
    return Hindrance(filters, without if filters else 0)
