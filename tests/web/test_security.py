"""What browsers are told, what cookies may be read, and the proof in every form."""

import pytest

from onboarding.accounts.models import ROLES
from tests.databases import settings_for
from tests.web.browser import Page
from tests.web.files import checked
from tests.web.test_guard import routes
from web.app import create_app

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
ANSWERS = ["/", "/agents", "/imports", "/nothing-here", "/sign-in", "/healthz", "/static/css/tokens.css"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_forbids_inline_scripts_and_styles_and_framing(hr, path):
    headers = hr.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize("path", ["/", "/agents", "/imports", "/ranges", "/nothing-here"])
def test_no_page_of_somebody_who_is_signed_in_is_kept_by_a_cache(hr, path):
    assert hr.get(path).headers["Cache-Control"] == "no-store"


def test_files_of_the_package_are_kept_under_an_address_that_changes_with_them(hr):
    page = hr.page("/agents")
    address = next(link.get("href") for link in page.all("link") if "tokens.css" in link.get("href"))
    assert "?v=" in address
    assert "max-age=31536000" in hr.get(address).headers["Cache-Control"]


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(app):
    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_tls_the_cookie_is_bound_to_the_host_and_browsers_stay_with_tls(tmp_path, sqlite_url):
    settings = settings_for(tmp_path / "tls", sqlite_url, BASE_URL="https://onboarding.northwind.example")
    client = create_app(settings).test_client()
    answer = client.get("/sign-in", base_url="https://onboarding.northwind.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-onboard=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_session_signed_with_an_older_key_still_counts(tmp_path, sqlite_url, people):
    old, new = "o" * 32, "n" * 32
    before = create_app(settings_for(tmp_path / "a", sqlite_url, SECRET_KEYS=old))
    after = create_app(settings_for(tmp_path / "b", sqlite_url, SECRET_KEYS=f"{new},{old}"))
    signed = before.session_interface.get_signing_serializer(before).dumps({"kept": 1})
    assert after.session_interface.get_signing_serializer(after).loads(signed) == {"kept": 1}


@pytest.mark.parametrize("role", [None, *ROLES])
def test_no_form_is_taken_without_its_proof(app, browse_as, role):
    browser = browse_as(role)
    for endpoint, method, path in routes(app):
        if method == "POST":
            answer = browser.client.post(path, data={})
            assert answer.status_code in (303, 400, 403), (endpoint, answer.status_code)
            if answer.status_code == 400:
                assert Page(answer.text).heading == "This form had been open for too long"


def test_every_form_that_is_posted_carries_the_proof(hr, app, settings, amara):
    ready = checked(app, settings, hr)
    for path in (
        "/",
        "/agents",
        "/agents/new",
        f"/agents/{amara}",
        "/imports",
        ready,
        f"{ready}?step=confirm",
        "/ranges",
    ):
        for form in hr.page(path).all("form", method="post"):
            assert [field for field in form.iter("input") if field.get("name") == "csrf_token"], (path, form.attrib)


def test_a_form_is_small_and_only_uploads_may_be_large(hr):
    assert hr.post("/ranges", {"name": "x" * (2 << 20)}).status_code == 413
    length = {"CONTENT_LENGTH": str(66 << 20)}
    too_large = hr.client.post("/imports", content_type="multipart/form-data; boundary=x", environ_overrides=length)
    assert too_large.status_code == 413
    assert "64 MiB" in too_large.text
    assert "Nothing was stored." in too_large.text


def test_each_answer_names_its_request(hr):
    given = hr.client.get("/agents", headers={"X-Request-Id": "from-the-proxy-42"})
    assert given.headers["X-Request-Id"] == "from-the-proxy-42"
    odd = hr.client.get("/agents", headers={"X-Request-Id": "a\tb\x7f c d e f"})
    assert odd.headers["X-Request-Id"] != "a\tb\x7f c d e f"
    assert len(hr.get("/agents").headers["X-Request-Id"]) == 16


def test_proxies_are_believed_only_as_far_as_they_are_named(tmp_path, sqlite_url):
    trusting = create_app(settings_for(tmp_path / "proxied", sqlite_url, TRUSTED_PROXIES="1"))
    plain = create_app(settings_for(tmp_path / "plain", sqlite_url))
    forwarded = {"X-Forwarded-Proto": "https"}
    assert "Strict-Transport-Security" in trusting.test_client().get("/sign-in", headers=forwarded).headers
    assert "Strict-Transport-Security" not in plain.test_client().get("/sign-in", headers=forwarded).headers
