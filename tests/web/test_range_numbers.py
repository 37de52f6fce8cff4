"""/ranges?tab=…: reserved numbers, numbers outside this service, numbers that rest."""

import io
from datetime import timedelta

import pytest

from onboarding.audit import AuditEntry
from onboarding.database import now
from onboarding.numbering.models import Number
from onboarding.preferences.numbers import number_policy
from tests.web.browser import Page, words
from web.pages import range_numbers


def numbers(inside, state):
    with inside() as session:
        found = session.query(Number).filter_by(state=state).order_by(Number.number)
        return {row.number: row.note for row in found if 1000 <= row.number < 10000}


def test_numbers_outside_this_service_are_entered_with_whose_they_are(hr, inside):
    answer = hr.post("/ranges/foreign", {"numbers": "2001 Reception\n2002,Door\n\n2005-2007"})
    assert answer.headers["Location"] == "/ranges?tab=foreign"
    assert numbers(inside, "foreign") == {2001: "Reception", 2002: "Door", 2005: None, 2006: None, 2007: None}
    page = hr.page("/ranges?tab=foreign")
    assert page.heading == "5 numbers are taken outside this service"
    assert "Reception" in {words(cell) for cell in page.all("td")}


def test_each_line_that_cannot_be_is_named_and_nothing_of_the_rest_is_lost(hr, inside, amara):
    typed = "2001 Reception\nfoo\n2417 Amara’s old phone\n2001 again\n2005"
    answer = hr.post("/ranges/foreign", {"numbers": typed})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert [words(item).split(": ")[0] for item in page.all("li") if words(item).startswith("Line")] == [
        "Line 2",
        "Line 3",
        "Line 4",
    ]
    assert "2417 is an agent's extension. Give that agent another one first." in words(page.by_id("mistakes"))
    assert "2 numbers are entered. 3 lines are not:" in words(page.by_id("mistakes"))
    assert words(page.by_id("field-numbers")) == " ".join(typed.split())
    assert numbers(inside, "foreign") == {2001: "Reception", 2005: None}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_numbers_are_uploaded_as_a_file(hr, inside, encoding):
    file = io.BytesIO("number;name\r\n2001;Caffè\r\n2002;\r\n".encode(encoding))
    assert hr.post("/ranges/foreign", {"file": (file, "phones.csv")}).status_code == 303
    assert numbers(inside, "foreign") == {2001: "Caffè", 2002: None}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\3\4\0\0 a workbook", "This file is not a text. Save the sheet as CSV and upload that."),
        (b"2001\n" * 30, "This file is larger than 4 MiB. Upload it in parts."),
    ],
)
def test_a_file_that_is_no_list_says_so(hr, inside, content, sentence, monkeypatch):
    monkeypatch.setattr(range_numbers, "MOST_BYTES_OF_A_LIST", 100)
    answer = hr.post("/ranges/foreign", {"file": (io.BytesIO(content), "phones.xlsx")})
    assert answer.status_code == 422
    assert sentence in words(Page(answer.text).by_id("error-file"))
    assert numbers(inside, "foreign") == {}


@pytest.mark.parametrize("path", ["/ranges/foreign", "/ranges/reserved"])
def test_nothing_at_all_is_a_mistake_beside_the_field(hr, path):
    answer = hr.post(path, {"numbers": " \n"})
    assert answer.status_code == 422
    assert "Write at least one number" in words(Page(answer.text).by_id("error-numbers"))


def test_numbers_are_reserved_with_a_reason_and_freed_again_and_both_is_written_down(hr, inside):
    hr.post("/ranges/reserved", {"numbers": "2000 Hotline\n2900-2901"})
    assert numbers(inside, "reserved") == {2000: "Hotline", 2900: None, 2901: None}
    hr.post("/ranges/reserved/free", {"number": ["2900", "2901", "112", "nonsense"]})
    assert numbers(inside, "reserved") == {2000: "Hotline"}
    with inside() as session:
        told = [
            (e.deed, e.actor, e.detail["numbers"]) for e in session.query(AuditEntry).filter_by(subject_kind="numbers")
        ]
    assert told == [
        ("numbers.reserved", "Ingrid Hr", "2000, 2900-2901"),
        ("numbers.unreserved", "Ingrid Hr", "112, 2900-2901"),
    ]


def test_resting_numbers_say_until_when_and_are_freed_at_once(hr, inside):
    with inside() as session:
        for number, days in ((2001, 3), (2002, 20), (2003, -1)):
            session.add(Number(number=number, state="resting", rests_until=now() + timedelta(days=days)))
    page = hr.page("/ranges?tab=resting")
    assert page.heading == "2 numbers rest"
    assert [words(row) for row in page.all("th", scope="row")] == ["2001", "2002"]
    hr.post("/ranges/resting/free", {"number": "2001"})
    assert hr.page("/ranges?tab=resting").heading == "1 number rests"


def test_for_how_long_freed_numbers_rest_is_set_here(hr, inside):
    assert Page(hr.get("/ranges?tab=resting").text).values("rest_days") == ["30"]
    assert hr.post("/ranges/rest", {"rest_days": "0"}).status_code == 303
    with inside() as session:
        assert number_policy(session).rest_days == 0
        assert session.query(AuditEntry).filter_by(deed="settings.numbers").one().detail["new"] == {"rest_days": 0}


@pytest.mark.parametrize("typed", ["", "-1", "3651", "many", "1e3", "9" * 40])
def test_a_rest_that_cannot_be_says_what_can(hr, inside, typed):
    answer = hr.post("/ranges/rest", {"rest_days": typed})
    assert answer.status_code == 422
    assert "from 0 to 3650" in words(Page(answer.text).by_id("error-rest_days"))
    assert Page(answer.text).values("rest_days") == [typed]
    with inside() as session:
        assert number_policy(session).rest_days == 30


def test_a_long_list_is_read_page_by_page(hr):
    hr.post("/ranges/foreign", {"numbers": "3000-3149"})
    page = hr.page("/ranges?tab=foreign")
    assert len(page.all("th", scope="row")) == 100
    following = hr.page(page.links()["Next"])
    assert [words(row) for row in following.all("th", scope="row")][0] == "3100"
    assert len(hr.page("/ranges?tab=foreign&from=3140").all("th", scope="row")) == 10
    assert "None from 9000 on" in hr.page("/ranges?tab=foreign&from=9000").text


@pytest.mark.parametrize("tab", ["foreign", "reserved", "resting"])
def test_freeing_without_a_tick_asks_for_one(hr, tab):
    hr.post(f"/ranges/{tab}/free")
    assert "Tick the numbers first." in hr.page(f"/ranges?tab={tab}").text
