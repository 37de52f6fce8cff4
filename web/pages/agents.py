"""Agents: the list, and its file."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.agents import readiness
from onboarding.audit import Actor
from onboarding.database import db, now
from onboarding.directory.export import export_csv
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import Listed, count, search
from onboarding.directory.visible import supervises_nothing
from web import formats, guard
from web.files import csv_file
from web.pages import agent_deeds, agent_edit, agent_filters, agent_form, agent_page, agent_sheets
from web.translating import sentence

TABS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Everyone", {}),
    ("Not invited", {"stage": "created,provisioned"}),
    ("Invited", {"stage": "invited"}),
    ("Expired", {"filter": "reason=expired"}),
    ("Failed", {"filter": "phone_setup=failed"}),
    ("Joined", {"stage": "joined,registered"}),
    ("Ready", {"stage": "ready"}),
    ("Starting this week", {"filter": "start_date={monday}..{sunday}"}),
)
"""The saved views: what each is called, and what it asks of the list."""
TABS_OF_TROUBLE = ("Expired", "Failed")
"""Shown only where there is somebody in them, and then loud."""
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
TROUBLE = ("expired", "bounced", "failed")

blueprint = Blueprint("agents", __name__)
agent_form.register(blueprint)
agent_page.register(blueprint)
agent_deeds.register(blueprint)
agent_edit.register(blueprint)
agent_sheets.register(blueprint)


@blueprint.get("/agents")
@guard.staff
def list_agents() -> ResponseReturnValue:
    """The list as the address asks for it: its state is in the address, so a view is a link."""
    session, actor = db.session(), guard.actor()
    if typed := agent_filters.typed(request.args):
        return redirect(address(field=None, operator=None, value=None, add=typed), 303)
    try:
        query = agent_filters.query_of(request.args)
        page = search(session, guard.settings(), actor, query)
    except QueryRefused as refused:
        if refused.problem.column == "cursor":
            return redirect(address(cursor=None), 303)
        return render_template("agents/list.html", refused=sentence(refused.problem), address=address), 422
    return render_template(
        "agents/list.html",
        query=query,
        page=page,
        tabs=_tabs(session, actor, query),
        columns=COLUMNS,
        address=address,
        here=agent_filters.in_list(),
        facts=facts,
        trouble=trouble,
        filters_on=[name for name in FILTERS[1:] if getattr(query, name)] + list(query.filters),
        chips=[agent_filters.chip(each) for each in query.filters],
        filter_choices=agent_filters.choices(),
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


def address(path: str = "/agents", *, add: str | None = None, without: str | None = None, **changes: str | None) -> str:
    """The list's address with these parts changed (None: left out); it names the first page unless given a cursor.

    `add`, `without`: a filter, as it is written, to put on or to take off.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("cursor", *changes)]
    parts = [(name, value) for name, value in kept if value and (name, value) != ("filter", without)]
    parts += [(name, value) for name, value in changes.items() if value]
    if add and ("filter", add) not in parts:
        parts.append(("filter", add))
    return f"{path}?{urlencode(parts)}" if parts else path


def facts(listed: Listed) -> dict[str, bool]:
    return readiness.facts(listed.agent, listed.account_locked_until, now())


def trouble(listed: Listed) -> str | None:
    """What went wrong with the phone of somebody who has none yet, or the invitation of somebody who has not joined."""
    if listed.phone_failed and not listed.agent.provisioned_at:
        return "failed"
    return listed.invitation_state if listed.invitation_state in TROUBLE and not listed.agent.joined_at else None


def _tabs(session: Session, actor: Actor, query: Query) -> list[dict[str, object]]:
    """The saved views, each with how many it has; what was searched for does not count in them."""
    today = formats.today()
    monday = today - timedelta(days=today.weekday())
    tabs = []
    for word, asked in TABS:
        written = asked.get("filter", "").format(monday=monday, sunday=monday + timedelta(days=6))
        view = Query(stage=asked.get("stage"), filters=parse_all([written]))
        number, bound = count(session, actor, view)
        trouble = word in TABS_OF_TROUBLE
        current = (query.stage, query.filters, query.start_date, query.deleted) == (
            view.stage,
            view.filters,
            None,
            False,
        )
        if number or current or not trouble:
            path = "/agents?" + urlencode({**asked, "filter": written} if written else asked) if asked else "/agents"
            tabs.append(
                {"word": word, "path": path, "count": number, "bound": bound, "current": current, "trouble": trouble}
            )
    return tabs
