"""Every message, in words and in HTML."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import html5lib
import pytest
from jinja2 import UndefinedError

from onboarding.database import now
from onboarding.directory.readiness import Readiness
from onboarding.mail.rendering import Rendered, render
from onboarding.mail.samples import FOLDERS
from onboarding.preferences.organisation import Organisation
from onboarding.settings import bundled
from onboarding.wording import LANGUAGES

LINK = f"https://onboarding.northwind.example/join/{'eyJpIjo0MTd9' * 12}.aSgK1w.{'4tQz' * 10}abc"
COMMON: dict[str, Any] = {
    "organisation": Organisation("Northwind", "#0F3D3E", "people@northwind.example"),
    "reply_to": "people@northwind.example",
    "logo": None,
    "greeting_name": "Amara",
    "username": "amara.okonkwo",
    "link": LINK,
    "timezone": "Europe/Rome",
}
UNTIL = datetime(2025, 12, 8, 15, 30, tzinfo=UTC)
MONDAY = Readiness(date(2025, 12, 1), {"ready": 171, "joined": 43})
INVITED = {
    "extension": "2417",
    "voicemail": True,
    "start_date": date(2125, 12, 3),
    "expires_at": UNTIL,
    "invited_by": "Ingrid Solheim",
}
CONTEXTS: dict[str, dict[str, Any]] = {
    "invitation": INVITED,
    "invitation_reminder": INVITED,
    "password_reset": {"expires_at": UNTIL},
    "password_changed": {"changed_at": UNTIL},
    "locked": {"locked_until": UNTIL},
    "staff_invitation": {"expires_at": UNTIL, "role": "an administrator"},
    "import_finished": {"file_name": "new-hires.csv", "created": 1208, "updated": 3, "unchanged": 0, "to_fix": 44},
    "import_failed": {
        "file_name": "new-hires.csv",
        "reason": "All or nothing was asked for.",
        "applied": 1208,
        "not_reached": 3,
        "to_fix": 44,
    },
    "readiness_digest": {
        "board": MONDAY,
        "boards": [MONDAY, Readiness(date(2025, 12, 3))],
        "people": [("Zoë van der Meer", date(2025, 12, 1), "no queue yet")],
        "more": 42,
        "not_ready": 43,
    },
}


def rendered(folder: str, language: str = "en", **changes: Any) -> Rendered:
    return render(folder, language, {**COMMON, **CONTEXTS[folder], **changes})


def in_words(html: str) -> str:
    """The text of a page as a browser shows it."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def test_every_message_is_looked_at() -> None:
    folders = {path.name for path in bundled("email").iterdir() if path.is_dir()}
    assert folders == set(CONTEXTS) == set(FOLDERS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", CONTEXTS)
def test_every_message_is_complete(folder: str, language: str) -> None:
    message = rendered(folder, language)
    assert message.subject
    assert "\n" not in message.subject
    for part in (message.subject, message.text, message.html):
        assert not re.search(r"\{\{|\}\}|\{%|%\}|\{#|#\}", part)
        assert "None" not in part


@pytest.mark.parametrize("folder", CONTEXTS)
@pytest.mark.parametrize("logo", [None, "cid:logo"])
def test_the_html_is_well_formed(folder: str, logo: str | None) -> None:
    html5lib.HTMLParser(strict=True).parse(rendered(folder, logo=logo).html)


@pytest.mark.parametrize("folder", CONTEXTS)
def test_the_link_is_whole_in_both_parts(folder: str) -> None:
    message = rendered(folder)
    assert LINK in message.text.splitlines()
    links = [a.get("href") for a in html5lib.parse(message.html, namespaceHTMLElements=False).iter("a")]
    assert links == [LINK, LINK]
    assert LINK in in_words(message.html)


@pytest.mark.parametrize("folder", CONTEXTS)
def test_nothing_is_fetched_from_elsewhere(folder: str) -> None:
    html = rendered(folder).html.replace(LINK, "")
    assert not re.search(r"https?://|<img|<link|<script|url\(|@import", html)


@pytest.mark.parametrize("folder", CONTEXTS)
def test_dark_mode_survives_the_inlining(folder: str) -> None:
    html = rendered(folder).html
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html


@pytest.mark.parametrize("folder", CONTEXTS)
def test_what_a_template_needs_and_does_not_get_is_an_error(folder: str) -> None:
    context = {**COMMON, **CONTEXTS[folder]}
    del context["link"]
    with pytest.raises(UndefinedError):
        render(folder, "en", context)


@pytest.mark.parametrize("folder", CONTEXTS)
def test_a_name_is_never_markup(folder: str) -> None:
    message = rendered(folder, greeting_name="<script>alert(1)</script>")
    assert "<script" not in message.html
    assert "<script>alert(1)</script>" in message.text


def test_the_invitation_says_what_one_needs_to_know() -> None:
    message = rendered("invitation")
    for part in (message.text, in_words(message.html)):
        for fact in (
            "Welcome, Amara.",
            "You start with us on Monday 3 December",
            "amara.okonkwo",
            "2417",
            "works until Monday 8 December, 16:30 CET",
            "Ingrid Solheim at Northwind invited you.",
            "people@northwind.example",
        ):
            assert fact in part


def test_without_an_extension_no_phone_is_promised() -> None:
    message = rendered("invitation", extension=None)
    for part in (message.text, message.html):
        assert "phone is" not in part
        assert "Voicemail" not in part


@pytest.mark.parametrize("start_date", [None, (now() - timedelta(days=3)).date()])
def test_a_first_day_that_is_over_or_unknown_is_not_announced(start_date: date | None) -> None:
    message = rendered("invitation", start_date=start_date)
    assert "You start with us" not in message.text + message.html


def test_who_invited_and_where_to_answer_may_be_unknown() -> None:
    message = rendered("invitation", invited_by=None, reply_to=None)
    for part in (message.text, in_words(message.html)):
        assert "Northwind invited you. We never ask" in " ".join(part.split())


def test_a_moment_is_told_in_the_readers_time_zone() -> None:
    assert "Monday 8 December, 22:30 UTC+07" in rendered("password_reset", timezone="Asia/Bangkok").text


def test_a_language_without_words_of_its_own_gets_english_with_english_days() -> None:
    message = render("password_reset", "de", {**COMMON, **CONTEXTS["password_reset"]})
    assert "until Monday 8 December" in message.text
    assert '<html lang="en">' in message.html


def test_in_italian_days_and_moments_are_italian() -> None:
    message = rendered("invitation", "it")
    for part in (message.text, in_words(message.html)):
        assert "Inizi con noi lunedì 3 dicembre." in part
        assert "fino a lunedì 8 dicembre, 16:30 CET" in part
    assert '<html lang="it">' in message.html


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert "1,208" in rendered("import_finished").text
    assert "1.208" in rendered("import_finished", "it").text


def test_one_shape_for_many_people_mixes_nobody_up() -> None:
    messages = [rendered("invitation", greeting_name=f"<b>{name}</b>", username=name) for name in ("ana", "zoe")]
    for message, own, other in zip(messages, ("ana", "zoe"), ("zoe", "ana"), strict=True):
        assert f"Welcome, <b>{own}</b>." in in_words(message.html)
        assert other not in message.html


def test_a_value_that_looks_like_a_mark_stays_what_it_is() -> None:
    assert "x0x0x" in rendered("invitation", greeting_name="x0x0x").html
