"""Every error under /api/ is problem details (RFC 9457) with a sentence."""

import uuid
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.exc import OperationalError

from onboarding.wording import SENTENCES
from tests.api.conftest import Caller

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOBODY = f"/agents/{uuid.UUID(int=1)}"
CASES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nothing", {}, 404, "http_404"),
    ("GET", "/agents/not-an-id", {}, 404, "http_404"),
    ("GET", NOBODY, {}, 404, "unknown"),
    ("PATCH", NOBODY, {"json": {}}, 404, "unknown"),
    ("GET", f"/imports/{uuid.UUID(int=1)}", {}, 404, "unknown"),
    ("PUT", "/agents", {}, 405, "http_405"),
    ("POST", "/agents", {"data": "{", "content_type": "application/json"}, 400, "http_400"),
    ("POST", "/agents", {"data": '{"alias":' * 99_999, "content_type": "application/json"}, 400, "http_400"),
    ("POST", "/agents", {"data": f"[{'9' * 9_999}]", "content_type": "application/json"}, 400, "http_400"),
    ("POST", "/agents", {"data": "name=x", "content_type": "application/x-www-form-urlencoded"}, 415, "http_415"),
    ("POST", "/agents", {"data": "{" + " " * (1 << 20), "content_type": "application/json"}, 413, "http_413"),
    ("POST", "/agents", {"json": [1]}, 422, "invalid"),
    ("POST", "/agents", {"json": {"shoe_size": 44}}, 422, "invalid"),
    ("GET", "/agents?limit=many", {}, 422, "invalid"),
    ("GET", "/agents?shoe_size=44", {}, 422, "invalid"),
    ("GET", "/agents?stage=done", {}, 422, "unknown_value"),
    ("GET", "/agents?start_date=soon", {}, 422, "invalid"),
    ("GET", "/agents?cursor=x", {}, 422, "invalid"),
    ("GET", "/agents.csv?sort=shoe_size", {}, 422, "unknown_value"),
]


def test_each_kind_of_error_has_its_status_code_and_sentence(hr: Caller) -> None:
    for method, path, request_, status, code in CASES:
        response = hr(method, path, **request_)
        problem = response.get_json(force=True)
        assert (response.status_code, response.mimetype) == (status, "application/problem+json"), path
        assert (problem["status"], problem["code"], problem["type"]) == (status, code, "about:blank"), path
        assert problem["detail"].endswith("."), path
        assert "nvalid" not in problem["detail"], path
        assert problem["instance"] == f"/api/v1{path.partition('?')[0]}"


def test_a_method_that_is_not_possible_says_which_are(hr: Caller) -> None:
    assert "POST" in hr("PUT", "/agents").headers["Allow"]


def field(name: str) -> dict[str, str]:
    return {"column": name, "pointer": f"#/{name}", "code": "invalid"}


MISTAKES: list[tuple[str, str, Any, list[dict[str, str]]]] = [
    ("GET", "/agents?limit=many", None, [{"parameter": "limit", "code": "invalid"}]),
    ("GET", "/agents?shoe_size=44", None, [{"parameter": "shoe_size", "code": "unknown_value"}]),
    ("GET", "/agents?stage=done", None, [{"parameter": "stage", "code": "unknown_value"}]),
    ("POST", "/agents", {"voicemail": "maybe"}, [field("voicemail")]),
    ("POST", "/agents", {"extension": True}, [field("extension")]),
    ("POST", "/agents", {"email": 7}, [field("email")]),
    ("POST", "/agents", {"email": None}, [field("email")]),
    ("POST", "/agents", [1], [{"pointer": "#", "code": "invalid"}]),
    ("POST", "/agents", {"teams": ["a|b"]}, [field("teams")]),
    ("POST", "/agents", {"invite": "soon"}, [{**field("invite"), "code": "unknown_value"}]),
]


def test_each_mistake_says_where_it_is(hr: Caller) -> None:
    for method, path, body, expected in MISTAKES:
        sent = {} if body is None else {"json": body}
        errors = hr(method, path, **sent).get_json(force=True)["errors"]
        assert [{key: error[key] for key in error if key not in ("message", "value")} for error in errors] == expected
        assert all(error["message"].endswith(".") for error in errors)


def test_a_fault_of_ours_gives_nothing_away(
    app: APIFlask, hr: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("web.api.agents.search.search", fails)
    response = hr.get("/agents")
    assert response.status_code == 500
    assert "secret inside" not in response.text
    assert "secret inside" in caplog.text


def test_a_database_that_is_away_is_said_so(hr: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    monkeypatch.setattr("web.api.agents.search.search", fails)
    response = hr.get("/agents")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert response.get_json()["detail"] == SENTENCES["api_503"]


def test_pages_that_are_not_there_are_still_pages(app: APIFlask) -> None:
    assert app.test_client().get("/nothing").mimetype == "text/html"
