"""Ranges, staff, and the pages that say what went wrong."""

import logging

from sqlalchemy.exc import OperationalError

from onboarding.preferences.models import Preference
from tests.web.browser import Page, words


def test_the_staff_are_listed_with_what_they_may_do(browse_as):
    page = browse_as("admin").page("/staff")
    assert page.heading == "3 people work here"
    assert {"Administrator", "HR", "Supervisor"} <= {words(cell) for cell in page.all("td")}


def test_the_menu_has_only_what_one_may_open(browse_as):
    def menu(role):
        return {link.get("title") for link in browse_as(role).page("/agents").all("a", class_="nav-item")}

    supervisor = {"Start", "Agents", "Bulk invites", "Teams", "Queues", "Voicemail"}
    hr = supervisor | {"Imports", "Profiles", "AI assistants", "Extensions", "Switch", "Deleted agents"}
    hr |= {"Messages"}
    assert menu("supervisor") == supervisor
    assert menu("hr") == hr
    assert menu("admin") == hr | {"Staff", "Settings"}


def test_the_organisation_s_name_is_on_every_page(hr, inside):
    with inside() as session:
        session.add(Preference(name="organisation", value={"name": "Northwind & <Sons>", "colour": "#0F3D3E"}))
    assert "Northwind &amp; &lt;Sons&gt;" in hr.page("/agents").text


def test_an_address_with_nothing_there_keeps_the_navigation_for_staff(hr, browse_as):
    assert hr.page("/nope", status=404).all("nav")
    assert not browse_as(None).page("/nope", status=404).all("nav")


def test_a_button_s_address_is_not_a_page(hr):
    answer = hr.get("/agents/bulk")
    assert answer.status_code in (404, 405)
    answer = hr.client.delete("/imports", headers={"X-CSRFToken": hr.proof})
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_our_own_fault_is_said_with_a_code_that_is_in_the_log(hr, app, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr("onboarding.numbering.ranges.usage", broken)
    with caplog.at_level(logging.ERROR):
        answer = hr.get("/ranges")
    assert answer.status_code == 500
    (code,) = [words(mark) for mark in Page(answer.text).all("code")]
    assert "It is our fault" in answer.text
    assert "a secret detail" not in answer.text
    assert code in caplog.text
    assert Page(answer.text).links()["Try again"] == "/ranges"


def test_a_database_that_is_away_is_said_and_tried_again(hr, monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("onboarding.accounts.signing_in.still_valid", away)
    answer = hr.get("/agents")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert Page(answer.text).heading == "The database does not answer"


def test_programs_get_problems_not_pages(hr):
    answer = hr.get("/api/v1/nothing-here")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
