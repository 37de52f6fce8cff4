"""A part of the API: routes under one address, entered with a bearer token, failing with problem details."""

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, request, stream_with_context
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


def as_file(lines: Iterator[str], name: str) -> Response:
    """A CSV file under this name, sent while it is read (RFC 6266: a name for old programs, and the name)."""
    response = Response(stream_with_context(lines), mimetype="text/csv")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    options = (
        {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    )
    response.headers.set("Content-Disposition", "attachment", **options)
    return response


def must_be_json() -> None:
    """Refuse a body that is not JSON, rather than read it as an empty one."""
    if request.content_length and not request.is_json:
        raise UnsupportedMediaType
