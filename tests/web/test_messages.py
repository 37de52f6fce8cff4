"""The page that shows each message, and whether mail goes out."""

import io

import pytest

from onboarding.mail import samples, sender
from onboarding.mail.models import Message
from onboarding.preferences.logo import MOST_BYTES, logo
from onboarding.wording import LANGUAGES, Problem
from onboarding.work import Work

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def hr(browse_as):
    return browse_as("hr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", samples.FOLDERS)
def test_each_message_is_shown_in_each_language_in_a_frame_that_may_do_nothing(hr, folder, language):
    asked = f"message={folder}&language={language}"
    (frame,) = hr.page(f"/messages?{asked}").all("iframe")
    assert frame.get("sandbox") == ""
    answer = hr.get(frame.get("src"))
    assert f'<html lang="{language}">' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_a_real_person_can_be_shown_without_a_link_that_opens_anything(hr, inside, amara):
    shown = hr.page("/messages?agent=amara.okonkwo").text
    assert "2417" in shown
    assert "/join/SAMPLE" in shown
    with inside() as session:
        assert session.query(Message).count() == 0


def test_somebody_unknown_is_said_and_a_made_up_person_shown(hr):
    assert "Nobody has this username." in hr.page("/messages?agent=nobody").text


@pytest.mark.parametrize("asked", ["message=../invitation", "language=xx"])
def test_what_there_is_not_is_not_found(hr, asked):
    hr.page(f"/messages?{asked}", status=404)
    hr.page(f"/messages/preview?{asked}", status=404)


def test_a_test_goes_to_whoever_asked(hr, inside, people):
    hr.post("/messages/test", {"message": "invitation_reminder", "language": "it"})
    with inside() as session:
        message = session.query(Message).one()
        assert (message.kind, message.subject_id) == ("sample.invitation_reminder.it", people["hr"].id)


def test_a_sender_that_stopped_is_told_and_tried_again(hr, browse_as, inside):
    with inside() as session:
        sender.stop(session, Problem("failed", "mail_sender", params={"sender": "x@y", "said": "553 no"}))
    page = hr.page("/messages")
    assert page.heading == "No mail can go out"
    assert "Check ONBOARD_MAIL_FROM." in page.text
    assert "No mail goes out" in hr.page("/").text
    assert "No mail goes out" not in browse_as("supervisor").page("/").text
    hr.post("/messages/try-again", {})
    with inside() as session:
        stopped = sender.stopped(session)
        assert stopped is not None
        row = session.query(Work).filter_by(kind=sender.KIND).one()
        assert row.due_at == stopped.next_test <= row.created_at + sender.TESTS.first


def test_a_logo_is_kept_shown_and_taken_away(browse_as, inside):
    admin = browse_as("admin")
    admin.post("/settings/logo", {"logo": (io.BytesIO(PNG), "logo.png")})
    with inside() as session:
        kept = logo(session)
        assert kept is not None
        assert (kept.type, kept.data) == ("image/png", PNG)
    assert 'src="data:image/png;base64,' in admin.get("/messages/preview").text
    admin.post("/settings/logo", {"remove": "yes"})
    with inside() as session:
        assert logo(session) is None


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"RIFF0000WAVE", PNG + b"\x00" * MOST_BYTES]
)
def test_what_mail_cannot_show_is_refused(browse_as, inside, data):
    answer = browse_as("admin").post("/settings/logo", {"logo": (io.BytesIO(data), "logo.png")})
    assert answer.status_code == 422
    with inside() as session:
        assert logo(session) is None
