"""Behind a code for a phone app: the app gets its settings, once; a browser is told what the code is for."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.accounts.links import link
from onboarding.accounts.tokens import LinkRefused
from onboarding.database import begin_writing, db
from onboarding.telephony import softphone
from onboarding.telephony.phones import PhoneRefused
from onboarding.telephony.softphone import Code
from web.guard import public, settings
from web.pages.links import Refusal, tell_nobody
from web.translating import later, sentence

DAMAGED = Refusal(
    later("This code is not complete"),
    later("Scan it again, a little further away. Or: Sign in and show a new code on your page."),
    404,
)
REFUSALS = {
    "used": Refusal(
        later("This code has been used"),
        later("Each code sets up one phone. Sign in and show a new code on your page."),
        410,
    ),
    "expired": Refusal(
        later("This code has expired"),
        later("It works for ten minutes. Sign in and show a new code on your page."),
        410,
    ),
    "revoked": Refusal(
        later("This code no longer works"),
        later("There is a newer one, or it was taken back. Sign in and show a new code on your page."),
        410,
    ),
}
UNAVAILABLE = later("Your phone cannot be set up now")

blueprint = Blueprint("phone_setup", __name__)
tell_nobody(blueprint)


@blueprint.get("/phone-setup/<signed>")
@public
def open_code(signed: str) -> ResponseReturnValue:
    """Give a phone app its settings. The one GET of ours that uses something up: apps know no other way.

    The address is on nobody's screen but the agent's own, and in no message. A browser, into which a camera brings it,
    uses nothing up, and neither does a HEAD.
    """
    if _is_browser():
        return _page(signed)
    if request.method == "HEAD":
        return _looked(signed)
    begin_writing(db.session())
    try:
        document = softphone.use_code(db.session(), settings(), signed)
    except LinkRefused as refused:
        db.session.rollback()
        return _as_text(_refusal(refused))
    except PhoneRefused as refused:
        db.session.rollback()
        return _as_text(_unavailable(refused))
    db.session.commit()
    return document, 200, {"Content-Type": "application/xml; charset=utf-8"}


def _is_browser() -> bool:
    """Browsers ask for pages by name; apps ask for anything, or say nothing."""
    asks_for_page = any(kind == "text/html" for kind, _ in request.accept_mimetypes)
    return asks_for_page and "X-Linphone-Provisioning" not in request.headers


def _page(signed: str) -> ResponseReturnValue:
    try:
        token = softphone.look(db.session(), settings(), signed)
    except LinkRefused as refused:
        page = _refusal(refused)
        return render_template("door/phone_setup.html", page=page, code=None), page.status
    code = Code(link(settings(), request.path), token.expires_at)
    return render_template("door/phone_setup.html", page=None, code=code)


def _looked(signed: str) -> ResponseReturnValue:
    try:
        softphone.look(db.session(), settings(), signed)
    except LinkRefused as refused:
        return _as_text(_refusal(refused))
    return "", 200, {"Content-Type": "application/xml; charset=utf-8"}


def _refusal(refused: LinkRefused) -> Refusal:
    return REFUSALS.get(refused.why, DAMAGED)


def _unavailable(refused: PhoneRefused) -> Refusal:
    return Refusal(UNAVAILABLE, sentence(refused.problem), 503 if refused.problem.code == "away" else 409)


def _as_text(refusal: Refusal) -> ResponseReturnValue:
    said = f"{refusal.heading}. {refusal.sentence}\n"
    return said, refusal.status, {"Content-Type": "text/plain; charset=utf-8"}
