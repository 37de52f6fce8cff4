"""The web application: pages and API over the house, guarded route by route."""

import logging
import re
import uuid
from time import perf_counter

from apiflask import APIFlask
from flask import Flask, Response, g, request
from flask_bootstrap import Bootstrap5
from werkzeug.middleware.proxy_fix import ProxyFix

from onboarding import database, doorbell
from onboarding.settings import Settings
from tasks.app import attach
from web import api, formats, guard, icons, security, shell, translating
from web.pages import (
    agent_groups,
    agent_logs,
    agent_picture,
    agents,
    assets,
    bulk_actions,
    bulk_invites,
    errors,
    groups,
    imports,
    joining,
    keys,
    languages,
    me,
    messages,
    new_passwords,
    own_password,
    phone_setup,
    ranges,
    settings,
    signing_in,
    staff,
    start,
    switch,
    voicemail,
)

log = logging.getLogger("web.requests")

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PAGES = (
    agent_groups,
    agent_logs,
    agent_picture,
    agents,
    assets,
    bulk_actions,
    bulk_invites,
    groups,
    icons,
    imports,
    joining,
    keys,
    languages,
    me,
    messages,
    new_passwords,
    own_password,
    phone_setup,
    ranges,
    settings,
    signing_in,
    staff,
    start,
    switch,
    voicemail,
)


def create_app(settings: Settings) -> APIFlask:
    """The application for these settings. Raises RuntimeError when a route does not say who may enter."""
    app = APIFlask(
        "web",
        title="Agent Onboarding",
        version="1",
        json_errors=False,
        docs_path=None,
        spec_path="/api/v1/openapi.json",
    )
    app.config["ONBOARD"] = settings
    app.config.update(
        database.configuration(settings),
        OPENAPI_VERSION="3.1.0",
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        BOOTSTRAP_SERVE_LOCAL=True,
        PREFERRED_URL_SCHEME="https" if settings.secure else "http",
    )
    database.db.init_app(app)
    with app.app_context():
        database.keep_what_pages_read(database.db.engine)
    attach(app)
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    _follow_requests(app)
    guard.install(app)
    security.install(app)
    translating.install(app)
    formats.install(app)
    shell.install(app)
    errors.install(app)
    Bootstrap5(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    api.register(app)
    guard.check_routes(app)
    return app


def _follow_requests(app: Flask) -> None:
    """Give each request an id that its log lines, its tasks and its answer carry."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        g.began = perf_counter()
        doorbell.request_id.set(g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        rule = request.url_rule.rule if request.url_rule else "-"
        # The rule, not the path: a path may hold a link's secret.
        log.info(
            "%s %s %d %d ms request=%s",
            request.method,
            rule,
            response.status_code,
            (perf_counter() - g.began) * 1000,
            g.request_id,
        )
        return response
