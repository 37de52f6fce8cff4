"""Start, ranges, staff, and the pages that say what went wrong."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.numbering.models import Range
from onboarding.preferences.models import Preference
from tests.web.browser import Page, words


def test_start_says_what_to_do_first(hr, people, inside):
    with inside() as session:
        session.query(Agent).update({"deleted_at": now()})
    page = hr.page("/")
    assert "Nobody to bring on board yet" in page.text
    assert page.links()["Import a file"] == "/imports"


def test_start_answers_how_many_are_not_ready_for_the_next_start_date(hr, amara, inside):
    day = (now() + timedelta(days=3)).date()
    with inside() as session:
        session.query(Agent).update({"start_date": day})
    page = hr.page("/")
    assert page.heading.startswith("2 of 2 people are not ready for ")
    shown = hr.page(page.links()["Show the 2"])
    assert len(shown.all("th", scope="row")) == 2


def test_every_number_on_start_leads_to_the_rows_it_counts(hr, amara):
    page = hr.page("/")
    for station in page.all("a", class_="station"):
        (count,) = [int(words(part)) for part in station.iter("span") if part.get("class") == "count-number"]
        assert len(hr.page(station.get("href")).all("th", scope="row")) == count


def test_start_greets_by_name_and_shows_supervisors_no_buttons(browse_as):
    page = browse_as("supervisor").page("/")
    assert "Ingrid" in page.text
    assert "Add agent" not in page.links()


@pytest.mark.parametrize("typed", ["3000-3499", " 3000 – 3499 "])
def test_a_range_is_added(hr, inside, typed):
    with inside() as session:
        session.query(Range).update({"last": 2999})
    answer = hr.post("/ranges", {"range": typed, "typology": "mobile", "name": "Lagos"})
    assert answer.headers["Location"] == "/ranges"
    page = hr.page("/ranges")
    assert "500 extensions added: 3000–3499" in page.text
    assert "Lagos" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"range": "many"}, "Write two numbers with a dash between them, such as 3000-3499."),
        ({"range": "20000-10000"}, "ends before it begins"),
        ({"range": "1000-1100"}, "overlaps"),
        ({"range": "20000-20010", "typology": "fax"}, "Choose everybody or one of the typologies."),
        ({"range": "20000-20010", "name": "x" * 101}, "This name is too long."),
    ],
)
def test_a_range_that_cannot_be_says_why_and_keeps_what_was_typed(hr, inside, typed, sentence):
    answer = hr.post("/ranges", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Page(answer.text).values("range") == [typed["range"]]
    with inside() as session:
        assert session.query(Range).count() == 1


def test_the_staff_are_listed_with_what_they_may_do(browse_as):
    page = browse_as("admin").page("/staff")
    assert page.heading == "3 people work here"
    assert {"Administrator", "HR", "Supervisor"} <= {words(cell) for cell in page.all("td")}


def test_the_menu_has_only_what_one_may_open(browse_as):
    def menu(role):
        return {link.get("title") for link in browse_as(role).page("/agents").all("a", class_="nav-item")}

    assert menu("supervisor") == {"Start", "Agents"}
    assert menu("hr") == {"Start", "Agents", "Imports", "Extensions"}
    assert menu("admin") == {"Start", "Agents", "Imports", "Extensions", "Staff"}


def test_the_organisation_s_name_is_on_every_page(hr, inside):
    with inside() as session:
        session.add(Preference(name="organisation", value={"name": "Northwind & <Sons>", "colour": "#0F3D3E"}))
    assert "Northwind &amp; &lt;Sons&gt;" in hr.page("/agents").text


def test_an_address_with_nothing_there_keeps_the_navigation_for_staff(hr, browse_as):
    assert hr.page("/nope", status=404).all("nav")
    assert not browse_as(None).page("/nope", status=404).all("nav")


def test_a_button_s_address_is_not_a_page(hr):
    answer = hr.get("/agents/invitations")
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
