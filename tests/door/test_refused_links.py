"""A link that does not work says why, and what to do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from onboarding.accounts.models import Account, Token
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD, a_member_of_staff
from tests.door import links
from tests.door.conftest import Inside
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor, heading_of, text_of

Link = Callable[[str], str]
PAGES = {"invite": "/join", "reset": "/reset", "sign_up": "/sign-up"}


@pytest.fixture
def link(inside: Inside, settings: Settings, amara: Agent, ingrid: Account) -> Link:
    """A good link of each purpose."""

    def made(purpose: str) -> str:
        with inside() as session:
            if purpose == "invite":
                return links.invitation(session, settings, amara)
            if purpose == "reset":
                return links.reset(session, settings, ingrid)
            return links.sign_up(
                session, settings, a_member_of_staff(session, settings, "owen@northwind.example", None)
            )

    return made


def opened(visitor: Visitor, path: str) -> TestResponse:
    return visitor.follow(path)


@pytest.mark.parametrize(
    ("purpose", "what", "heading", "may_ask"),
    [
        ("invite", links.expire, "This invitation has expired", True),
        ("invite", links.use_up, "You have joined already", False),
        ("invite", links.revoke, "This link no longer works", True),
        ("reset", links.expire, "This link has expired", True),
        ("reset", links.use_up, "This link has been used", False),
        ("reset", links.revoke, "This link no longer works", True),
        ("sign_up", links.expire, "This invitation has expired", True),
        ("sign_up", links.use_up, "You have a password already", False),
        ("sign_up", links.revoke, "This link no longer works", True),
    ],
)
def test_a_link_that_works_no_more_says_why_and_shows_the_way_on(
    visitor: Visitor,
    inside: Inside,
    link: Link,
    purpose: str,
    what: Callable[[Session], None],
    heading: str,
    may_ask: bool,
) -> None:
    path = link(purpose)
    with inside() as session:
        what(session)
    response = opened(visitor, path)
    assert (response.status_code, heading_of(response)) == (410, heading)
    assert response.request.path == PAGES[purpose]
    assert ("Send me a new link" in response.text) == may_ask
    assert may_ask or 'href="/sign-in"' in response.text


@pytest.mark.parametrize("purpose", PAGES)
def test_every_damaged_link_gets_the_same_neutral_page(visitor: Visitor, link: Link, purpose: str) -> None:
    path, _, signed = link(purpose).rpartition("/")
    damaged = {
        "cut": signed[:-5],
        "changed": signed[:-3] + ("AAA" if not signed.endswith("AAA") else "BBB"),
        "longer": signed + "x" * 5000,
        "dots": "...",
        "other kind": link("reset" if purpose == "invite" else "invite").rpartition("/")[2],
        "blank": "%20",
        "beyond ASCII": "%F0%9F%92%A5",
    }
    answers = {damage: visitor.get(f"{path}/{token}") for damage, token in damaged.items()}
    seen = {damage: (answer.status_code, heading_of(answer)) for damage, answer in answers.items()}
    assert seen == dict.fromkeys(damaged, (404, "This link is not complete"))
    assert {answer.headers["Referrer-Policy"] for answer in answers.values()} == {"no-referrer"}
    assert visitor.client.get_cookie("onboard") is None


def test_a_page_whose_link_was_not_opened_says_so(visitor: Visitor) -> None:
    answers = [visitor.get(page) for page in PAGES.values()]
    assert {(answer.status_code, heading_of(answer)) for answer in answers} == {(404, "Open the link in your e-mail")}


def test_a_form_that_is_sent_without_a_link_changes_nothing(visitor: Visitor, inside: Inside) -> None:
    proof = visitor.proof("/sign-in")
    with inside() as session:
        before = snapshot(session)
    for action in [page + more for page in PAGES.values() for more in ("", "/new-link")]:
        assert visitor.post(action, csrf_token=proof, password=PASSWORD).status_code == 404, action
    with inside() as session:
        assert snapshot(session) == before


@pytest.mark.parametrize(
    ("purpose", "ends"), [("invite", links.revoke), ("reset", links.use_up), ("sign_up", links.expire)]
)
def test_a_password_sent_by_a_link_that_ended_meanwhile_is_not_kept(
    visitor: Visitor, inside: Inside, link: Link, purpose: str, ends: Callable[[Session], None]
) -> None:
    visitor.get(link(purpose))
    proof = visitor.proof(PAGES[purpose])
    with inside() as session:
        ends(session)
        session.flush()
        before = snapshot(session)
    assert visitor.post(PAGES[purpose], csrf_token=proof, password=PASSWORD).status_code == 410
    with inside() as session:
        assert snapshot(session) == before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_links_that_ended_changes_nothing(visitor: Visitor, inside: Inside, link: Link, method: str) -> None:
    paths = {purpose: link(purpose) for purpose in PAGES}
    with inside() as session:
        links.expire(session)
        session.flush()
        before = snapshot(session)
    for purpose, path in paths.items():
        for page in [path, PAGES[purpose], path, PAGES[purpose] + "/new-link"]:
            visitor.client.open(page, method=method)
    with inside() as session:
        assert snapshot(session) == before


def test_a_new_invitation_goes_to_the_address_on_file_whatever_is_sent_along(
    visitor: Visitor, inside: Inside, link: Link, amara: Agent
) -> None:
    visitor.get(link("invite"))
    proof = visitor.proof("/join")
    with inside() as session:
        session.execute(update(Invitation).values(expires_at=now() - timedelta(minutes=1)))
        links.expire(session)
    response = visitor.post("/join/new-link", csrf_token=proof, email="mallory@elsewhere.example")
    assert (response.status_code, response.location) == (303, "/join/new-link")
    assert heading_of(visitor.get("/join/new-link")) == "Look in your e-mail"
    with inside() as session:
        message = session.scalars(select(Message).where(Message.state == "queued")).one()
        invitation = session.get_one(Invitation, message.subject_id)
        assert (message.kind, message.recipient, invitation.agent_id) == ("invitation", None, amara.id)


def test_a_new_link_to_a_forgotten_password_is_asked_for_in_the_owners_name(
    visitor: Visitor, inside: Inside, link: Link
) -> None:
    path = link("reset")
    with inside() as session:
        links.expire(session)
    visitor.get(path)
    response = visitor.send("/reset", "/reset/new-link", identifier="mallory@elsewhere.example")
    assert response.location == "/reset/new-link"
    with inside() as session:
        message = session.scalars(select(Message)).one()
        owner = session.get_one(Account, message.subject_id)
        assert (message.kind, message.recipient, owner.email) == ("password_reset", None, "ingrid@northwind.example")


def test_a_new_link_to_sign_up_is_sent_to_its_owner(visitor: Visitor, inside: Inside, link: Link) -> None:
    path = link("sign_up")
    with inside() as session:
        links.expire(session)
    visitor.get(path)
    assert visitor.send("/sign-up", "/sign-up/new-link").location == "/sign-up/new-link"
    with inside() as session:
        message = session.scalars(select(Message)).one()
        owner = session.get_one(Account, message.subject_id)
        assert (message.kind, owner.email) == ("staff_invitation", "owen@northwind.example")


def test_new_links_to_sign_up_are_not_sent_without_end(app: APIFlask, inside: Inside, link: Link) -> None:
    path = link("sign_up")
    with inside() as session:
        links.expire(session)
    answers = []
    for _ in range(8):
        visitor = Visitor(app)
        visitor.get(path)
        answers.append(visitor.send("/sign-up", "/sign-up/new-link"))
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 3
    assert "Try again in 60 minutes." in text_of(answers[-1])
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3600
    with inside() as session:
        assert len(session.scalars(select(Message.id)).all()) == 5


def test_an_invitation_of_somebody_who_was_disabled_no_longer_works(
    visitor: Visitor, inside: Inside, link: Link, amara: Agent
) -> None:
    path = link("invite")
    with inside() as session:
        session.get_one(Agent, amara.id).disabled_at = now()
    assert opened(visitor, path).status_code == 410
    visitor.send("/join", "/join/new-link")
    with inside() as session:
        assert session.scalars(select(Message.id)).all() == []


def test_no_page_about_a_link_says_whose_it_is(visitor: Visitor, inside: Inside, link: Link) -> None:
    path = link("invite")
    with inside() as session:
        session.execute(update(Token).values(revoked_at=now()))
    said = text_of(opened(visitor, path))
    assert "Amara" not in said
    assert "amara" not in said
