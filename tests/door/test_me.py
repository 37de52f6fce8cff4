"""What an agent sees of their own."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text, update

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.groups.models import Group, Membership
from onboarding.settings import Settings
from onboarding.telephony import provisioning
from onboarding.telephony.phones import phone_of
from onboarding.work import Work
from tests.door.conftest import Inside
from tests.door.visitor import Visitor, heading_of, text_of
from tests.web.browser import Page


def test_the_page_shows_the_extension_the_mailbox_and_what_to_type_into_a_phone(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent
) -> None:
    with inside() as session:
        phone = phone_of(session, settings, session.get_one(Agent, amara.id))
    response = me.get("/me")
    said = text_of(response)
    assert heading_of(response) == "Your extension 2417"
    assert phone.secret is not None
    assert phone.pin is not None
    for part in [phone.wss_url, phone.server, "WebSocket (WSS)", "User 2417", phone.secret, phone.pin, "dial *97"]:
        assert part in said


@pytest.mark.parametrize(
    ("facts", "shown", "not_shown"),
    [
        (
            {"typology": "webrtc"},
            ["Your phone is in the browser", "WebSocket address wss://"],
            ["Show the code", "Remote"],
        ),
        (
            {"typology": "phonebar", "remote_control": True},
            ["Connect your Phonebar", "Transport UDP", "Remote control On, port 9888", "Show the code"],
            ["WebSocket", "Push gateway"],
        ),
        ({"typology": "phonebar", "remote_control": True, "remote_control_port": 9999}, ["On, port 9999"], []),
        ({"typology": "phonebar", "remote_control_port": 9999}, ["Remote control Off"], ["9999"]),
        (
            {"typology": "external"},
            ["Connect your desk phone", "Transport UDP", "Show the code"],
            ["WebSocket", "Remote"],
        ),
        (
            {"typology": "mobile", "push_gateway": "https://push.northwind.example/send"},
            ["Connect your phone app", "Show the code", "Push gateway https://push.northwind.example/send"],
            ["WebSocket", "Remote"],
        ),
    ],
)
def test_each_kind_of_phone_has_its_own_way_to_connect(
    me: Visitor, inside: Inside, amara: Agent, facts: dict[str, Any], shown: list[str], not_shown: list[str]
) -> None:
    with inside() as session:
        agent = session.get_one(Agent, amara.id)
        for name, value in facts.items():
            setattr(agent, name, value)
    said = text_of(me.get("/me"))
    assert [words for words in shown if words not in said] == []
    assert [words for words in not_shown if words in said] == []


def test_secret_and_pin_are_hidden_until_they_are_asked_for(me: Visitor) -> None:
    page = me.get("/me").text
    assert page.count('<details class="secret') == 2
    assert "<details open" not in page


@pytest.mark.parametrize(
    ("seen", "badge"), [(True, "Phone connected"), (False, "Phone not connected"), (None, "Connection not known")]
)
def test_the_page_says_of_the_phone_only_what_is_known(
    me: Visitor, inside: Inside, amara: Agent, seen: bool | None, badge: str
) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).phone_seen = seen
    said = text_of(me.get("/me"))
    badges = ("Phone connected", "Phone not connected", "Connection not known")
    assert [words for words in badges if words in said] == [badge]


def test_a_phone_that_is_not_ready_is_being_set_up(me: Visitor, inside: Inside, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).provisioned_extension = None
    response = me.get("/me")
    assert heading_of(response) == "Your extension 2417"
    assert "Your phone is being set up" in text_of(response)
    assert "Phone password" not in text_of(response)


def test_a_phone_that_could_not_be_set_up_is_no_promise(me: Visitor, inside: Inside, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).provisioned_extension = None
        provisioning.ask(session, [amara.id])
        session.execute(update(Work).where(Work.subject_id == amara.id).values(failed_at=now()))
    said = text_of(me.get("/me"))
    assert "Your phone could not be set up" in said
    assert "Being set up" not in said


def test_somebody_without_an_extension_is_told_so(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    response = visitor.get("/me")
    assert heading_of(response) == "Your extension Not there yet"
    assert "You have no extension yet" in text_of(response)


def test_somebody_without_voicemail_is_told_so(me: Visitor, inside: Inside, settings: Settings, amara: Agent) -> None:
    with inside() as session:
        session.get_one(Agent, amara.id).voicemail = False
        session.commit()
        provisioning.provision(session, settings, [amara.id])
    said = text_of(me.get("/me"))
    assert "You have no mailbox" in said
    assert "PIN" not in said


def test_a_switch_that_does_not_answer_takes_nothing_else_from_the_page(me: Visitor, inside: Inside) -> None:
    with inside() as session:
        session.execute(text("ALTER TABLE ps_auths RENAME TO ps_auths_away"))
    response = me.get("/me")
    assert response.status_code == 200
    assert heading_of(response) == "Your extension 2417"
    assert "Your phone’s settings cannot be read now" in text_of(response)


def test_the_page_is_kept_in_no_cache(me: Visitor) -> None:
    assert me.get("/me").headers["Cache-Control"] == "no-store"


PAGES = ("/me", "/me/voicemail", "/me/groups", "/me/account")


@pytest.mark.parametrize("path", PAGES)
def test_staff_have_no_such_pages(visitor: Visitor, ingrid: Account, path: str) -> None:
    visitor.sign_in("ingrid@northwind.example")
    assert visitor.get(path).status_code == 403


def test_each_page_leads_to_the_others_and_marks_itself(me: Visitor) -> None:
    for path in PAGES:
        page = Page(me.get(path).text)
        (ways,) = page.all("nav", aria_label="Your pages")
        assert [link.get("href") for link in ways.iter("a")] == list(PAGES)
        assert [link.get("href") for link in ways.iter("a") if link.get("aria-current")] == [path]


def test_somebody_in_no_group_is_told_whom_to_ask(me: Visitor) -> None:
    assert "You are in no group yet." in text_of(me.get("/me/groups"))


def test_one_s_groups_are_listed_by_kind_and_nobody_else_s(me: Visitor, inside: Inside, amara: Agent) -> None:
    with inside() as session:
        kinds = {"Support": "queue", "Lagos": "team", "Sales": "queue", "Old queue": "queue"}
        made = {name: Group(kind=kind, name=name, name_key=name.casefold()) for name, kind in kinds.items()}
        made["Old queue"].deleted_at = now()
        session.add_all(made.values())
        session.flush()
        for name in ("Support", "Lagos", "Old queue"):
            session.add(Membership(group_id=made[name].id, agent_id=amara.id, paused=name == "Support"))
    said = text_of(me.get("/me/groups"))
    assert "Queues Calls of these queues come to you. Support You begin paused" in said
    assert "Teams Lagos" in said
    assert [name for name in ("Sales", "Old queue") if name in said] == []


def test_the_account_says_who_one_is_and_how_to_leave(me: Visitor) -> None:
    page = Page(me.get("/me/account").text)
    assert page.heading == "Amara Okonkwo"
    assert "amara.okonkwo@northwind.example" in page.text
    assert page.links()["Change password"] == "/me/password"
    assert me.send("/me/account", "/sign-out").headers["Location"] == "/sign-in"
    assert not me.is_signed_in


def test_an_agent_chooses_the_language_of_the_pages_and_of_the_messages(
    me: Visitor, inside: Inside, amara: Agent
) -> None:
    answer = me.send("/me/account", "/language", language="it", back="/me/account")
    assert answer.location == "/me/account"
    assert "Il tuo account" in text_of(me.get("/me/account"))
    assert heading_of(me.get("/me")).startswith("Il tuo interno")
    with inside() as session:
        assert session.get_one(Agent, amara.id).language == "it"


def test_an_agent_s_picture_is_on_every_page_of_theirs(me: Visitor, inside: Inside, amara: Agent) -> None:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(drawn, "PNG")
    form = {"csrf_token": me.proof("/me/account"), "picture": (BytesIO(drawn.getvalue()), "me.png")}
    assert me.client.post("/me/picture", data=form, base_url="http://localhost").location == "/me/account"
    for path in ("/me", "/me/account"):
        shown = Page(me.get(path).text).all("img")
        assert {image.get("src") for image in shown} == {shown[0].get("src")}
        assert me.get(shown[0].get("src")).mimetype == "image/webp"
    me.send("/me/account", "/me/picture", remove="yes")
    assert Page(me.get("/me").text).all("img") == []
