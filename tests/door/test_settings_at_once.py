"""Several who save the same settings at the same moment."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from apiflask import APIFlask

from onboarding.audit import AuditEntry
from onboarding.preferences.organisation import organisation
from onboarding.settings import Settings
from tests.accounts.people import a_member_of_staff
from tests.door.conftest import Inside, on_each_database
from tests.door.visitor import Visitor

NAMES = ("Northwind", "Contoso", "Fabrikam", "Tailspin")


@on_each_database
def test_of_several_who_save_at_once_one_does_and_the_others_are_shown_theirs(
    app: APIFlask, inside: Inside, settings: Settings
) -> None:
    with inside() as session:
        for name in NAMES:
            a_member_of_staff(session, settings, f"{name}@northwind.example").role = "admin"
    ready = threading.Barrier(len(NAMES))

    def save(name: str) -> int:
        browser = Visitor(app)
        browser.sign_in(f"{name}@northwind.example")
        seen = re.search(
            r'action="/settings/organisation".*?name="was" value="(\w+)"', browser.get("/settings").text, re.S
        )
        assert seen is not None
        proof = browser.proof("/settings")
        ready.wait(10)
        sent = {"name": name, "colour": "#0F3D3E", "reply_to": "", "was": seen[1]}
        return browser.post("/settings/organisation", csrf_token=proof, **sent).status_code

    with ThreadPoolExecutor(len(NAMES)) as pool:
        answers = dict(zip(NAMES, pool.map(save, NAMES), strict=True))
    assert sorted(answers.values()) == [303, 409, 409, 409]
    with inside() as session:
        assert answers[organisation(session).name] == 303
        assert session.query(AuditEntry).filter_by(deed="settings.organisation").count() == 1
