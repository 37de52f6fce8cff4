"""The API for programs: /api/v1, and what machines ask a service (/healthz, /readyz, /metrics)."""

from apiflask import APIFlask

from web.api import agent_life, agents, bearer, bulk_invites, health, imports, invitations, me, openapi, readiness
from web.security import csrf

BY_TOKEN = (agents, agent_life, bulk_invites, imports, invitations, readiness)


def register(app: APIFlask) -> None:
    """Add the API to the application."""
    bearer.install(app)
    for part in BY_TOKEN:
        # A token is sent on purpose, never by a browser on its own: these routes need no proof that a form was ours.
        csrf.exempt(part.blueprint)
    for blueprint in (*(part.blueprint for part in BY_TOKEN), me.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    openapi.install(app)
