"""Agents: list, add, read, change, export."""

import uuid
from typing import Any

from flask import Response, current_app, request, url_for

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import begin_writing, db
from onboarding.directory import export, search
from onboarding.directory.agent_json import agent_json
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query, day
from onboarding.directory.search import Listed
from onboarding.staffing import adding
from onboarding.staffing.adding import Beside
from onboarding.wording import Problem
from web.api import problems
from web.api.bearer import actor
from web.api.choices import checked_choices
from web.api.given import AgentDoneOut, AgentOut, AgentsOut
from web.api.resource import CSV, must_be_json, resource
from web.api.taken import AgentIn, AgentsQuery, NewAgent
from web.files import csv_file
from web.guard import editors, staff

blueprint = resource("agents", "Agents")
blueprint.before_request(must_be_json)

CLEAR = "(clear)"


@blueprint.get("/agents")
@blueprint.input(AgentsQuery, location="query", unknown=None)
@blueprint.output(AgentsOut)
@staff
def list_agents(query_data: dict[str, Any]) -> dict[str, Any]:
    """Search and list agents, a page at a time"""
    page = search.search(db.session(), current_app.config["ONBOARD"], actor(), asked(query_data))
    return {
        "items": [agent_json(listed) for listed in page.items],
        "next_cursor": page.next_cursor,
        "total": page.total,
        "total_is_lower_bound": page.total_is_lower_bound,
    }


@blueprint.get("/agents.csv")
@blueprint.input(AgentsQuery(exclude=("limit", "cursor")), location="query", unknown=None)
@blueprint.doc(responses=CSV)
@staff
def export_agents(query_data: dict[str, Any]) -> Response:
    """Export agents as a file that imports again as unchanged"""
    caller, query = actor(), asked(query_data)
    return csv_file(lambda session: export.export_csv(session, caller, query), "agents.csv")


@blueprint.post("/agents")
@blueprint.input(NewAgent)
@blueprint.output(AgentDoneOut, 201)
@editors
def add_agent(json_data: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Add one agent"""
    session = db.session()
    begin_writing(session)
    invite = checked_choices({"invite": json_data.pop("invite", "none")})["invite"]
    beside = Beside(password=json_data.pop("password", None))
    settings = current_app.config["ONBOARD"]
    added = adding.add(session, settings, raw(json_data), actor=actor(), invite=invite, beside=beside)
    session.commit()
    agent = added.agent
    answer = problems.with_warnings(agent_json(seen(agent.id)), added.warnings)
    address = url_for("api_agents.read_agent", agent_id=agent.id)
    return answer, 201, {"Location": address, "ETag": etag(agent)}


@blueprint.get("/agents/<uuid:agent_id>")
@blueprint.output(AgentOut)
@staff
def read_agent(agent_id: uuid.UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Read one agent"""
    listed = seen(agent_id)
    return agent_json(listed), 200, {"ETag": etag(listed.agent)}


@blueprint.patch("/agents/<uuid:agent_id>")
@blueprint.input(AgentIn)
@blueprint.output(AgentDoneOut)
@blueprint.doc(
    description="Only the fields that are sent are changed. Needs the agent's ETag in a header If-Match.",
    responses={412: "The agent was changed meanwhile", 428: "The header If-Match is missing"},
)
@editors
def change_agent(agent_id: uuid.UUID, json_data: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Change one agent"""
    session = db.session()
    begin_writing(session)
    agent = seen(agent_id).agent
    cells = raw(json_data)
    adding.hold(session, agent, cells)
    _must_match(agent)
    changed = adding.change(session, current_app.config["ONBOARD"], agent, cells, actor=actor())
    session.commit()
    answer = problems.with_warnings(agent_json(seen(agent_id)), changed.warnings)
    return answer, 200, {"ETag": etag(changed.agent)}


def seen(agent_id: uuid.UUID, by: Actor | None = None) -> Listed:
    """One agent that the caller may see; 404 for any other."""
    listed = search.one(db.session(), by or actor(), agent_id)
    if listed is None:
        raise problems.ApiProblem(404, Problem("unknown", "api_404"))
    return listed


def etag(agent: Agent) -> str:
    """Names the version that a change is based on. What the service itself notes (provisioned, joined) leaves it."""
    return f'"{agent.version}"'


def _must_match(agent: Agent) -> None:
    if not request.if_match:
        raise problems.ApiProblem(428, Problem("missing", "api_428"))
    if not request.if_match.contains(str(agent.version)):
        raise adding.Changed


def asked(data: dict[str, Any]) -> Query:
    """The address's parameters as a question; what was left empty was not asked."""
    given = {name: value for name, value in data.items() if value != ""}
    if "start_date" in given:
        given["start_date"] = day(given["start_date"])
    texts = [f"{kind}={given.pop(kind)}" for kind in ("queue", "team") if kind in given]
    filters = parse_all([*texts, *given.pop("filter", [])])
    return Query(filters=filters, timezone=current_app.config["ONBOARD"].timezone, **given)


def raw(data: dict[str, Any]) -> dict[str, str]:
    """The values as cells of a file, which is what the check of a person reads."""
    return {field: _cell(field, value) for field, value in data.items()}


def _cell(field: str, value: Any) -> str:
    if value is None:
        return CLEAR
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if any("|" in name for name in value):
            raise problems.of_cells([Problem("invalid", "api_bar_in_name", field)])
        return "|".join(value)
    return str(value)
