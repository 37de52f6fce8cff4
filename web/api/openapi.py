"""The API's own description: what every operation has in common is added here, once."""

from typing import Any

from apiflask import APIFlask

from onboarding.settings import Settings
from web.api.given import ProblemOut
from web.guard import allowed, public

TOKEN, SESSION, PASSWORD = "token", "session", "password"

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
_ALWAYS = {401: "Nobody we know", 403: "The role may not do this", 500: "Our fault", 503: "The database is away"}


def install(app: APIFlask) -> None:
    """Describe the API at the address the app was made with; anybody may read it."""
    settings: Settings = app.config["ONBOARD"]
    app.config.update(
        INFO={"description": "Brings new contact-centre agents on board. Errors are RFC 9457 problem details."},
        # Fixed, because the description is kept from the first request on, and its host is the caller's to choose.
        SERVERS=[{"url": settings.base_url}],
        SECURITY_SCHEMES={
            TOKEN: {"type": "http", "scheme": "bearer", "description": "Made by 'onboard token create'."},
            SESSION: {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]},
            PASSWORD: {
                "type": "http",
                "scheme": "basic",
                "description": "An agent's username (or e-mail) and password.",
            },
        },
        AUTO_OPERATION_ID=True,
        AUTO_200_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        HTTP_ERROR_SCHEMA=ProblemOut,
    )
    app.spec_processor(lambda spec: _complete(app, spec))
    public(app.view_functions["openapi.spec"])


def _complete(app: APIFlask, spec: Any) -> Any:
    """Give each operation its security and the problems it may answer with."""
    for operations in spec["paths"].values():
        for operation in operations.values():
            _secure(app, operation)
            for status, meaning in _problems_of(operation).items():
                operation["responses"].setdefault(str(status), {"description": meaning})
            for status, response in operation["responses"].items():
                if status >= "400":
                    response["content"] = _PROBLEM
    return spec


def _secure(app: APIFlask, operation: dict[str, Any]) -> None:
    operation.setdefault("security", [{TOKEN: []}])
    endpoint = _endpoint(app, operation["operationId"])
    operation["x-roles"] = sorted(allowed(app, endpoint) or ())


def _endpoint(app: APIFlask, operation_id: str) -> str:
    """The endpoint that an operation's id was made of: its method and the endpoint, with '_' for '.'."""
    name = operation_id.partition("_")[2]
    return next(endpoint for endpoint in app.view_functions if endpoint.replace(".", "_") == name)


def _problems_of(operation: dict[str, Any]) -> dict[int, str]:
    places = {parameter["in"] for parameter in operation["parameters"]}
    found = dict(_ALWAYS)
    if "path" in places:
        found[404] = "There is none"
    if "query" in places or "requestBody" in operation:
        found[422] = "Something in the request cannot be used: see errors"
    if "requestBody" in operation:
        found |= {400: "The body cannot be read", 415: "The body is of another type"}
    return found
