"""The API for programs: /api/v1, and what machines ask a service (/healthz, /readyz, /metrics)."""

from apiflask import APIFlask

from web.api import bearer, health, openapi
from web.api.agents import agents
from web.api.imports import imports
from web.api.invitations import invitations
from web.api.me import me
from web.security import csrf

BY_TOKEN = (agents, imports, invitations)


def register(app: APIFlask) -> None:
    """Add the API to the application."""
    bearer.install(app)
    for part in BY_TOKEN:
        # A token is sent on purpose, never by a browser on its own: these routes need no proof that a form was ours.
        csrf.exempt(part)
    for part in (*BY_TOKEN, me):
        app.register_blueprint(part)
    app.register_blueprint(health.blueprint)
    openapi.install(app)
