"""Agents over the API."""

import csv
import gc
import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from apiflask import APIFlask

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, AuditEntry
from onboarding.database import db
from onboarding.groups import groups, members
from onboarding.work import Work
from tests.api.conftest import CallAs, Caller, Inside
from tests.directory.people import agent

ZOE = {"full_name": "Zoë van der Meer", "email": "zoe@northwind.example"}


@pytest.fixture
def three(inside: Inside) -> None:
    with inside() as session:
        agent(session, "Anna", typology="mobile", start_date=date(2026, 12, 1), extension=4001)
        agent(session, "Bea", typology="mobile")
        agent(session, "Cleo")


@pytest.mark.usefixtures("three")
def test_the_list_is_searched_sorted_and_paged(hr: Caller) -> None:
    first = hr.get("/agents?typology=mobile&sort=-name&limit=1&status=&q=").get_json()
    second = hr.get(f"/agents?typology=mobile&sort=-name&limit=1&cursor={first['next_cursor']}").get_json()
    assert [item["full_name"] for item in first["items"] + second["items"]] == ["Bea", "Anna"]
    assert (first["total"], first["total_is_lower_bound"], second["next_cursor"]) == (2, False, None)
    assert second["items"][0]["extension"] == "4001"
    assert hr.get("/agents?start_date=2026-12-01").get_json()["total"] == 1


@pytest.mark.usefixtures("three")
def test_filters_may_be_repeated_and_all_must_hold(hr: Caller, inside: Inside) -> None:
    with inside() as session:
        queue = groups.create(session, SERVICE, "queue", "Support west")
        anna, bea = (session.query(Agent).filter_by(full_name=name).one().id for name in ("Anna", "Bea"))
        members.add(session, SERVICE, queue, [anna, bea])

    def names(query: str) -> list[str]:
        return [item["full_name"] for item in hr.get(f"/agents?{query}").get_json()["items"]]

    assert names("filter=typology=mobile&filter=start_date>=2026-12-01") == ["Anna"]
    assert names("queue=support+west") == ["Anna", "Bea"]
    assert names("queue=support+west&filter=full_name~bea&team=") == ["Bea"]
    assert names("team=none+such") == []
    assert hr.get("/agents?filter=full_name~bea").get_json()["items"][0]["queues"] == ["Support west"]


def test_a_filter_that_cannot_be_names_the_parameter_and_what_would_be_right(hr: Caller) -> None:
    response = hr.get("/agents?filter=stat_date=2026-12-01")
    assert response.status_code == 422
    assert response.get_json()["detail"].startswith("There is no filter stat_date. Did you mean start_date?")


@pytest.mark.usefixtures("three")
def test_readiness_counts_a_start_date_by_stage_and_reason(hr: Caller) -> None:
    found = hr.get("/readiness?start_date=2026-12-01").get_json()
    assert found == {
        "start_date": "2026-12-01",
        "total": 1,
        "ready": 0,
        "not_ready": 1,
        "stages": {"created": 1, "provisioned": 0, "invited": 0, "joined": 0, "registered": 0, "ready": 0},
        "reasons": {"phone_waiting": 1},
    }
    assert hr.get("/readiness").get_json()["total"] == 3
    assert hr.get("/readiness?start_date=soon").status_code == 422


@pytest.mark.usefixtures("three")
def test_a_program_that_acts_as_a_supervisor_sees_nobody(call_as: CallAs) -> None:
    caller = call_as("supervisor")
    assert caller.get("/agents").get_json()["total"] == 0
    assert caller.get("/readiness").get_json()["total"] == 0


@pytest.mark.usefixtures("three")
def test_the_export_is_a_file_of_those_who_match(hr: Caller) -> None:
    response = hr.get("/agents.csv?typology=mobile")
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [row["full_name"] for row in rows] == ["Anna", "Bea"]
    assert response.headers["Content-Disposition"] == "attachment; filename=agents.csv"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_an_export_longer_than_what_is_read_at_a_time_comes_whole(
    hr: Caller, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.directory.search._AT_A_TIME", 2)
    with inside() as session:
        for number in range(7):
            agent(session, f"Agent {number}")
    assert hr.get("/agents.csv").text.count("\r\n") == 8


def test_files_that_are_sent_hold_no_connection_back(app: APIFlask, hr: Caller, inside: Inside) -> None:
    with inside():
        pool = db.engine.pool
    gc.disable()
    try:
        for _ in range(3):
            hr.get("/agents.csv")
        assert pool.checkedout() == 0
    finally:
        gc.enable()


def test_adding_one_agent_answers_with_it_and_where_it_is(hr: Caller) -> None:
    response = hr.post("/agents", json=ZOE)
    added = response.get_json()
    assert response.status_code == 201
    assert response.headers["ETag"] == '"1"'
    assert added["email"] == "zoe@northwind.example"
    assert added["extension"] == added["mailbox"] == "1000"
    assert (added["typology"], added["status"], added["stage"]) == ("webrtc", "pending", "created")
    path = response.headers["Location"].removeprefix("/api/v1")
    read = hr.get(path)
    assert (read.get_json(), read.headers["ETag"]) == (added, '"1"')


def test_values_may_be_given_in_the_types_of_json(hr: Caller) -> None:
    given = {**ZOE, "extension": 4321, "voicemail": False, "start_date": "2027-01-04", "alias": "Zo"}
    added = hr.post("/agents", json=given).get_json()
    assert (added["extension"], added["mailbox"], added["start_date"]) == ("4321", None, "2027-01-04")


def test_whoever_is_added_is_not_invited_unless_asked_for(hr: Caller, inside: Inside) -> None:
    hr.post("/agents", json=ZOE)
    hr.post("/agents", json={"full_name": "Anna Berg", "email": "anna@northwind.example", "invite": "now"})
    with inside() as session:
        assert session.query(Work).filter_by(kind="mail").count() == 1


def test_a_password_counts_as_joined_and_nobody_is_invited(hr: Caller, inside: Inside) -> None:
    added = hr.post("/agents", json={**ZOE, "invite": "now", "password": "quiet-harbour-42-lamps"}).get_json()
    assert added["stage"] in ("created", "joined")
    with inside() as session:
        assert session.get_one(Agent, uuid.UUID(added["id"])).joined_at is not None
        assert session.query(Work).filter_by(kind="mail").count() == 0
    refused = hr.post("/agents", json={"full_name": "Jan", "email": "jan@northwind.example", "password": "short"})
    assert [(error["column"], error["code"]) for error in refused.get_json()["errors"]] == [("password", "too_short")]


def test_all_mistakes_come_at_once_and_nothing_is_kept(hr: Caller) -> None:
    response = hr.post("/agents", json={"full_name": "Zoë", "email": "zoe@", "extension": "12x"})
    errors = {error["column"]: error for error in response.get_json()["errors"]}
    assert response.status_code == 422
    assert set(errors) == {"email", "extension"}
    assert errors["extension"]["value"] == "12x"
    assert hr.get("/agents").get_json()["total"] == 0


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("28/02/2027", "2027-02-28"),
        ("31/02/2027", "There is no such day as 31/02/2027. Write year-month-day, such as 2026-12-01."),
        (
            "02/03/2027",
            "02/03/2027 may be 2 March 2027 or 3 February 2027. Write all dates as year-month-day, such as 2026-12-01.",
        ),
    ],
)
def test_the_dates_of_one_person_decide_by_themselves_how_they_are_written(
    hr: Caller, written: str, answer: str
) -> None:
    said = hr.post("/agents", json={**ZOE, "start_date": written}).get_json()
    assert (said.get("start_date") or said["errors"][0]["message"]) == answer


def test_somebody_who_has_left_is_not_added(hr: Caller) -> None:
    response = hr.post("/agents", json={**ZOE, "end_date": "2020-01-31"})
    assert [error["column"] for error in response.get_json()["errors"]] == ["end_date"]
    assert hr.get("/agents").get_json()["total"] == 0


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "soon"])
def test_a_moment_for_the_invitation_that_nobody_means_is_refused(hr: Caller, moment: str) -> None:
    response = hr.post("/agents", json={**ZOE, "invite": moment})
    assert [error["column"] for error in response.get_json()["errors"]] == ["invite"]
    assert hr.get("/agents").get_json()["total"] == 0


def test_the_same_person_twice_is_taken(hr: Caller) -> None:
    hr.post("/agents", json=ZOE)
    response = hr.post("/agents", json={**ZOE, "email": "ZOE@northwind.example"})
    assert response.status_code == 422
    assert [(error["column"], error["code"]) for error in response.get_json()["errors"]] == [("email", "taken")]


def test_a_change_needs_the_version_it_is_based_on(hr: Caller) -> None:
    path = "/agents/" + hr.post("/agents", json=ZOE).get_json()["id"]
    assert hr.patch(path, json={"alias": "Zo"}).status_code == 428
    assert hr.patch(path, json={"alias": "Zo"}, headers={"If-Match": '"7"'}).status_code == 412
    changed = hr.patch(path, json={"alias": "Zo"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.get_json()["alias"], changed.headers["ETag"]) == (200, "Zo", '"2"')
    stale = hr.patch(path, json={"alias": "Zoot"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.get_json()["detail"].startswith("This agent was changed meanwhile.")
    assert hr.get(path).get_json()["alias"] == "Zo"


def test_of_two_changes_to_one_version_one_is_made(hr: Caller) -> None:
    path = "/agents/" + hr.post("/agents", json=ZOE).get_json()["id"]

    def change(alias: str) -> int:
        return hr.patch(path, json={"alias": alias}, headers={"If-Match": '"1"'}).status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(change, "abcd")) == [200, 412, 412, 412]


def test_null_empties_a_field_and_what_is_left_out_stays(hr: Caller) -> None:
    given = {**ZOE, "alias": "Zo", "start_date": "2027-01-04"}
    path = "/agents/" + hr.post("/agents", json=given).get_json()["id"]
    changed = hr.patch(path, json={"alias": None}, headers={"If-Match": "*"}).get_json()
    assert (changed["alias"], changed["start_date"]) == (None, "2027-01-04")


def test_a_change_that_cannot_be_names_its_fields(hr: Caller) -> None:
    hr.post("/agents", json={"full_name": "Anna Berg", "email": "anna@northwind.example", "extension": 4001})
    path = "/agents/" + hr.post("/agents", json=ZOE).get_json()["id"]
    response = hr.patch(path, json={"extension": "4001"}, headers={"If-Match": '"1"'})
    assert response.status_code == 422
    assert [(error["column"], error["code"]) for error in response.get_json()["errors"]] == [("extension", "taken")]


def test_what_a_program_does_is_written_down_under_its_name(call_as: CallAs, inside: Inside) -> None:
    call_as("admin").post("/agents", json=ZOE)
    with inside() as session:
        created = session.query(AuditEntry).filter_by(deed="agent.created").one()
        assert created.actor == "a program of admin"


def test_a_strange_name_ends_in_an_agent_or_a_sentence(hr: Caller) -> None:
    for number, name in enumerate(("a\0b", "\ud800", "x" * 500, "\u202eevil", "🦊", "' OR 1=1 --", "<b>x</b>")):
        response = hr.post("/agents", json={"full_name": name, "email": f"person{number}@northwind.example"})
        assert response.status_code in (201, 422), name
