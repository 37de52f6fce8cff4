"""What an agent does with their own phone: a new password for it, a code for an app."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from sqlalchemy import text, update

from onboarding.accounts.models import Account, Token
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.settings import Settings
from onboarding.telephony import provisioning
from onboarding.telephony.phones import phone_of
from tests.door import links
from tests.door.conftest import Inside
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor, heading_of, text_of
from tests.web.browser import Page, words

APP = {"User-Agent": "LinphoneAndroid/6.0 (Pixel) LinphoneSDK/5.4", "X-Linphone-Provisioning": "1"}
SVG = "{http://www.w3.org/2000/svg}"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def mobile(me: Visitor, inside: Inside, amara: Agent) -> Visitor:
    """Amara, whose phone is an app."""
    with inside() as session:
        session.get_one(Agent, amara.id).typology = "mobile"
    return me


@pytest.fixture
def app_(app: object) -> Visitor:
    """A phone app, which has no session."""
    return Visitor(app)  # type: ignore[arg-type]


def secret_of(inside: Inside, settings: Settings, amara: Agent) -> str | None:
    with inside() as session:
        return phone_of(session, settings, session.get_one(Agent, amara.id)).secret


def code_on(visitor: Visitor) -> str:
    """The path of the code that a page shows: the address behind the link for the same device."""
    answer = visitor.send("/me", "/me/phone/code")
    assert answer.status_code == 200
    found = re.search(r'href="linphone-config:https?://[^/"]+(/phone-setup/[^"]+)"', answer.text)
    assert found is not None
    return found[1]


def test_a_new_password_is_shown_in_the_answer_and_kept_in_no_cache(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent
) -> None:
    before = secret_of(inside, settings, amara)
    answer = me.send("/me", "/me/phone/secret")
    new = secret_of(inside, settings, amara)
    assert new != before
    assert words(Page(answer.text).by_id("sip-secret")) == new
    assert "Here is the new phone password." in text_of(answer)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_looking_at_the_page_makes_no_new_password_and_no_code(mobile: Visitor, inside: Inside) -> None:
    with inside() as session:
        before = snapshot(session)
    mobile.get("/me")
    with inside() as session:
        assert snapshot(session) == before


def test_where_only_a_digest_is_kept_the_password_is_made_to_be_shown(
    me: Visitor, inside: Inside, settings: Settings, amara: Agent, app: object
) -> None:
    app.config["ONBOARD"] = digests = replace(settings, sip_digest=True)  # type: ignore[attr-defined]
    with inside() as session:
        provisioning.provision(session, digests, [amara.id])
    page = me.get("/me")
    assert "Show my phone’s password" in text_of(page)
    assert secret_of(inside, digests, amara) is None
    answer = me.send("/me", "/me/phone/secret")
    assert "It is shown only this once." in text_of(answer)
    assert len(words(Page(answer.text).by_id("sip-secret"))) == 32
    assert "shown once, when it is made" in text_of(me.get("/me"))


@pytest.mark.parametrize("path", ["/me/phone/secret", "/me/phone/code"])
def test_a_phone_that_is_not_set_up_says_so_instead(mobile: Visitor, inside: Inside, amara: Agent, path: str) -> None:
    proof = mobile.proof("/me")
    with inside() as session:
        session.get_one(Agent, amara.id).provisioned_extension = None
    answer = mobile.post(path, csrf_token=proof)
    assert answer.status_code == 409
    assert "Your phone is not set up yet." in text_of(answer)


def test_a_switch_that_does_not_answer_changes_nothing(mobile: Visitor, inside: Inside) -> None:
    proof = mobile.proof("/me")
    with inside() as session:
        session.execute(text("ALTER TABLE ps_auths RENAME TO ps_auths_away"))
        before = snapshot(session)
    for path in ("/me/phone/secret", "/me/phone/code"):
        answer = mobile.post(path, csrf_token=proof)
        assert answer.status_code == 409
        assert "The switch does not answer just now, so nothing was changed." in text_of(answer)
    with inside() as session:
        assert snapshot(session) == before


def test_the_code_is_dark_on_white_with_a_quiet_zone_and_a_title(mobile: Visitor) -> None:
    page = Page(mobile.send("/me", "/me/phone/code").text)
    (picture,) = [svg for svg in page.all(f"{SVG}svg") if "segno" in (svg.get("class") or "")]
    paper, ink = picture.iter(f"{SVG}path")
    assert (paper.get("fill"), ink.get("stroke")) == ("#fff", "#1b1a18")
    assert (ink.get("d") or "").startswith("M4 4.5h7")
    assert [words(title) for title in picture.iter(f"{SVG}title")] == ["Code for your phone app"]
    assert not any(element.get("style") for element in picture.iter())


def test_the_app_gets_its_settings_once(
    mobile: Visitor, app_: Visitor, inside: Inside, settings: Settings, amara: Agent
) -> None:
    path = code_on(mobile)
    answer = app_.get(path, headers=APP)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert answer.headers["Cache-Control"] == "no-store"
    entries = {entry.get("name"): entry.text for entry in ET.fromstring(answer.data).iter() if entry.get("name")}
    assert entries["passwd"] == secret_of(inside, settings, amara)
    again = app_.get(path, headers=APP)
    assert (again.status_code, again.mimetype) == (410, "text/plain")
    assert again.text == (
        "This code has been used. Each code sets up one phone. Sign in and show a new code on your page.\n"
    )


def test_an_app_that_says_nothing_of_itself_gets_them_too(mobile: Visitor, app_: Visitor) -> None:
    assert app_.get(code_on(mobile), headers={"Accept": "*/*"}).mimetype == "application/xml"


def test_a_browser_is_told_what_to_do_and_uses_nothing_up(mobile: Visitor, app_: Visitor, settings: Settings) -> None:
    path = code_on(mobile)
    page = app_.get(path, headers=BROWSER)
    assert heading_of(page) == "This code is for your phone app"
    assert f"linphone-config:{settings.base_url}{path}" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert app_.get(path, headers=APP).status_code == 200
    used = app_.get(path, headers=BROWSER)
    assert (used.status_code, heading_of(used)) == (410, "This code has been used")


def test_asking_only_for_the_head_uses_nothing_up(mobile: Visitor, app_: Visitor) -> None:
    path = code_on(mobile)
    assert app_.client.head(path).status_code == 200
    assert app_.get(path, headers=APP).status_code == 200
    assert app_.client.head(path).status_code == 410


@pytest.mark.parametrize("asking", [APP, BROWSER])
def test_a_code_that_has_expired_says_so(
    mobile: Visitor, app_: Visitor, inside: Inside, asking: dict[str, str]
) -> None:
    path = code_on(mobile)
    with inside() as session:
        links.expire(session)
    answer = app_.get(path, headers=asking)
    assert answer.status_code == 410
    assert "This code has expired" in answer.text


@pytest.mark.parametrize("asking", [APP, BROWSER])
def test_a_code_that_is_not_ours_says_so(mobile: Visitor, app_: Visitor, asking: dict[str, str]) -> None:
    answer = app_.get(code_on(mobile)[:-2], headers=asking)
    assert answer.status_code == 404
    assert "This code is not complete" in answer.text


@pytest.mark.parametrize("fact", ["disabled_at", "deleted_at"])
def test_the_code_of_somebody_who_was_shut_out_does_not_work(
    mobile: Visitor, app_: Visitor, inside: Inside, amara: Agent, fact: str
) -> None:
    path = code_on(mobile)
    with inside() as session:
        setattr(session.get_one(Agent, amara.id), fact, now())
    assert app_.get(path, headers=APP).status_code == 410


def test_a_phone_taken_away_meanwhile_leaves_the_code_for_later(
    mobile: Visitor, app_: Visitor, inside: Inside, amara: Agent
) -> None:
    path = code_on(mobile)
    with inside() as session:
        session.get_one(Agent, amara.id).provisioned_extension = None
    answer = app_.get(path, headers=APP)
    assert (answer.status_code, answer.mimetype) == (409, "text/plain")
    with inside() as session:
        session.execute(update(Agent).values(provisioned_extension=Agent.extension))
    assert app_.get(path, headers=APP).status_code == 200


def test_neither_the_code_nor_the_password_is_in_the_log(
    mobile: Visitor, app_: Visitor, caplog: pytest.LogCaptureFixture, inside: Inside, settings: Settings, amara: Agent
) -> None:
    with caplog.at_level("DEBUG"):
        mobile.send("/me", "/me/phone/secret")
        path = code_on(mobile)
        app_.get(path, headers=APP)
        app_.get(path, headers=APP)
    signed = path.removeprefix("/phone-setup/")
    secret = secret_of(inside, settings, amara)
    assert secret is not None
    assert [hidden for hidden in (signed, secret) if hidden in caplog.text] == []


def test_signing_out_everywhere_ends_the_code(mobile: Visitor, app_: Visitor, inside: Inside) -> None:
    path = code_on(mobile)
    with inside() as session:
        session.execute(update(Account).values(security_version=Account.security_version + 1))
    assert app_.get(path, headers=APP).status_code == 410
    with inside() as session:
        assert session.query(Token).filter(Token.used_at.is_not(None), Token.purpose == "phone").count() == 0
