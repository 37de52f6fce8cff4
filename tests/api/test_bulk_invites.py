"""Bulk invites over the API."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from onboarding.bulk import releasing
from onboarding.bulk.models import BulkInvite
from onboarding.database import begin_writing, now
from onboarding.imports.models import Import
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from tests.api.conftest import CallAs, Caller, Inside
from tests.directory.people import account, agent

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def people(inside: Inside) -> dict[str, str]:
    """Ids by name."""
    with inside() as session:
        found = {name: agent(session, name, timezone="Africa/Lagos") for name in ("Anna", "Bea", "Cleo")}
        for each in found.values():
            account(session, each)
        return {name: str(each.id) for name, each in found.items()}


def made(hr: Caller, **body: Any) -> dict[str, Any]:
    response = hr.post("/bulk-invites", json=body)
    assert response.status_code == 202, response.text
    assert response.headers["Location"] == f"/api/v1/bulk-invites/{response.get_json()['id']}"
    answer: dict[str, Any] = response.get_json()
    return answer


def test_people_by_id_and_by_username(hr: Caller, people: dict[str, str]) -> None:
    answer = made(hr, agents=[people["Anna"], "bea", "BEA"])
    assert (answer["state"], answer["audience"], answer["send_at"]) == ("scheduled", "chosen", "now")
    assert answer["counts"]["people"] == 2


def test_a_filter_as_the_list_of_agents_takes_it(hr: Caller, people: dict[str, str]) -> None:
    answer = made(hr, filter={"q": "a", "filter": ["full_name^=An"], "status": "pending"})
    assert answer["filter"] == {"q": "a", "filters": ["full_name^=An"], "status": "pending"}
    assert answer["counts"]["people"] == 1


def test_an_import(hr: Caller, people: dict[str, str], inside: Inside) -> None:
    with inside() as session:
        import_ = Import(file_name="a.csv", file_size=1, file_sha256="x", uploaded_by="HR", state="completed")
        session.add(import_)
        session.flush()
        agent(session, "Dana", import_id=import_.id)
        import_id = str(import_.id)
    answer = made(hr, **{"import": import_id})
    assert (answer["import"], answer["counts"]["people"]) == (import_id, 1)


WHEN = {
    "now": ({}, ("now", None, None, None)),
    "a local time in a named zone": (
        {"send_at": "2027-12-04T09:00", "timezone": "Asia/Manila"},
        ("2027-12-04T09:00", None, None, "Asia/Manila"),
    ),
    "a local time where each person is": (
        {"send_at": "2027-12-04T09:00", "timezone": "local"}, ("2027-12-04T09:00", None, None, "local"),
    ),
    "a local time of the organisation": ({"send_at": "2027-12-04T09:00"}, ("2027-12-04T09:00", None, None, "UTC")),
    "a moment with its offset": (
        {"send_at": "2027-12-04T09:00:00+01:00"}, ("2027-12-04T08:00", None, None, "UTC"),
    ),
    "a day is that day at the usual hour": ({"send_at": "2027-12-04"}, ("2027-12-04T09:00", None, None, "UTC")),
    "the start date as the settings have it": ({"send_at": "start-date"}, ("start-date", 0, "09:00", "local")),
    "days before it": (
        {"send_at": "start-date", "days_before": 4, "hour": "8:30", "timezone": "Europe/Rome"},
        ("start-date", 4, "08:30", "Europe/Rome"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHEN)
def test_when(case: str, hr: Caller, people: dict[str, str]) -> None:
    given, expected = WHEN[case]
    answer = made(hr, filter={}, **given)
    assert tuple(answer[name] for name in ("send_at", "days_before", "hour", "timezone")) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, (3, 2)),
        (True, (3, 2)),
        (False, (3, 0)),
        (5, (3, 5)),
        ({"after_days": 2, "most": 1}, (2, 1)),
    ],
)
def test_reminders(given: Any, expected: tuple[int, int], hr: Caller, people: dict[str, str]) -> None:
    answer = made(hr, filter={}, reminders=given)["reminders"]
    assert (answer["after_days"], answer["most"]) == expected


REFUSED = {
    "nobody": ({"agents": []}, "agents"),
    "two ways at once": ({"agents": ["anna"], "filter": {}}, "agents"),
    "no way": ({"send_at": "now"}, "agents"),
    "an unknown username": ({"agents": ["nobody"]}, "agents"),
    "an unknown import": ({"import": "00000000-0000-0000-0000-000000000001"}, "import"),
    "a filter that is none": ({"filter": {"colour": "red"}}, "filter/colour"),
    "a filter with a wrong value": ({"filter": {"stage": "gone"}}, "stage"),
    "no time": ({"filter": {}, "send_at": "soon"}, "send_at"),
    "a year that nobody means": ({"filter": {}, "send_at": "9999-01-01T00:00"}, "send_at"),
    "no time zone": ({"filter": {}, "send_at": "2027-01-01T09:00", "timezone": "Mars/Base"}, "timezone"),
    "no hour": ({"filter": {}, "send_at": "start-date", "hour": "25:00"}, "hour"),
    "too slow": ({"filter": {}, "per_minute": 0}, "per_minute"),
    "reminders for ever": ({"filter": {}, "reminders": 1000}, "reminders"),
    "reminders as a text": ({"filter": {}, "reminders": "often"}, "reminders"),
    "deleted people": ({"filter": {"status": "deleted"}}, "filter"),
    "an unknown field": ({"filter": {}, "colour": "red"}, "colour"),
    "agents as one text": ({"agents": "anna"}, "agents"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_with_its_field(
    case: str, hr: Caller, people: dict[str, str], inside: Inside
) -> None:
    body, column = REFUSED[case]
    response = hr.post("/bulk-invites", json=body)
    assert response.status_code == 422
    assert column in [error["column"] for error in response.get_json()["errors"]]
    with inside() as session:
        assert session.scalars(select(BulkInvite)).all() == []


def test_a_day_that_is_over_means_now_with_a_warning(hr: Caller, people: dict[str, str]) -> None:
    answer = made(hr, filter={}, send_at="2020-12-04T09:00")
    assert [(each["code"], each["column"]) for each in answer["warnings"]] == [("past", "send_at")]


def test_its_life(hr: Caller, people: dict[str, str], inside: Inside, settings: Settings) -> None:
    path = f"/bulk-invites/{made(hr, filter={})['id']}"
    assert hr.post(f"{path}/pause").get_json()["state"] == "paused"
    again = hr.post(f"{path}/pause")
    assert (again.status_code, again.get_json()["detail"]) == (409, "This bulk invite is paused already.")
    assert hr.post(f"{path}/resume").get_json()["state"] == "scheduled"
    with inside() as session:
        begin_writing(session)
        releasing.release(session, settings, session.scalars(select(BulkInvite.id)).one())
        session.query(Invitation).first().sent_at = now() - timedelta(hours=1)
    counts = hr.get(path).get_json()["counts"]
    assert {name: counts[name] for name in ("people", "left", "sent")} == {"people": 3, "left": 0, "sent": 1}
    assert hr.post(f"{path}/cancel").get_json()["state"] == "cancelled"
    assert hr.post(f"{path}/cancel").status_code == 409
    assert hr.get("/bulk-invites/00000000-0000-0000-0000-000000000001").status_code == 404
    assert hr.post("/bulk-invites/00000000-0000-0000-0000-000000000001/pause").status_code == 404


def test_supervisors_make_none(call_as: CallAs) -> None:
    assert call_as("supervisor").post("/bulk-invites", json={"filter": {}}).status_code == 403
