"""Who may enter which route: walked for every route and every role."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from onboarding.accounts.models import ROLES
from onboarding.database import db, new_id, now
from tests.web.browser import Browser
from web import guard
from web.guard import PUBLIC, allowed

ANY_ID = str(new_id())


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of each route, apart from the API's and the package's files."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") or rule.endpoint in guard.OPEN_BY_NATURE:
            continue
        path = re.sub(r"<\w*:?\w+>", "x", re.sub(r"<uuid:\w+>", ANY_ID, rule.rule))
        found.extend((rule.endpoint, method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"}))
    return found


def closed(app: Flask) -> list[tuple[str, str, str]]:
    return [route for route in routes(app) if allowed(app, route[0]) != PUBLIC]


def test_every_route_says_who_may_enter(app):
    assert [rule.endpoint for rule in app.url_map.iter_rules() if allowed(app, rule.endpoint) is None] == []


def test_an_app_with_a_route_that_says_nothing_does_not_start():
    app = Flask("silent")
    app.add_url_rule("/silent", "silent", lambda: "open to all")
    with pytest.raises(RuntimeError, match="silent"):
        guard.check_routes(app)


def test_nobody_enters_a_closed_route_without_signing_in(app, browse_as):
    nobody = browse_as(None)
    for endpoint, method, path in closed(app):
        answer = nobody.client.open(path, method=method, buffered=True, data={"csrf_token": nobody.proof})
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in"), (endpoint, path)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_enters_its_own_routes_and_no_other(app, browse_as, role):
    browser = browse_as(role)
    for endpoint, method, path in closed(app):
        answer = browser.client.open(path, method=method, buffered=True, data={"csrf_token": browser.proof})
        entered = answer.status_code != 403
        assert entered == (role in allowed(app, endpoint)), (endpoint, method, path, answer.status_code)
        assert answer.status_code < 500, (endpoint, method, path)


def test_staff_pages_are_closed_to_agents(app):
    of_agents = {path for endpoint, _, path in closed(app) if "agent" in allowed(app, endpoint)}
    elsewhere = {re.sub("[0-9a-f-]{36}", "ID", path) for path in of_agents if not path.startswith("/me")}
    assert elsewhere == {"/", "/agents/ID/picture"}


def test_signing_in_goes_on_where_one_wanted_to_go(browse_as):
    answer = browse_as(None).get("/agents?q=amara")
    assert answer.headers["Location"] == "/sign-in?next=%2Fagents%3Fq%3Damara"


def test_the_wrong_role_is_told_who_can_give_another_one(browse_as):
    page = browse_as("supervisor").page("/imports", status=403)
    assert page.heading == "You cannot see this page"
    assert "An administrator can give you another one." in page.text


@pytest.mark.parametrize("since", [timedelta(hours=-12), timedelta(minutes=5)])
def test_a_session_lasts_twelve_hours_and_not_from_the_future(browse_as, since):
    browser = browse_as("hr")
    with browser.client.session_transaction() as session:
        session["since"] = (now() + since).isoformat()
    assert browser.get("/agents").status_code == 303


def test_a_raised_security_version_ends_every_session(browse_as, people, inside):
    browser = browse_as("hr")
    assert browser.get("/agents").status_code == 200
    with inside() as session:
        session.merge(people["hr"]).security_version += 1
    assert browser.get("/agents").status_code == 303


def test_somebody_disabled_is_out_at_once(browse_as, people, inside):
    browser = browse_as("hr")
    with inside() as session:
        session.merge(people["hr"]).disabled_at = now()
    assert browser.get("/agents").status_code == 303


def test_a_changed_role_counts_at_once(browse_as, people, inside):
    browser = browse_as("admin")
    assert browser.get("/staff").status_code == 200
    with inside() as session:
        session.merge(people["admin"]).role = "hr"
    assert browser.get("/staff").status_code == 403


@pytest.mark.parametrize("spoilt", [{"account": "x"}, {"version": "x"}, {"since": "x"}, {"account": str(new_id())}])
def test_a_session_that_says_nothing_sensible_is_none(browse_as, spoilt):
    browser = browse_as("hr")
    with browser.client.session_transaction() as session:
        session.update(spoilt)
    assert browser.get("/agents").status_code == 303


def test_signing_in_keeps_nothing_of_the_session_before(app, people):
    with app.test_request_context():
        from flask import session

        session["left"] = "by somebody else"
        guard.start_session(people["hr"])
        assert "left" not in session
        assert guard.me().id == people["hr"].id
        guard.end_session()
        assert guard.current() is None
        db.session.remove()


def test_agents_begin_on_their_own_page(browse_as):
    assert browse_as("agent").get("/").headers["Location"] == "/me"


def test_a_browser_with_another_s_key_is_nobody(app, people):
    stranger = Browser(app, None)
    stranger.client.set_cookie("onboard", "eyJhY2NvdW50IjoiMSJ9.aaaa.bbbb")
    assert stranger.get("/agents").status_code == 303
