"""The three dots of a row: what can be done to one agent, as a page that the list shows beside the row."""

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web import guard
from web.pages import agent_filters, agent_questions
from web.pages.agent_page import find


def register(blueprint: Blueprint) -> None:
    blueprint.get("/agents/<uuid:agent_id>/menu")(menu)


@guard.editors
def menu(agent_id: uuid.UUID) -> ResponseReturnValue:
    """Each deed that fits the agent as it is now; `list` in the address is the list that is come back to."""
    listed = find(agent_id)
    asked = request.args.get(agent_filters.LIST, "")
    return render_template(
        "agents/menu.html",
        agent=listed.agent,
        status=listed.status,
        invited=listed.invitation_state is not None,
        fits=lambda deed: agent_questions.fits(deed, listed),
        back=f"/agents?{asked}" if asked else "/agents",
        here=f"?{request.query_string.decode()}" if asked else "",
    )
