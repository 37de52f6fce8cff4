"""What somebody tries who wants in: fixed sessions, forged forms, foreign hosts, odd texts, old tabs."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from onboarding.accounts.limits import Limit
from onboarding.accounts.models import Account, Attempt
from onboarding.agents.models import Agent
from onboarding.settings import Settings
from tests.accounts.people import PASSWORD
from tests.databases import settings_for
from tests.door import links
from tests.door.conftest import Inside
from tests.door.snapshot import snapshot
from tests.door.visitor import Visitor, text_of
from web.app import create_app

ODD = {
    "nothing but blanks": "   ",
    "NUL": "amara\x00.okonkwo",
    "line breaks": "amara.okonkwo\r\nX-Injected: 1",
    "very long": "a" * 200_000,
    "Cyrillic that looks like it": "\u0430mara.okonkwo",
    "full-width letters": "\uff41mara.okonkwo",
    "invisible letters": "amara\u200b.okonkwo",
    "right to left": "\u202eamara.okonkwo",
    "SQL": "' OR '1'='1' --",
    "a percent sign": "amara%",
    "an underscore for any letter": "amara_okonkwo",
    "a template": "{{ 7 * 7 }}",
    "markup": "<script>alert(1)</script>",
    "beyond Unicode's planes": "\U0001f4a5" * 300,
}


@pytest.mark.parametrize("page", ["/sign-in", "/forgot-password"])
@pytest.mark.parametrize("odd", ODD)
def test_no_odd_name_is_somebodys_or_breaks_a_page(
    visitor: Visitor, joined: Agent, inside: Inside, page: str, odd: str
) -> None:
    answer = visitor.send(page, identifier=ODD[odd], password=PASSWORD)
    assert answer.status_code in (303, 401, 422), odd
    assert "X-Injected" not in answer.headers
    assert "<script>alert" not in answer.text
    assert not visitor.is_signed_in


@pytest.mark.parametrize("odd", ["NUL", "line breaks", "very long", "markup", "beyond Unicode's planes"])
def test_an_odd_password_is_refused_or_kept_as_it_is(
    app: APIFlask, inside: Inside, settings: Settings, amara: Agent, odd: str
) -> None:
    with inside() as session:
        link = links.invitation(session, settings, amara)
    visitor = Visitor(app)
    visitor.get(link)
    answer = visitor.send("/join", password=ODD[odd] + "-marigold-tram")
    if answer.status_code == 303:
        fresh = Visitor(app)
        assert fresh.sign_in("amara.okonkwo", ODD[odd] + "-marigold-tram").status_code == 303
    else:
        assert answer.status_code == 422


def test_a_session_that_was_planted_before_is_another_after_signing_in(app: APIFlask, joined: Agent) -> None:
    victim = Visitor(app)
    victim.get("/sign-in")
    planted = victim.client.get_cookie("onboard")
    assert planted is not None
    victim.sign_in("ewa.krol")
    attacker = Visitor(app)
    attacker.client.set_cookie("onboard", planted.value)
    assert victim.is_signed_in
    assert not attacker.is_signed_in


def test_a_link_that_was_planted_in_a_browser_is_gone_after_signing_in(
    app: APIFlask, inside: Inside, settings: Settings, amara: Agent, joined: Agent
) -> None:
    """Else a form of Mallory's link, opened in a hidden tab, would take what its victim types next."""
    with inside() as session:
        link = links.invitation(session, settings, amara)
    visitor = Visitor(app)
    visitor.get(link)
    visitor.sign_in("ewa.krol")
    assert visitor.get("/join").location == "/me"


def test_after_signing_out_a_kept_cookie_shows_no_page_that_was_open(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    answer = visitor.get("/me")
    assert answer.headers["Cache-Control"] == "no-store"
    visitor.send("/me/account", "/sign-out")
    assert visitor.get("/me").status_code == 303


def test_after_signing_out_a_copy_of_the_cookie_opens_nothing(app: APIFlask, joined: Agent) -> None:
    visitor = Visitor(app)
    visitor.sign_in("ewa.krol")
    kept = visitor.client.get_cookie("onboard")
    assert kept is not None
    proof = visitor.proof("/me/account")
    visitor.post("/sign-out", csrf_token=proof)
    copied = Visitor(app)
    copied.client.set_cookie("onboard", kept.value)
    assert not copied.is_signed_in
    assert copied.get("/me").status_code == 303
    assert visitor.sign_in("ewa.krol").status_code == 303


def test_a_form_of_another_tab_from_before_is_refused_with_the_way_on(visitor: Visitor, joined: Agent) -> None:
    stale = visitor.proof("/sign-in")
    visitor.sign_in("ewa.krol")
    answer = visitor.post("/me/phone/secret", csrf_token=stale)
    assert answer.status_code == 400
    assert "This form had been open for too long" in text_of(answer)


def test_many_tabs_of_one_person_all_go_on(visitor: Visitor, joined: Agent) -> None:
    visitor.sign_in("ewa.krol")
    proofs = [visitor.proof("/me/account") for _ in range(3)]
    answers = [visitor.post("/me/voicemail/notice", csrf_token=proof, notice="none") for proof in proofs]
    assert {answer.status_code for answer in answers} == {303}


def test_the_last_link_that_was_opened_is_the_one_that_is_used(
    app: APIFlask, inside: Inside, settings: Settings, amara: Agent, joined: Agent
) -> None:
    """Two people share a machine in the training room: each sees their own name before they choose."""
    with inside() as session:
        ewa = session.get_one(Agent, joined.id)
        ewa.joined_at = None
        first, second = (links.invitation(session, settings, agent) for agent in (amara, ewa))
    visitor = Visitor(app)
    visitor.get(first)
    visitor.get(second)
    assert "ewa.krol" in text_of(visitor.get("/join"))


def test_a_form_sent_twice_is_done_once(visitor: Visitor, inside: Inside, settings: Settings, amara: Agent) -> None:
    with inside() as session:
        link = links.invitation(session, settings, amara)
    visitor.get(link)
    proof = visitor.proof("/join")
    first = visitor.post("/join", csrf_token=proof, password=PASSWORD)
    again = visitor.post("/join", csrf_token=proof, password="another-lantern-9")
    assert (first.status_code, first.location) == (303, "/me")
    assert again.status_code in (303, 400, 404, 410)
    assert Visitor(visitor.client.application).sign_in("amara.okonkwo").status_code == 303


@pytest.mark.parametrize("host", ["mallory.example", "localhost:1", "localhost@mallory.example", "xn--80ak6aa92e.com"])
def test_no_address_that_a_request_claims_gets_into_a_page_or_a_redirect(
    visitor: Visitor, inside: Inside, settings: Settings, amara: Agent, host: str
) -> None:
    with inside() as session:
        link = links.invitation(session, settings, amara)
    for path in (link, "/join", "/sign-in", "/me", "/forgot-password"):
        answer = visitor.client.get(path, headers={"Host": host, "X-Forwarded-Host": host})
        assert host not in answer.text
        assert urlsplit(answer.headers.get("Location", "")).netloc == ""


@pytest.mark.parametrize("path", ["/sign-in", "/forgot-password", "/join", "/reset", "/sign-up", "/join/new-link"])
def test_no_form_is_taken_from_another_site(visitor: Visitor, inside: Inside, joined: Agent, path: str) -> None:
    with inside() as session:
        before = snapshot(session)
    for proof in ({}, {"csrf_token": "x"}, {"csrf_token": ""}):
        answer = visitor.post(path, identifier="ewa.krol", password=PASSWORD, **proof)
        assert answer.status_code == 400
    with inside() as session:
        assert snapshot(session) == before


def test_known_and_unknown_names_get_the_same_page_try_after_try(app: APIFlask, joined: Agent, amara: Agent) -> None:
    def answers(name: str) -> list[tuple[int, str | None, str]]:
        visitor = Visitor(app)
        sent = [visitor.sign_in(name, "not-my-password-1") for _ in range(11)]
        return [(answer.status_code, answer.headers.get("Retry-After", "")[:2], text_of(answer)) for answer in sent]

    joined_already, not_yet, nobody = (answers(name) for name in ("ewa.krol", "amara.okonkwo", "nobody"))
    assert joined_already == nobody
    assert not_yet == nobody
    assert nobody[-1][0] == 429


def addresses(inside: Inside) -> int:
    with inside() as session:
        return len([key for key in session.scalars(select(Attempt.key)) if key.startswith("sign-in-from:")])


@pytest.mark.parametrize(("proxies", "counted"), [("1", 3), ("0", 1)])
def test_behind_a_proxy_each_visitor_is_counted_and_without_one_nobody_can_claim_to_be_another(
    tmp_path: Path, sqlite_url: str, inside: Inside, app: APIFlask, proxies: str, counted: int
) -> None:
    served = create_app(settings_for(tmp_path / "proxied", sqlite_url, TRUSTED_PROXIES=proxies))
    visitor = Visitor(served)
    proof = visitor.proof("/sign-in")
    for last in range(3):
        claimed = {"X-Forwarded-For": f"203.0.113.9, 198.51.100.{last}"}
        sent = {"csrf_token": proof, "identifier": "nobody", "password": "not-my-password-1"}
        visitor.client.post("/sign-in", data=sent, headers=claimed, base_url="http://localhost")
    assert addresses(inside) == counted


def test_an_upload_is_counted_by_account_and_refused_with_the_time_to_wait(
    visitor: Visitor, ingrid: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.uploading.BY_UPLOADER", Limit("upload-by", 2, timedelta(minutes=10)))
    visitor.sign_in("ingrid@northwind.example")
    proof = visitor.proof("/imports")

    def upload() -> int:
        data = {"csrf_token": proof, "file": (BytesIO(b"full_name,email\nZoe,zoe@northwind.example\n"), "x.csv")}
        return visitor.client.post("/imports", data=data, base_url="http://localhost").status_code

    assert [upload() for _ in range(3)] == [303, 303, 429]
