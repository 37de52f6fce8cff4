"""The languages that pages and messages can speak, each under its own name; choosing one for oneself."""

from babel import Locale
from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.database import begin_writing, db
from onboarding.wording import LANGUAGES
from web import guard, translating
from web.pages.signing_in import is_local

blueprint = Blueprint("languages", __name__)
blueprint.app_context_processor(lambda: {"page_languages": choices, "page_address": _address})


@blueprint.post("/language")
@guard.public
def choose() -> ResponseReturnValue:
    """Go on in this language: kept with the account of whoever is signed in, otherwise in the browser's session."""
    chosen = translating.known(request.form.get("language"))
    account = guard.current()
    if chosen is not None:
        session[translating.CHOSEN] = chosen
    if chosen is not None and account is not None:
        begin_writing(db.session())
        accounts.speak(db.session(), account.id, chosen)
        db.session.commit()
    back = request.form.get("back", "")
    return redirect(back if is_local(back) else "/", 303)


def _address() -> str:
    """Where the page is shown again; one that answers a form is shown at its own address."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def choices() -> list[tuple[str, str]]:
    """Code and name, such as it and Italiano."""
    return [(code, str(Locale.parse(code).display_name).capitalize()) for code in LANGUAGES]
