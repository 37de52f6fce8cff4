"""An agent's coming and going: disable, enable, delete, restore."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, request

from onboarding.database import begin_writing, db
from onboarding.directory.agent_json import agent_json
from onboarding.staffing import leaving
from onboarding.staffing.adding import Changed
from onboarding.staffing.leaving import Done
from onboarding.wording import Problem
from web.api import problems
from web.api.agents import etag, seen
from web.api.bearer import actor
from web.api.given import AgentDoneOut
from web.api.resource import must_be_json, resource
from web.guard import editors

blueprint = resource("agent_life", "Agents")
blueprint.before_request(must_be_json)

Answer = tuple[dict[str, Any], int, dict[str, str]]
Deed = Callable[..., list[Done]]

MAY_BE_BASED = "A header If-Match with the agent's ETag may be sent; then nothing is done to another version."
NOT_NOW: dict[int, str] = {
    409: "The agent's status does not allow it",
    412: "The agent was changed meanwhile",
}


@blueprint.delete("/agents/<uuid:agent_id>")
@blueprint.output({}, 204)
@blueprint.doc(
    description="Sessions, links and the phone end at once; the extension is given back and rests. The agent can be "
    "read and restored. Needs the agent's ETag in a header If-Match.",
    responses={**NOT_NOW, 428: "The header If-Match is missing"},
)
@editors
def delete_agent(agent_id: uuid.UUID) -> str:
    """Delete an agent"""
    if not request.if_match:
        raise problems.ApiProblem(428, Problem("missing", "api_428"))
    _do(leaving.delete, agent_id)
    return ""


@blueprint.post("/agents/<uuid:agent_id>/restore")
@blueprint.output(AgentDoneOut)
@blueprint.doc(
    description=f"With the extension there was where nobody else may have it, else with the next free one and a "
    f"warning. {MAY_BE_BASED}",
    responses={**NOT_NOW, 422: "There is no extension left"},
)
@editors
def restore_agent(agent_id: uuid.UUID) -> Answer:
    """Bring a deleted agent back"""
    return _answer(_do(leaving.restore, agent_id))


@blueprint.post("/agents/<uuid:agent_id>/disable")
@blueprint.output(AgentDoneOut)
@blueprint.doc(
    description=f"Sessions, links and the phone end at once; the extension stays the agent's. {MAY_BE_BASED}",
    responses=NOT_NOW,
)
@editors
def disable_agent(agent_id: uuid.UUID) -> Answer:
    """Disable an agent"""
    return _answer(_do(leaving.disable, agent_id))


@blueprint.post("/agents/<uuid:agent_id>/enable")
@blueprint.output(AgentDoneOut)
@blueprint.doc(description=f"The phone is set up anew. {MAY_BE_BASED}", responses=NOT_NOW)
@editors
def enable_agent(agent_id: uuid.UUID) -> Answer:
    """Let a disabled agent in again"""
    return _answer(_do(leaving.enable, agent_id))


def _do(deed: Deed, agent_id: uuid.UUID) -> Done:
    """Do it to this one agent, in a transaction of its own."""
    session = db.session()
    begin_writing(session)
    settings = current_app.config["ONBOARD"]
    (done,) = deed(session, settings, [agent_id], actor=actor(), versions=_based_on(agent_id))
    if done.problem is not None:
        raise _refused(done.problem)
    session.commit()
    return done


def _based_on(agent_id: uuid.UUID) -> Mapping[uuid.UUID, int] | None:
    """The version that the caller has read; None where it does not matter. Raises Changed for one that is over."""
    agent = seen(agent_id).agent
    if not request.if_match or request.if_match.star_tag:
        return None
    if not request.if_match.contains(str(agent.version)):
        raise Changed
    return {agent_id: agent.version}


def _refused(problem: Problem) -> Exception:
    if problem.code == "changed_meanwhile":
        return Changed()
    if problem.code == "unknown":
        return problems.ApiProblem(404, Problem("unknown", "api_404"))
    if problem.code == "not_now":
        return problems.ApiProblem(409, problem)
    return problems.of_cells([problem])


def _answer(done: Done) -> Answer:
    listed = seen(done.agent_id)
    return problems.with_warnings(agent_json(listed), done.warnings), 200, {"ETag": etag(listed.agent)}
