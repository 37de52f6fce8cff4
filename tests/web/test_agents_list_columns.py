"""Columns of the list of agents, and the height of its rows: as each of the staff wants them."""

import datetime
from uuid import UUID

import pytest

from onboarding.agents.models import CLIENT_LOG_LEVELS, Agent
from onboarding.audit import SERVICE
from onboarding.groups import groups, members
from tests.web.browser import words

USUAL = {
    "Name": "name",
    "Username": "username",
    "E-mail": "email",
    "Extension": "extension",
    "Typology": "typology",
    "Stage": "stage",
    "Status": "status",
    "Log": "client_log",
    "Starts": "start_date",
    "Created": "created",
    "Updated": "updated",
}
"""What heads say, and the names of their columns."""


def heads(page):
    found = [words(head) for head in page.all("th", scope="col")]
    return [head for head in found if head not in ("", "Deeds")]


def cells(page):
    (row,) = [row for row in page.all("tr") if "Amara" in words(row)]
    said = [words(cell) for cell in row if cell.get("class") not in ("box", "deed")]
    return dict(zip(heads(page), said, strict=True))


def ticked(page):
    return [box.get("value") for box in page.all("input", name="column") if box.get("checked") is not None]


def test_the_list_begins_with_the_usual_columns(hr, amara):
    page = hr.page("/agents")
    assert heads(page) == list(USUAL)
    assert ticked(hr.page("/agents/columns")) == list(USUAL.values())[1:]


def test_chosen_columns_are_shown_in_their_order_and_stay_for_this_person(hr, amara, browse_as):
    hr.post("/agents/columns", {"column": ["extension", "employee_id", "email"]})
    assert heads(hr.page("/agents")) == ["Name", "Extension", "Employee ID", "E-mail"]
    assert heads(browse_as("hr").page("/agents")) == ["Name", "Extension", "Employee ID", "E-mail"]
    assert heads(browse_as("admin").page("/agents")) == list(USUAL)


def test_the_name_is_always_there_and_what_is_no_column_never(hr, amara):
    hr.post("/agents/columns", {"column": ["shoe", "email", "email", "name"]})
    assert heads(hr.page("/agents")) == ["Name", "E-mail"]


@pytest.mark.parametrize(
    ("arrow", "column", "order"),
    [("up", "email", "bac"), ("down", "email", "acb"), ("up", "username", "abc"), ("down", "extension", "abc")],
)
def test_an_arrow_moves_a_column_by_one_place_and_keeps_the_focus(hr, amara, arrow, column, order):
    letters = {"a": "username", "b": "email", "c": "extension"}
    sent = {"column": [letters[letter] for letter in "abc"], arrow: column}
    page = hr.page(hr.post("/agents/columns?q=ama", sent).headers["Location"])
    assert ticked(page) == [letters[letter] for letter in order]
    assert [button.get("value") for button in page.all("button", name=arrow, autofocus="")] == [column]


def test_the_usual_columns_come_back_with_one_button(hr, amara):
    hr.post("/agents/columns", {"column": ["extension"]})
    assert "As in the beginning" in hr.page("/agents/columns").buttons()
    hr.post("/agents/columns", {"column": ["extension"], "reset": "yes"})
    assert heads(hr.page("/agents")) == list(USUAL)
    assert "As in the beginning" not in hr.page("/agents/columns").buttons()


def test_after_choosing_one_is_back_at_the_list_as_it_was(hr):
    answer = hr.post("/agents/columns?q=ama&filter=ready%3Dno&limit=25", {"column": ["email"]})
    assert answer.headers["Location"] == "/agents?q=ama&filter=ready%3Dno&limit=25"


def test_every_column_has_something_to_say(hr, amara, inside):
    with inside() as session:
        agent = session.get_one(Agent, UUID(amara))
        agent.employee_id, agent.alias, agent.language, agent.client_log_level = "E-1", "Ama", "it", "debug"
        agent.start_date, agent.end_date = datetime.date(2020, 1, 6), datetime.date(2030, 1, 7)
        for kind, name in (("team", "Milan"), ("queue", "support"), ("queue", "sales")):
            members.add(session, SERVICE, groups.create(session, SERVICE, kind, name), [agent.id])
    hr.post(
        "/agents/columns",
        {"column": [box.get("value") for box in hr.page("/agents/columns").all("input", name="column")]},
    )
    said = cells(hr.page("/agents"))
    assert len(said) == 17
    expected = {
        "Username": "amara.okonkwo",
        "E-mail": "amara@northwind.example",
        "Extension": "2417",
        "Typology": "WebRTC",
        "Stage": "Created",
        "Status": "Pending",
        "Starts": "Mon 6 Jan 2020",
        "Last day": "Mon 7 Jan 2030",
        "Employee ID": "E-1",
        "Alias": "Ama",
        "Teams": "Milan",
        "Queues": "sales, support",
        "Language": "Italian",
        "Created": "just now",
    }
    assert {head: said[head] for head in expected} == expected


@pytest.mark.parametrize("level", CLIENT_LOG_LEVELS)
def test_the_level_of_the_client_log_is_a_shape_with_its_name(hr, amara, inside, level):
    with inside() as session:
        session.query(Agent).update({"client_log_level": level})
    name = "Logging off" if level == "off" else level.capitalize()
    marks = hr.page("/agents?q=amara").all("span", title=name)
    assert [mark.get("class") for mark in marks] == [f"log-{level}"]
    assert marks[0][0].get("aria-label") == name


def test_times_say_how_long_ago_and_exactly_when(hr, amara):
    (row,) = [row for row in hr.page("/agents").all("tr") if "Amara" in words(row)]
    for time in row.iter("time"):
        assert words(time) == "just now"
        assert str(datetime.datetime.now(datetime.UTC).year) in time.get("title")


def test_a_picture_stands_for_the_initials_where_there_is_one(hr, amara, inside):
    assert not hr.page("/agents?q=amara").all("img")
    with inside() as session:
        session.get_one(Agent, UUID(amara)).picture = "0123456789abcdef"
    (picture,) = hr.page("/agents?q=amara").all("img")
    assert picture.get("src") == f"/agents/{amara}/picture?v=0123456789abcdef"


def test_a_column_sorts_the_newest_or_the_first_of_the_alphabet_first(hr, amara):
    links = hr.page("/agents?sort=extension").links()
    assert (links["Created"], links["E-mail"]) == ("/agents?sort=-created", "/agents?sort=email")


@pytest.mark.parametrize("density", ["compact", "normal", "roomy"])
def test_the_height_of_the_rows_is_kept_for_this_person(hr, browse_as, amara, density):
    answer = hr.post("/agents/density?sort=name", {"density": density})
    assert answer.headers["Location"] == "/agents?sort=name"
    (table,) = browse_as("hr").page("/agents").all("table")
    assert density in table.get("class").split()
    (other,) = browse_as("admin").page("/agents").all("table")
    assert "normal" in other.get("class").split()


def test_high_rows_have_the_e_mail_under_the_name(hr, amara):
    hr.post("/agents/density", {"density": "roomy"})
    under = [words(line) for line in hr.page("/agents?q=amara").all("span", class_="under")]
    assert under == ["amara@northwind.example"]


def test_a_height_that_there_is_not_changes_nothing(hr, amara):
    assert hr.post("/agents/density", {"density": "huge"}).status_code == 303
    assert hr.page("/agents").all("table")[0].get("class").split()[2] == "normal"
