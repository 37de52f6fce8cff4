"""Mail scanners: they open every link, run the scripts, press the buttons, and must use nothing up."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, a_member_of_staff
from tests.door import links
from tests.door.conftest import Inside
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor

PAGES = {"invite": "/join", "reset": "/reset", "sign_up": "/sign-up"}


@pytest.fixture
def paths(inside: Inside, settings: Settings, amara: Agent, ingrid: Account) -> dict[str, str]:
    with inside() as session:
        owen = a_member_of_staff(session, settings, "owen@northwind.example", None)
        return {
            "invite": links.invitation(session, settings, amara),
            "reset": links.reset(session, settings, ingrid),
            "sign_up": links.sign_up(session, settings, owen),
        }


def scan(app: APIFlask, path: str, page: str) -> None:
    """What a scanner does: asks three ways, follows, and sends every form that it finds as it finds it."""
    scanner = Visitor(app)
    for method in ("HEAD", "GET", "OPTIONS", "GET", "HEAD"):
        scanner.client.open(path, method=method)
    assert scanner.get(page).status_code == 200
    scanner.client.open(page, method="HEAD")
    assert scanner.post(path).status_code in (400, 404, 405)
    assert scanner.post(page).status_code == 400
    assert scanner.send(page).status_code == 422
    assert scanner.send(page, password="").status_code == 422
    scanner.get("/common-passwords.txt").close()


@pytest.mark.parametrize("purpose", PAGES)
def test_a_link_works_for_its_owner_after_every_scanner_has_been_there(
    app: APIFlask, inside: Inside, paths: dict[str, str], purpose: str
) -> None:
    with inside() as session:
        before = snapshot(session)
    for _ in range(3):
        scan(app, paths[purpose], PAGES[purpose])
    with inside() as session:
        assert snapshot(session) == before
    owner = Visitor(app)
    owner.get(paths[purpose])
    assert owner.send(PAGES[purpose], password=PASSWORD).status_code == 303


def test_a_scanner_that_asks_for_a_new_link_ends_none_that_works(
    app: APIFlask, inside: Inside, settings: Settings, amara: Agent, paths: dict[str, str]
) -> None:
    """It finds the earlier message in the mailbox, whose link a person has replaced by sending again."""
    with inside() as session:
        inviting.invite(session, settings, [session.get_one(Agent, amara.id)], actor=SERVICE)
        newer = links.invitation(session, settings, amara)
        session.execute(update(Invitation).values(created_at=now() - timedelta(hours=1)))
        queued = len(session.scalars(select(Message.id)).all())
    scanner = Visitor(app)
    scanner.get(paths["invite"])
    assert scanner.send("/join", "/join/new-link").status_code == 303
    owner = Visitor(app)
    owner.get(newer)
    assert owner.send("/join", password=PASSWORD).status_code == 303
    with inside() as session:
        assert len(session.scalars(select(Message.id)).all()) == queued + 1


@pytest.mark.parametrize("purpose", PAGES)
def test_new_links_are_asked_for_so_often_only_whatever_became_of_the_link(
    app: APIFlask, inside: Inside, paths: dict[str, str], purpose: str
) -> None:
    answers: dict[str, list[int]] = {}
    for end in (links.expire, links.use_up):
        with inside() as session:
            end(session)
        for _ in range(4):
            visitor = Visitor(app)
            visitor.get(paths[purpose])
            proof = visitor.proof("/sign-in")
            answer = visitor.post(f"{PAGES[purpose]}/new-link", csrf_token=proof)
            answers.setdefault(end.__name__, []).append(answer.status_code)
    assert answers == {"expire": [303] * 4, "use_up": [303, 429, 429, 429]}
