"""Messages: whether mail goes out, and how each message looks in each language, to a made-up person or a real one."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from onboarding.accounts import sample_messages
from onboarding.agents.models import Agent
from onboarding.agents.names import fold
from onboarding.database import begin_writing, db
from onboarding.invitations import sending
from onboarding.mail import samples, sender
from onboarding.mail.rendering import Rendered, render
from onboarding.preferences.logo import logo
from onboarding.preferences.organisation import organisation
from onboarding.wording import LANGUAGES
from web import formats, guard
from web.translating import _, later, ngettext

PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""The styles of a message stand on its elements; it may do nothing but be looked at."""

TITLES = {
    "invitation": later("Invitation"),
    "invitation_reminder": later("Reminder"),
    "password_reset": later("New password"),
    "password_changed": later("Password changed"),
    "locked": later("Account locked"),
    "import_finished": later("Import finished"),
    "import_failed": later("Import failed"),
    "readiness_digest": later("Readiness digest"),
    "staff_invitation": later("Staff invitation"),
}
"""Every message, by the folder of its templates, and what people call it."""

blueprint = Blueprint("messages", __name__)


@blueprint.get("/messages")
@guard.editors
def show() -> ResponseReturnValue:
    folder, language, username = _chosen()
    agent = _agent(username)
    rendered = _rendered(folder, language, agent)
    stopped = sender.stopped(db.session())
    return render_template(
        "messages/messages.html",
        heading=_heading(stopped),
        stopped=stopped,
        titles=TITLES,
        languages=[(code, _language(code)) for code in LANGUAGES],
        folder=folder,
        language=language,
        username=username,
        unknown=bool(username) and agent is None,
        rendered=rendered,
        preview=_address("/messages/preview", folder, language, username),
        address=_address,
    )


@blueprint.get("/messages/preview")
@guard.editors
def preview() -> Response:
    """The HTML of a message by itself, for a frame."""
    folder, language, username = _chosen()
    response = Response(_rendered(folder, language, _agent(username)).html)
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@blueprint.post("/messages/test")
@guard.editors
def send_test() -> ResponseReturnValue:
    folder, language, username = _chosen()
    session, me = db.session(), guard.me()
    begin_writing(session)
    sample_messages.send(session, guard.settings(), me, folder, language)
    session.commit()
    flash(_("On its way to %(email)s", email=me.email))
    return redirect(_address("/messages", folder, language, username), 303)


@blueprint.post("/messages/try-again")
@guard.editors
def try_again() -> ResponseReturnValue:
    """Test at once whether mail can leave again."""
    session = db.session()
    begin_writing(session)
    tested = sender.test_now(session, guard.actor())
    session.commit()
    flash(
        _("Mail is tested now. What waits goes out if it works.") if tested else _("Mail is being tested, or goes out.")
    )
    return redirect("/messages", 303)


def _heading(stopped: sender.Stopped | None) -> str:
    if stopped is None:
        return _("Mail goes out")
    if not stopped.waiting:
        return _("No mail can go out")
    return ngettext(
        "%(num)s message waits: no mail goes out", "%(num)s messages wait: no mail goes out", stopped.waiting
    )


def _language(code: str) -> str:
    """The language, as a button says it: a word that stands alone begins with a capital letter."""
    word = formats.language(code)
    return word[0].upper() + word[1:]


def _chosen() -> tuple[str, str, str]:
    """The message, its language, and the username of whom to show it for (empty: a made-up person)."""
    folder = request.values.get("message", "invitation")
    language = request.values.get("language", LANGUAGES[0])
    if folder not in samples.FOLDERS or language not in LANGUAGES:
        abort(404)
    return folder, language, request.values.get("agent", "").strip()[:100]


def _address(path: str, folder: str, language: str, username: str) -> str:
    asked = {"message": folder, "language": language, **({"agent": username} if username else {})}
    return f"{path}?{urlencode(asked)}"


def _agent(username: str) -> Agent | None:
    return db.session().scalar(select(Agent).where(Agent.username_key == fold(username))) if username else None


def _rendered(folder: str, language: str, agent: Agent | None) -> Rendered:
    session, settings = db.session(), guard.settings()
    about, picture = organisation(session), logo(session)
    facts: dict[str, Any] = sending.facts(settings, agent) if agent else {}
    shown = samples.context(settings, folder, language, facts)
    frame = {"organisation": about, "reply_to": about.reply_to, "logo": picture.address if picture else None}
    return render(folder, language, {**shown, **frame})
