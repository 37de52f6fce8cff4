"""What went wrong, as RFC 9457 problem details: the one shape of every error under /api/."""

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from traceback import walk_tb
from typing import Any

from apiflask import HTTPError
from flask import Response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed

from onboarding.accounts.limits import TooMany
from onboarding.bulk.refusal import BulkInviteRefused, NotNow
from onboarding.database import db
from onboarding.directory.query import QueryRefused
from onboarding.imports.confirming import WrongState
from onboarding.imports.refusal import FileRefused
from onboarding.invitations.inviting import NotInvited
from onboarding.staffing.adding import Changed, NotAdded
from onboarding.wording import SENTENCES, Problem, say

log = logging.getLogger(__name__)

MIMETYPE = "application/problem+json"

RETRY_AFTER_SECONDS = "5"
_STATUS_OF_CODE = {"too_large": 413}


class ApiProblem(Exception):
    """A request that is answered with a problem: its status, a sentence, what is wrong in detail, and headers."""

    def __init__(
        self,
        status: int,
        problem: Problem,
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problem.reason)
        self.status = status
        self.problem = problem
        self.errors = list(errors)
        self.headers = headers or {}


def is_asked_of_api() -> bool:
    """Whether this request's errors are for a program."""
    return request.path.startswith("/api/")


def answer(error: Exception) -> Response:
    """The problem details for any error that a request under /api/ ended in; what it began is rolled back."""
    db.session.rollback()
    error = _known(error)
    if isinstance(error, ApiProblem):
        return _response(error.status, error.problem.sentence(), error.problem.code, error.errors, error.headers)
    if isinstance(error, HTTPError):
        errors = [_field_error(*found) for found in _flat(error.detail)]
        return _response(error.status_code, say("api_fields", {}), "invalid", errors, {})
    if isinstance(error, HTTPException):
        return _of_http_exception(error)
    if isinstance(error, OperationalError):
        log.error("%s %s: the database does not answer", request.method, request.url_rule, exc_info=error)
        return _response(503, say("api_503", {}), "database_away", [], {"Retry-After": RETRY_AFTER_SECONDS})
    log.error("%s %s failed", request.method, request.url_rule, exc_info=error)
    return _response(500, say("api_500", {}), "failed", [], {})


def _known(error: Exception) -> Exception:
    """What the use-cases refuse, as problems; any other error as it is."""
    match error:
        case QueryRefused():
            return of_parameter(error.problem)
        case NotAdded():
            return of_cells(error.problems)
        case FileRefused():
            return ApiProblem(_STATUS_OF_CODE.get(error.problem.code, 422), error.problem)
        case BulkInviteRefused():
            return of_cells(error.problems)
        case WrongState() | NotInvited() | NotNow():
            return ApiProblem(409, error.problem)
        case TooMany():
            return ApiProblem(429, error.problem, headers={"Retry-After": str(error.retry_after)})
        case CSRFError():
            return ApiProblem(403, Problem("no_proof", "api_no_proof"))
        case Changed():
            return ApiProblem(412, Problem("changed_meanwhile", "api_412"))
        case RecursionError() | ValueError() if _comes_from_json(error):
            return BadRequest()
    return error


def _comes_from_json(error: Exception) -> bool:
    """Whether reading JSON ended in this: nested too deeply, or a number of too many digits."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    return bool(frames) and str(frames[-1].f_globals["__name__"]).startswith("json.")


def of_cells(problems: Iterable[Problem]) -> ApiProblem:
    """Mistakes in the fields of one object, each with its field, code and sentence."""
    return ApiProblem(422, Problem("invalid", "api_fields"), errors=[cell_error(problem) for problem in problems])


def of_parameter(problem: Problem) -> ApiProblem:
    """A parameter that cannot be used, of the address or of a JSON body."""
    if request.is_json:
        return ApiProblem(422, problem, errors=[cell_error(problem)])
    error = {"parameter": problem.column, "code": problem.code, "message": problem.sentence()}
    return ApiProblem(422, problem, errors=[error])


def cell_error(problem: Problem) -> dict[str, Any]:
    """One mistake: the column (and pointer, RFC 6901) where it is, its code, what was written, the sentence."""
    error = {"column": problem.column, "code": problem.code, "value": problem.value, "message": problem.sentence()}
    if problem.column:
        error["pointer"] = f"#/{problem.column}"
    return {name: value for name, value in error.items() if value is not None}


def with_warnings(answer: dict[str, Any], warnings: Iterable[Problem]) -> dict[str, Any]:
    """The answer to a deed, with what is to be known about it, if anything."""
    said = [cell_error(warning) for warning in warnings]
    return {**answer, "warnings": said} if said else answer


def _of_http_exception(error: HTTPException) -> Response:
    status = error.code or 500
    reason = f"api_{status}" if f"api_{status}" in SENTENCES else "api_other"
    params = {
        "status": status,
        "method": request.method,
        "type": request.mimetype or "a body without a Content-Type",
        "wanted": "application/json",
        "roles": "",
    }
    headers = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
    if retry_after := getattr(error, "retry_after", None):
        headers["Retry-After"] = str(retry_after)
    return _response(status, say(reason, params), f"http_{status}", [], headers)


def _response(
    status: int, detail: str, code: str, errors: Iterable[Mapping[str, Any]], headers: Mapping[str, str]
) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.path,
    }
    if errors:
        body["errors"] = list(errors)
    return Response(json.dumps(body, ensure_ascii=False), status, headers, MIMETYPE)


def _flat(detail: Any) -> Iterable[tuple[str, str, str]]:
    """Marshmallow's {location: {field: [messages]}} as (location, field, message)."""
    for location, fields in detail.items():
        for field, messages in fields.items() if isinstance(fields, dict) else [("_schema", fields)]:
            for message in _texts(messages):
                yield location, field, message


def _texts(messages: Any) -> list[str]:
    if isinstance(messages, dict):
        return [text for inner in messages.values() for text in _texts(inner)]
    return [str(message) for message in messages]


def _field_error(location: str, field: str, reason: str) -> dict[str, Any]:
    # Our schemas give the key of a sentence as the message.
    codes = {"api_field_missing": "missing", "api_field_unknown": "unknown_value"}
    error: dict[str, Any] = {"code": codes.get(reason, "invalid"), "message": say(reason, {})}
    if field == "_schema":
        return {"pointer": "#", **error}
    if location == "query":
        return {"parameter": field, **error}
    return {"column": field, "pointer": f"#/{field}", **error}
