"""One schema: the same mistake has the same code and the same sentence in the form, in a file and over the API."""

import csv
import html
import io
import uuid

from apiflask import APIFlask

from onboarding.accounts import api_tokens
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db
from onboarding.imports import reporting
from onboarding.settings import Settings
from tests.web.browser import Browser
from tests.web.files import checked

GOOD = {"full_name": "Ewa Król", "email": "ewa.krol@northwind.example"}

MISTAKES = [
    ("full_name", "2001", "invalid"),
    ("full_name", "M?ller", "invalid"),
    ("full_name", "E" * 121, "too_long"),
    ("email", "ewa@", "invalid"),
    ("email", "ewa@firm.com; jan@firm.com", "invalid"),
    ("email", "“ewa@firm.com”", "invalid"),
    ("personal_email", "ewa@home", "invalid"),
    ("username", "ewa król", "invalid"),
    ("username", "e" * 65, "too_long"),
    ("employee_id", "2.001E+03", "invalid"),
    ("employee_id", "Mar-01", "invalid"),
    ("extension", "1001.0", "invalid"),
    ("extension", "112", "reserved"),
    ("extension", "0112", "invalid"),
    ("phone", "0800 FLOWERS", "invalid"),
    ("phone", "+44 20 7946", "invalid"),
    ("mobile", "+44 20 7946 0123 / +44 20 7946 0124", "invalid"),
    ("typology", "mobile", "missing"),
    ("push_gateway", "push.northwind.example", "invalid"),
    ("language", "English, Polish", "unknown_value"),
    ("timezone", "UTC+1", "unknown_value"),
    ("start_date", "31.02.2031", "invalid"),
    ("start_date", "46357", "invalid"),
    ("start_date", "1-Dec", "invalid"),
    ("description", "x" * 1001, "too_long"),
    ("alias", "#REF!", "invalid"),
]


Said = tuple[str | None, str, str]


def by_file(app: APIFlask, settings: Settings, hr: Browser) -> list[list[Said]]:
    """Column, code and sentence of each row of a file that has all these mistakes, a row each."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys([*GOOD, *(field for field, _, _ in MISTAKES)])))
    writer.writeheader()
    for number, (field, value, _) in enumerate(MISTAKES):
        writer.writerow({**GOOD, "email": f"ewa{number}@northwind.example", field: value})
    path = checked(app, settings, hr, text.getvalue().encode())
    with app.app_context():
        rows = reporting.rows(db.session(), uuid.UUID(path.rpartition("/")[2]), limit=100)
        return [[(each.column, each.code, each.sentence()) for each in reporting.problems_of(row)] for row in rows]


def by_api(app: APIFlask, headers: dict[str, str], person: dict[str, str]) -> list[Said]:
    answer = app.test_client().post("/api/v1/agents", json=person, headers=headers)
    assert answer.status_code == 422
    return [(each["column"], each["code"], each["message"]) for each in answer.get_json()["errors"]]


def test_a_mistake_is_called_the_same_at_all_three_doors(app: APIFlask, settings: Settings, hr: Browser) -> None:
    with app.app_context():
        session = db.session()
        begin_writing(session)
        headers = {"Authorization": f"Bearer {api_tokens.create(session, SERVICE, 'doors', 'hr')}"}
        session.commit()
    of_file = by_file(app, settings, hr)
    expected = [("push_gateway" if code == "missing" else field, code) for field, _, code in MISTAKES]
    assert [[(column, code) for column, code, _ in found] for found in of_file] == [[each] for each in expected]
    persons = [{**GOOD, field: value} for field, value, _ in MISTAKES]
    assert [by_api(app, headers, person) for person in persons] == of_file
    for person, ((_, _, sentence),) in zip(persons, of_file, strict=True):
        # The form takes a push gateway of mobile agents only.
        typology = "mobile" if "push_gateway" in person else "webrtc"
        page = hr.post("/agents/new", {"typology": typology, "voicemail": "yes", **person})
        assert (page.status_code, html.unescape(page.text).count(sentence) > 0) == (422, True), sentence
