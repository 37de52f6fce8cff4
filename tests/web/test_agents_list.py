"""The list of agents: its state is in its address."""

import csv
import io
from uuid import UUID

import pytest

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.groups import groups, members, supervision
from onboarding.staffing import adding
from onboarding.work import Work
from tests.directory.people import invitation
from tests.web.browser import words


@pytest.fixture
def many(inside, settings):
    """Sixty agents: Person 00 to Person 59."""
    with inside() as session:
        for number in range(60):
            typed = {"full_name": f"Person {number:02}", "email": f"p{number:02}@northwind.example"}
            adding.add(session, settings, typed, actor=SERVICE, invite="none")


def names(page):
    return ["".join(cell.itertext()).strip()[2:] for cell in page.all("th", scope="row")]


def test_without_agents_it_says_what_will_be_here_and_what_to_do(hr, inside):
    with inside() as session:
        session.query(Agent).update({"deleted_at": now()})
    page = hr.page("/agents")
    assert "No agents yet" in page.text
    assert page.links()["Download the template"] == "/imports/template.csv"
    assert "Export" not in page.links()


def test_a_search_without_result_names_what_stands_in_the_way(hr, amara):
    page = hr.page("/agents?q=2999&typology=mobile&status=active")
    assert "No agent matches “2999”" in page.text
    assert "2 filters are on." in page.text
    assert page.links()["Clear filters"] == "/agents"


def test_a_row_says_who_it_is_where_they_stand_and_how_to_call_them(hr, amara):
    (row,) = [row for row in hr.page("/agents").all("tr") if "Amara" in "".join(row.itertext())]
    said = " ".join("".join(row.itertext()).split())
    for part in ("Amara Okonkwo", "amara@northwind.example", "2417", "WebRTC", "Created", "Pending"):
        assert part in said


def test_who_has_joined_is_not_invited_again(hr, amara, inside):
    with inside() as session:
        session.query(Agent).update({"joined_at": now()})
    assert "Send invitation" not in hr.page("/agents?q=amara").text


@pytest.mark.parametrize("q", ["amara", "2417", "AMARA OKON", "@northwind"])
def test_it_is_searched_by_name_username_e_mail_and_extension(hr, amara, q):
    assert "Amara Okonkwo" in names(hr.page(f"/agents?q={q}"))


def test_each_tab_counts_those_it_shows(hr, amara, settings, inside):
    page = hr.page("/agents?stage=created,provisioned")
    (tab,) = page.all("a", aria_current="page", class_="tab")
    assert "".join(tab.itertext()) == f"Not invited{len(names(page))}"


def test_pages_follow_each_other_to_the_end_and_back(hr, many):
    first = hr.page("/agents?sort=name&q=Person&limit=25")
    second = hr.page(first.all("a", rel="next")[0].get("href"))
    third = hr.page(second.all("a", rel="next")[0].get("href"))
    assert names(first) + names(second) + names(third) == [f"Person {number:02}" for number in range(60)]
    assert third.all("a", rel="next") == []
    assert "26–50" in second.text
    assert names(hr.page(third.all("a", rel="prev")[0].get("href"))) == names(second)


def test_pages_have_numbers_which_lead_to_them(hr, many):
    first = hr.page("/agents?sort=name&q=Person&limit=25")
    third = hr.page(first.all("a", aria_label="Page 3")[0].get("href"))
    assert names(third) == [f"Person {number:02}" for number in range(50, 60)]
    (current,) = third.all("a", aria_current="page", class_="page-turn")
    assert words(current) == "3"
    back = hr.page(third.all("a", aria_label="Page 1")[0].get("href"))
    assert names(back) == names(first)
    assert hr.page("/agents?q=Person&limit=100").all("nav", aria_label="Pages") == []


def test_a_head_sorts_and_when_pressed_again_the_other_way(hr, many):
    page = hr.page("/agents?q=Person&limit=25")
    up = hr.page(page.links()["Name"])
    assert names(up)[0] == "Person 00"
    (head,) = up.all("th", aria_sort="ascending")
    assert "".join(head.itertext()) == "Name"
    assert names(hr.page(up.links()["Name"]))[0] == "Person 59"


def test_filters_are_chips_each_with_a_way_to_take_it_off(hr, amara):
    page = hr.page("/agents?typology=webrtc&start_date=2030-01-07&q=x")
    (chip,) = page.all("a", aria_label="Remove the filter Typology")
    assert chip.get("href") == "/agents?start_date=2030-01-07&q=x"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("?start_date=soon", "soon is not a date. Write year-month-day, such as 2026-12-01."),
        ("?typology=fax", "fax is not a typology."),
        ("?sort=shoe", "Agents cannot be sorted by shoe."),
        ("?filter=colour=red", "There is no filter colour."),
        ("?filter=joined=maybe", "joined is one of: yes, no; maybe is none of them."),
        ("?limit=9999", "A page of 9999 is not possible."),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_with_what_would(hr, address, sentence):
    assert sentence in hr.page(f"/agents{address}", status=422).text


def test_a_cursor_that_is_not_ours_leads_to_the_first_page(hr, amara):
    assert hr.get("/agents?cursor=nonsense&q=amara").headers["Location"] == "/agents?q=amara"


def test_supervisors_look_at_the_agents_of_their_queues_and_do_not_touch(browse_as, amara, inside, people):
    with inside() as session:
        queue = groups.create(session, SERVICE, "queue", "support")
        members.add(session, SERVICE, queue, [UUID(amara)])
        supervision.supervise(session, SERVICE, people["supervisor"].id, [queue.id])
    page = browse_as("supervisor").page("/agents")
    assert names(page) == ["Amara Okonkwo"]
    assert not {"Add agent", "Import a file"} & set(page.links())
    assert page.all("input", name="agent") == []


def test_a_supervisor_without_a_queue_is_told_who_can_give_one(browse_as, amara):
    page = browse_as("supervisor").page("/agents")
    assert "You supervise no queue yet" in page.text
    assert "An administrator gives you queues or teams under Staff." in page.text


def test_a_filter_is_a_chip_in_words_with_a_way_to_take_it_off(hr, amara):
    page = hr.page("/agents?filter=full_name~amara&filter=created>=2020-01-01&sort=name")
    assert names(page) == ["Amara Okonkwo"]
    said = [" ".join("".join(part.itertext()) for part in chip) for chip in page.all("span", class_="chip")]
    assert [text.strip() for text in said] == ["Name contains amara", "Created is from Wed 1 Jan 2020"]
    (off,) = page.all("a", aria_label="Remove the filter Name")
    assert off.get("href") == "/agents?filter=created%3E%3D2020-01-01&sort=name"


def test_trouble_has_a_tab_where_there_is_any(hr, amara, inside):
    assert "Expired" not in hr.page("/agents").links()
    with inside() as session:
        invitation(session, session.get_one(Agent, UUID(amara)), "sent", days_left=-1)
        session.query(Agent).update({"provisioned_at": now()})
    shown = hr.page(hr.page("/agents").links()["Expired1"])
    assert names(shown) == ["Amara Okonkwo"]


def test_a_phone_that_could_not_be_set_up_is_said_in_place_of_the_stage(hr, amara, inside):
    with inside() as session:
        session.query(Work).filter_by(subject_id=UUID(amara)).update({"problem": {"code": "failed", "reason": "x"}})
    (row,) = [row for row in hr.page("/agents").all("tr") if "Amara" in "".join(row.itertext())]
    assert "Failed" in "".join(row.itertext())


def test_the_export_is_what_the_list_shows(hr, amara, many):
    page = hr.page("/agents?q=amara")
    answer = hr.get(page.links()["Export"])
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["full_name"] for row in rows] == ["Amara Okonkwo"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
