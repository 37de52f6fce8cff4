"""A part of the API: routes under one address, entered with a bearer token, failing with problem details."""

from typing import Any

from apiflask import APIBlueprint
from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from web.api.problems import answer

PREFIX = "/api/v1"
CSV: dict[int | str, dict[str, str | dict[str, dict[str, Any]]]] = {
    200: {"description": "The file", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


def resource(name: str, tag: str) -> APIBlueprint:
    """An empty part; its routes say by web.guard.allow whose tokens open them."""
    blueprint = APIBlueprint(f"api_{name}", __name__, tag=tag, url_prefix=PREFIX)
    blueprint.register_error_handler(Exception, answer)
    return blueprint


def must_be_json() -> None:
    """Refuse a body that is not JSON, rather than read it as an empty one."""
    if request.content_length and not request.is_json:
        raise UnsupportedMediaType
