"""Agents: the list, and its file."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.agents import readiness
from onboarding.audit import Actor
from onboarding.database import db, now
from onboarding.directory.export import export_csv
from onboarding.directory.query import Query, QueryRefused, day
from onboarding.directory.search import Listed, count, search
from web import formats, guard
from web.files import csv_file
from web.pages import agent_deeds, agent_form, agent_page

TABS = (
    ("Everyone", ""),
    ("Not invited", "created,provisioned"),
    ("Invited", "invited"),
    ("Joined", "joined,registered"),
    ("Ready", "ready"),
)
COLUMNS = (
    ("name", "Name", "name"),
    ("username", "Username", "column-username"),
    ("email", "E-mail", "shrinks"),
    ("extension", "Extension", "extension"),
    (None, "Typology", ""),
    (None, "Stage", ""),
    (None, "Status", ""),
    ("start_date", "Starts", "wide-only"),
    ("-updated", "Updated", "column-updated"),
)
"""What the list shows: by what it sorts first when its head is pressed, its word, its class."""
FILTERS = ("q", "typology", "status", "stage", "start_date")
DEFAULT_SORT = "-updated"
TROUBLE = ("expired", "bounced", "failed")

blueprint = Blueprint("agents", __name__)
agent_form.register(blueprint)
agent_page.register(blueprint)
agent_deeds.register(blueprint)


@blueprint.get("/agents")
@guard.staff
def list_agents() -> ResponseReturnValue:
    """The list as the address asks for it: its state is in the address, so a view is a link."""
    session, actor = db.session(), guard.actor()
    try:
        query = query_of_address()
        page = search(session, guard.settings(), actor, query)
    except QueryRefused as refused:
        if refused.problem.column == "cursor":
            return redirect(address(cursor=None), 303)
        return render_template("agents/list.html", refused=refused.problem.sentence(), address=address), 422
    return render_template(
        "agents/list.html",
        query=query,
        page=page,
        tabs=_tabs(session, actor, query),
        columns=COLUMNS,
        address=address,
        facts=facts,
        trouble=trouble,
        filters_on=[name for name in FILTERS[1:] if getattr(query, name)],
    )


@blueprint.get("/agents/export.csv")
@guard.staff
def export() -> ResponseReturnValue:
    """Everybody whom the list with the same address shows."""
    try:
        query = query_of_address()
    except QueryRefused:
        return redirect(address(), 303)
    actor = guard.actor()
    return csv_file(lambda session: export_csv(session, actor, query), f"agents-{formats.today().isoformat()}.csv")


def query_of_address() -> Query:
    """Raises QueryRefused."""
    given = request.args
    start_date: date | None = day(given["start_date"]) if given.get("start_date") else None
    return Query(
        q=given.get("q", "").strip(),
        typology=given.get("typology") or None,
        status=given.get("status") or None,
        stage=given.get("stage") or None,
        start_date=start_date,
        sort=given.get("sort") or DEFAULT_SORT,
        limit=given.get("limit", 50, type=int),
        cursor=given.get("cursor") or None,
    )


def address(path: str = "/agents", **changes: str | None) -> str:
    """The list's address with these parts changed (None: left out); it names the first page unless given a cursor."""
    parts = {name: value for name, value in request.args.items() if value and name != "cursor"}
    parts.update({name: value for name, value in changes.items() if value})
    for name, value in changes.items():
        if not value:
            parts.pop(name, None)
    return f"{path}?{urlencode(parts)}" if parts else path


def facts(listed: Listed) -> dict[str, bool]:
    return readiness.facts(listed.agent, listed.account_locked_until, now())


def trouble(listed: Listed) -> str | None:
    """What went wrong with the invitation of somebody who has not joined."""
    return listed.invitation_state if listed.invitation_state in TROUBLE and not listed.agent.joined_at else None


def _tabs(session: object, actor: Actor, query: Query) -> list[dict[str, object]]:
    """The saved views, each with how many it has; what was searched for does not count in them."""
    tabs = []
    for word, stage in TABS:
        number, bound = count(db.session(), actor, Query(stage=stage or None))
        current = (query.stage or "") == stage and query.start_date is None
        tabs.append({"word": word, "path": address_of_tab(stage), "count": number, "bound": bound, "current": current})
    return tabs


def address_of_tab(stage: str) -> str:
    return "/agents?" + urlencode({"stage": stage}) if stage else "/agents"
