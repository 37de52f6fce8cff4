"""Who may call what."""

import uuid

import pytest
from apiflask import APIFlask

from onboarding.accounts.models import ApiToken
from onboarding.database import now
from tests.api.conftest import CallAs, Caller, Inside

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SOME = uuid.UUID(int=1)
OF_STAFF = {"GET /agents", "GET /agents.csv", f"GET /agents/{SOME}", "GET /readiness"}
OF_EDITORS = {
    "POST /agents",
    f"PATCH /agents/{SOME}",
    f"DELETE /agents/{SOME}",
    f"POST /agents/{SOME}/restore",
    f"POST /agents/{SOME}/disable",
    f"POST /agents/{SOME}/enable",
    f"POST /agents/{SOME}/invitation",
    f"POST /agents/{SOME}/invitation-link",
    f"DELETE /agents/{SOME}/invitation",
    "POST /imports",
    f"GET /imports/{SOME}",
    f"POST /imports/{SOME}/confirm",
    f"POST /imports/{SOME}/cancel",
    f"POST /imports/{SOME}/retry",
    f"GET /imports/{SOME}/undo",
    f"POST /imports/{SOME}/undo",
    f"GET /imports/{SOME}/rows",
    f"GET /imports/{SOME}/errors.csv",
    "POST /bulk-invites",
    f"GET /bulk-invites/{SOME}",
    f"POST /bulk-invites/{SOME}/pause",
    f"POST /bulk-invites/{SOME}/resume",
    f"POST /bulk-invites/{SOME}/cancel",
}
OF_AGENTS = {"GET /me/phone", "POST /me/phone/secret"}


def routes(app: APIFlask) -> set[str]:
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec":
            path = rule.rule.removeprefix("/api/v1").replace("<uuid:agent_id>", str(SOME))
            path = path.replace("<uuid:import_id>", str(SOME)).replace("<uuid:bulk_invite_id>", str(SOME))
            found |= {f"{method} {path}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def test_every_route_is_listed_here_with_who_may_call_it(app: APIFlask) -> None:
    assert routes(app) == OF_STAFF | OF_EDITORS | OF_AGENTS


def test_without_a_token_every_route_asks_for_one(app: APIFlask) -> None:
    nobody = Caller(app, None)
    for route in sorted(OF_STAFF | OF_EDITORS):
        response = nobody(*route.split(" "))
        assert response.status_code == 401, route
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="onboarding"'
        assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("role", "open_routes"),
    [("admin", OF_STAFF | OF_EDITORS), ("hr", OF_STAFF | OF_EDITORS), ("supervisor", OF_STAFF)],
)
def test_a_token_opens_the_routes_of_its_role_and_no_other(call_as: CallAs, role: str, open_routes: set[str]) -> None:
    caller = call_as(role)
    answers = {route: caller(*route.split(" ")) for route in OF_STAFF | OF_EDITORS | OF_AGENTS}
    closed = {route for route, response in answers.items() if response.status_code in (401, 403)}
    assert closed == (OF_STAFF | OF_EDITORS | OF_AGENTS) - open_routes


def test_a_token_of_the_wrong_role_is_told_which_would_do(call_as: CallAs) -> None:
    response = call_as("supervisor").post("/agents", json={})
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response.headers["WWW-Authenticate"]
    assert response.get_json()["detail"] == "This token's role may not do this. It needs one of: admin, hr."


def test_a_token_that_is_not_known_is_refused(app: APIFlask) -> None:
    for given in ("onb_wrong", "é", "x" * 9000):
        response = Caller(app, given).get("/agents")
        assert response.status_code == 401
        assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


def test_another_kind_of_authorization_counts_as_none(app: APIFlask) -> None:
    for header in ("", "Bearer", "Bearer  ", "Basic dXNlcjpwdw=="):
        response = Caller(app, None).get("/agents", headers={"Authorization": header})
        assert (response.status_code, response.get_json()["code"]) == (401, "no_token")


def test_a_revoked_token_opens_nothing(hr: Caller, inside: Inside) -> None:
    with inside() as session:
        session.query(ApiToken).update({"revoked_at": now()})
    assert hr.get("/agents").status_code == 401


def test_the_description_is_open_to_everybody(app: APIFlask) -> None:
    assert Caller(app, None).get("/openapi.json").status_code == 200
