"""A file of new hires over the API."""

import copy
import csv
import io
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.imports import reporting
from onboarding.imports.models import Import
from onboarding.imports.reading import Limits
from onboarding.settings import Settings
from tasks.lines import work_off_all
from tests.api.conftest import Caller, Inside
from tests.imports.workbooks import one_sheet, row
from web.api.given import ErrorOut, ImportOut, RowOut
from web.api.imports import XLSX

GOOD = "Full name,E-Mail,Badge colour\nZoë van der Meer,zoe@northwind.example,1\nAnna Berg,anna@northwind.example,2\n"
MIXED = GOOD + "Bob,bob@,3\n"
Worked = Callable[[], None]


@pytest.fixture
def worked(inside: Inside, settings: Settings) -> Worked:
    """Let the workers do what there is to do."""

    def work() -> None:
        with inside():
            work_off_all(settings, 20)

    return work


def upload(caller: Caller, text: str, query: str = "") -> str:
    response = caller.post(f"/imports{query}", data=text.encode(), content_type="text/csv")
    assert response.status_code == 202, response.text
    return response.headers["Location"].removeprefix("/api/v1")


def test_a_file_can_be_the_body(hr: Caller, worked: Worked) -> None:
    response = hr.post("/imports?file_name=new.csv", data=GOOD.encode(), content_type="text/csv; charset=utf-8")
    body = response.get_json()
    assert (response.status_code, body["state"], body["file"]["name"]) == (202, "uploaded", "new.csv")
    path = response.headers["Location"].removeprefix("/api/v1")
    assert hr.get(path).headers["Retry-After"] == "1"
    worked()
    checked = hr.get(path)
    assert "Retry-After" not in checked.headers
    assert checked.get_json()["state"] == "ready"
    assert checked.get_json()["rows"]["create"] == 2
    assert checked.get_json()["columns"] == {"Full name": "full_name", "E-Mail": "email", "Badge colour": None}


def test_a_file_can_be_a_part_of_a_form(hr: Caller, worked: Worked) -> None:
    form = {"file": (io.BytesIO(GOOD.encode()), "new.csv"), "confirm": "true", "invite": "now", "on_error": "abort"}
    response = hr.post("/imports", data=form)
    assert response.status_code == 202
    worked()
    done = hr.get(response.headers["Location"].removeprefix("/api/v1")).get_json()
    assert (done["state"], done["rows"]["applied"], done["invite"], done["on_error"]) == (
        "completed",
        2,
        "now",
        "abort",
    )
    assert done["file"]["name"] == "new.csv"
    assert hr.get("/agents").get_json()["total"] == 2


def test_a_checked_file_is_applied_when_it_is_confirmed(hr: Caller, worked: Worked) -> None:
    path = upload(hr, MIXED)
    worked()
    confirmed = hr.post(f"{path}/confirm", json={"invite": "now"})
    assert (confirmed.status_code, confirmed.get_json()["state"]) == (202, "applying")
    worked()
    done = hr.get(path).get_json()
    assert done["state"] == "completed_with_errors"
    assert (done["rows"]["applied"], done["rows"]["invalid"]) == (2, 1)
    assert done["invite"] == "now"


def test_confirming_needs_no_body_and_works_once(hr: Caller, worked: Worked) -> None:
    path = upload(hr, GOOD)
    too_early = hr.post(f"{path}/confirm")
    assert (too_early.status_code, too_early.mimetype) == (409, "application/problem+json")
    worked()
    assert hr.post(f"{path}/confirm").status_code == 202
    assert hr.post(f"{path}/confirm").status_code == 409


def test_all_or_nothing_with_a_row_to_fix_is_refused_and_keeps_the_earlier_choice(hr: Caller, worked: Worked) -> None:
    path = upload(hr, MIXED)
    worked()
    assert hr.post(f"{path}/confirm", json={"on_error": "abort"}).status_code == 409
    assert hr.get(path).get_json()["on_error"] == "skip"


def test_an_import_can_be_cancelled_until_it_is_over(hr: Caller, worked: Worked) -> None:
    path = upload(hr, GOOD)
    assert hr.post(f"{path}/cancel").get_json()["state"] == "cancelled"
    assert hr.post(f"{path}/cancel").status_code == 409
    worked()
    assert hr.get("/agents").get_json()["total"] == 0


def test_the_rows_can_be_read_by_verdict_and_page(hr: Caller, worked: Worked) -> None:
    path = upload(hr, MIXED)
    worked()
    first = hr.get(f"{path}/rows?limit=2").get_json()
    rest = hr.get(f"{path}/rows?limit=2&cursor={first['next_cursor']}").get_json()
    assert [row["row"] for row in first["items"] + rest["items"]] == [2, 3, 4]
    assert rest["next_cursor"] is None
    (wrong,) = hr.get(f"{path}/rows?outcome=error").get_json()["items"]
    assert (wrong["row"], wrong["verdict"]) == (4, "invalid")
    assert [(error["column"], error["code"], error["value"]) for error in wrong["errors"]] == [
        ("email", "invalid", "bob@")
    ]
    assert [row["row"] for row in hr.get(f"{path}/rows?verdict=create").get_json()["items"]] == [2, 3]


def test_a_question_about_rows_that_cannot_be_answered_is_refused(hr: Caller) -> None:
    path = upload(hr, GOOD)
    for query in ("outcome=good", "verdict=odd", "limit=0", "limit=501", "cursor=x", "cursor=-1"):
        response = hr.get(f"{path}/rows?{query}")
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_the_error_file_has_the_uploaders_columns_and_can_be_uploaded_again(hr: Caller, worked: Worked) -> None:
    path = upload(hr, MIXED, "?file_name=f%C3%BCr.csv")
    worked()
    response = hr.get(f"{path}/errors.csv")
    assert "filename*=UTF-8''f%C3%BCr-errors.csv" in response.headers["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline=""))
    assert (row["Full name"], row["E-Mail"], row["Badge colour"], row["row"]) == ("Bob", "bob@", "3", "4")
    assert row["errors"].startswith("email: ")
    again = upload(hr, response.data.decode().replace("bob@,", "bob@northwind.example,"))
    worked()
    assert hr.get(again).get_json()["rows"]["create"] == 1


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"data": b"", "content_type": "text/csv"}, 422, "empty"),
    ({"data": b"\x89PNG\r\n\x1a\n\0\0\0", "content_type": "text/csv"}, 422, "not_text"),
    ({"data": b"{}", "content_type": "application/json"}, 415, "not_text"),
    ({"data": b"x"}, 415, "not_text"),
    ({"data": {"other": (io.BytesIO(b"x"), "x.csv")}}, 422, "missing"),
    ({"data": GOOD.encode(), "content_type": "text/csv", "query_string": "on_error=maybe"}, 422, "unknown_value"),
    ({"data": GOOD.encode(), "content_type": "text/csv", "query_string": "invite=soon"}, 422, "unknown_value"),
    ({"data": GOOD.encode(), "content_type": "text/csv", "query_string": "confirm=maybe"}, 422, "invalid"),
    ({"data": GOOD.encode(), "content_type": "text/csv", "query_string": "shoe_size=1"}, 422, "invalid"),
]


def test_what_is_no_file_of_new_hires_is_refused_and_nothing_is_stored(hr: Caller, inside: Inside) -> None:
    for request_, status, code in REFUSED:
        # Each request of its own: a stream is read once.
        response = hr.post("/imports", **copy.deepcopy(request_))
        assert (response.status_code, response.get_json()["code"]) == (status, code), request_
        assert "nvalid" not in response.get_json()["detail"]
    with inside() as session:
        assert session.query(Import).count() == 0


def test_a_workbook_may_be_the_body_itself(hr: Caller, worked: Worked) -> None:
    book = one_sheet(row(1, "Full name", "Email"), row(2, "Anna Berg", "anna@northwind.example"))
    for content_type in ("text/csv", XLSX):
        response = hr.post("/imports", data=book, content_type=content_type)
        assert response.status_code == 202
    worked()
    import_ = hr.get(response.headers["Location"].removeprefix("/api/v1")).get_json()
    assert (import_["file"]["format"], import_["file"]["sheet"], import_["rows"]["create"]) == ("xlsx", "People", 1)


def test_a_file_over_the_limit_is_too_large(hr: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "of", lambda settings: Limits(max_bytes=1000))
    monkeypatch.setattr("web.api.imports.MORE_THAN_THE_FILE", 1000)
    for size, code in ((1500, "too_large"), (3000, "http_413")):
        response = hr.post("/imports", data=b"Email\n" + b"x" * size, content_type="text/csv")
        assert (response.status_code, response.get_json()["code"]) == (413, code)


def test_nothing_that_an_import_says_of_itself_is_lost_on_the_way(hr: Caller, inside: Inside, worked: Worked) -> None:
    path = upload(hr, MIXED)
    worked()
    with inside() as session:
        import_ = session.get_one(Import, uuid.UUID(path.rpartition("/")[2]))
        kept = reporting.as_json(session, import_)
        row = reporting.row_json(reporting.rows(session, import_.id, errors_only=True)[0])
    assert hr.get(path).get_json() == kept
    assert hr.get(f"{path}/rows?outcome=error").get_json()["items"] == [row]
    assert set(ImportOut().fields) == set(kept)
    assert set(RowOut().fields) == set(row)
    assert set(ErrorOut().fields) >= set(row["errors"][0])


def test_a_sender_may_say_what_headings_mean(hr: Caller, worked: Worked) -> None:
    strange = "Who,Electronic post,Email\nZoë Meer,zoe@northwind.example,nobody@northwind.example\n"
    said = quote(json.dumps({"Who": "full_name", "Electronic post": "email", "Email": None}))
    path = upload(hr, strange, f"?columns={said}")
    worked()
    found = hr.get(path).json
    assert found["columns"] == {"Who": "full_name", "Electronic post": "email", "Email": None}
    assert (found["state"], found["rows"]["create"]) == ("ready", 1)


@pytest.mark.parametrize("said", ["Who", '["Who"]', '{"Who": "shoe_size"}', '{"Who": 1}', '{"Who": ["email"]}'])
def test_what_it_cannot_mean_is_refused_and_nothing_is_stored(hr: Caller, inside: Inside, said: str) -> None:
    refused = hr.post(f"/imports?columns={quote(said)}", data=GOOD.encode(), content_type="text/csv")
    assert (refused.status_code, refused.json["errors"][0]["parameter"]) == (422, "columns")
    with inside() as session:
        assert session.query(Import).count() == 0


def test_an_import_is_taken_back_and_what_stays_is_named(hr: Caller, worked: Worked, inside: Inside) -> None:
    path = upload(hr, GOOD, "?confirm=true&invite=start-date")
    worked()
    with inside() as session:
        session.query(Agent).filter_by(email_key="zoe@northwind.example").one().joined_at = now()
    seen = hr.get(f"{path}/undo").get_json()
    assert (seen["agents"], seen["stays_count"]) == (1, 1)
    assert [(stays["row"], stays["message"]) for stays in seen["stays"]] == [
        (2, "Zoë van der Meer has joined, and stays.")
    ]
    assert (hr.get("/agents").get_json()["total"], hr.get(path).get_json()["state"]) == (2, "completed")
    asked = hr.post(f"{path}/undo")
    assert (asked.status_code, asked.get_json()["state"], asked.headers["Location"]) == (
        202,
        "undoing",
        f"/api/v1{path}",
    )
    worked()
    done = hr.get(path).get_json()
    assert (done["state"], done["rows"]["undone"], done["rows"]["kept"], done["rows"]["applied"]) == ("undone", 1, 1, 0)
    rows = hr.get(f"{path}/rows").get_json()["items"]
    assert [(row["state"], len(row["errors"])) for row in rows] == [("kept", 1), ("undone", 0)]
    assert hr.get("/agents").get_json()["total"] == 1


def test_taking_back_works_once_and_only_what_is_over(hr: Caller, worked: Worked) -> None:
    path = upload(hr, GOOD)
    worked()
    for ask in (hr.get, hr.post):
        refused = ask(f"{path}/undo")
        assert (refused.status_code, refused.mimetype) == (409, "application/problem+json")
    hr.post(f"{path}/confirm")
    worked()
    assert [hr.post(f"{path}/undo").status_code for _ in range(2)] == [202, 409]
    worked()
    assert hr.post(f"{path}/undo").status_code == 409
    assert hr.get("/agents").get_json()["total"] == 0


def test_the_same_file_twice_is_a_warning(hr: Caller, worked: Worked) -> None:
    upload(hr, GOOD, "?confirm=true")
    worked()
    again = upload(hr, GOOD)
    worked()
    (warning,) = hr.get(again).get_json()["warnings"]
    assert warning["code"] == "repeated"


def test_what_did_not_work_is_tried_again(hr: Caller, worked: Worked) -> None:
    path = upload(hr, GOOD, "?confirm=true")
    worked()
    assert hr.post(f"{path}/retry").status_code == 202


def test_usernames_change_only_where_that_is_asked_for(hr: Caller, worked: Worked) -> None:
    head = "Full name,E-Mail,Username\n"
    upload(hr, head + "Zoë Meer,zoe@northwind.example,zoe\n", "?confirm=true")
    worked()
    other = head + "Zoë Meer,zoe@northwind.example,zoe.meer\n"
    kept, changed = upload(hr, other), upload(hr, other, "?change_usernames=true")
    worked()
    assert [hr.get(path).get_json()["rows"]["invalid"] for path in (kept, changed)] == [1, 0]
    assert [hr.get(path).get_json()["change_usernames"] for path in (kept, changed)] == [False, True]
