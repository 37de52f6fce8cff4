"""Whoever presses twice does it once: the page ignores the second press, and without scripts the service does.

The pages are served without workers, so what is counted is what the two presses wrote.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, FilePayload, Page
from sqlalchemy import func, select

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.bulk.action_models import BulkAction
from onboarding.bulk.models import BulkInvite
from onboarding.groups.models import Group
from onboarding.imports.models import Import
from onboarding.invitations.models import Invitation
from onboarding.numbering.models import Range
from tests.organisation import looking
from tests.organisation.seeding import Organisation, sample
from tests.service.running import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.xdist_group("northwind")]


@dataclass(frozen=True)
class Deed:
    """`prepare` opens a page with its form filled in, of which `button` is pressed by `role`; afterwards there is
    `written` more of what is `counted`."""

    prepare: Callable[[Page, Organisation], None]
    button: str
    counted: Callable[[Organisation], int]
    written: int = 1
    role: str | None = "admin"


def rows(model: type, *conditions: Any) -> Callable[[Organisation], int]:
    def counted(made: Organisation) -> int:
        with made.inside() as session:
            return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    return counted


def opened(path: str, **fields: str) -> Callable[[Page, Organisation], None]:
    """The page at an address of which ids are filled, with these fields filled in."""

    def prepare(page: Page, made: Organisation) -> None:
        page.goto(path.format(**made.ids, join=made.by_argument["/join/<signed>"][0]))
        for name, value in fields.items():
            page.locator(f"main [name={name}]:visible").first.fill(value)

    return prepare


def uploading(page: Page, made: Organisation) -> None:
    page.goto("/imports")
    file: FilePayload = {"name": "twice.csv", "mimeType": "text/csv", "buffer": sample().encode()}
    page.locator("input[type=file]").set_input_files(file)


def selecting(page: Page, made: Organisation) -> None:
    """The question about two agents, as the list asks it."""
    page.goto("/agents")
    for name in ("agent_bounced", "agent_unseen"):
        page.locator(f"input[name=agent][value='{made.ids[name]}']").check()
    page.locator(".bulk button[value=disable]").click()
    page.wait_for_selector("form[action='/bulk-actions']")


def done(deed: str) -> Callable[[Organisation], int]:
    return rows(AuditEntry, AuditEntry.deed == deed)


IDA = {"full_name": "Ida Twice", "email": "ida@northwind.example"}
OF_FORM = "main form[method=post] button.btn-primary"
NINA = "nina@northwind.example"
EXPIRED = 4
DEEDS = {
    "an agent is added": Deed(opened("/agents/new", **IDA), OF_FORM, rows(Agent, Agent.email == IDA["email"])),
    "somebody is invited": Deed(
        opened("/agents/{agent_failed}"), "form[action$='/invitation'] button", rows(Invitation)
    ),
    "a queue is made": Deed(
        opened("/groups?kind=queue", name="nights"),
        "form[action='/groups'] button",
        rows(Group, Group.name == "nights"),
    ),
    "a range is added": Deed(
        opened("/ranges", range="7000-7099"), "form[action='/ranges'] button", rows(Range, Range.first == 7000)
    ),
    "a file is uploaded": Deed(uploading, OF_FORM, rows(Import, Import.file_name == "twice.csv")),
    "an import is confirmed": Deed(opened("/imports/{import_file}?step=confirm"), OF_FORM, done("import.confirmed")),
    "one of the staff is invited": Deed(
        opened("/staff/new", email=NINA),
        OF_FORM,
        rows(Account, Account.email == NINA),
    ),
    "many are disabled": Deed(selecting, "form[action='/bulk-actions'] [data-busy]", rows(BulkAction)),
    "many are invited": Deed(opened("/bulk-invites/new"), "button[formaction='/bulk-invites']", rows(BulkInvite)),
    "new links are sent": Deed(
        opened("/"),
        "form[action='/start/invitations'] button",
        rows(Invitation, Invitation.state == "planned"),
        written=EXPIRED,
    ),
    "an agent joins": Deed(
        opened("/join/{join}", password="marigold-tram-77-north"),
        "main form button.btn-main",
        rows(Agent, Agent.joined_at.is_not(None)),
        role=None,
    ),
}
ONLY_IGNORED = {"a file is uploaded", "somebody is invited", "many are invited"}
"""What may be asked for twice on purpose, so that without a script two presses are two."""


class Posts:
    """Counts the forms that the service has answered, also those whose answer the browser did not wait for."""

    def __init__(self, app: APIFlask) -> None:
        self._answer, self._answered = app.wsgi_app, 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return self._answer(environ, start_response)
        finally:
            self._answered += environ["REQUEST_METHOD"] == "POST"

    @contextmanager
    def answered(self, page: Page) -> Iterator[None]:
        """At the end of the block all forms that this page sent in it are answered."""
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        before = self._answered
        yield

        def all_are_answered() -> bool:
            page.wait_for_timeout(50)  # in which the browser tells what it sent
            return bool(sent) and self._answered - before >= len(sent)

        until(all_are_answered)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_pressed_twice_it_is_done_once(
    northwind: tuple[Organisation, str], browser: Browser, monkeypatch: pytest.MonkeyPatch, scripts: bool
) -> None:
    made, home = northwind
    posts = Posts(made.app)
    monkeypatch.setattr(made.app, "wsgi_app", posts)
    more, expected = {}, {}
    for name, deed in DEEDS.items():
        if not scripts and name in ONLY_IGNORED:
            continue
        context = looking.as_role(browser, made, home, deed.role, java_script_enabled=scripts)
        page = context.new_page()
        deed.prepare(page, made)
        before = deed.counted(made)
        with posts.answered(page):
            page.locator(deed.button).first.dblclick(no_wait_after=True)
        more[name], expected[name] = deed.counted(made) - before, deed.written
        context.close()
    assert more == expected
