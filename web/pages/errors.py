"""What a page says when it cannot be made: whose fault, what is kept, a code, what to do."""

import logging
import secrets
from dataclasses import dataclass, replace

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, RequestEntityTooLarge

from onboarding.accounts.limits import TooMany
from onboarding.accounts.models import STAFF_ROLES
from onboarding.database import db
from web import guard
from web.api import problems
from web.translating import later, sentence

log = logging.getLogger(__name__)

_LETTERS = "ACDEFHJKLMNPQRTUVWXY34679"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A page's worth of trouble. `again`: the same address may be tried again."""

    title: str
    text: str
    again: bool = False


TROUBLES = {
    400: Trouble(
        later("This request cannot be read"),
        later("Something in the address or the form is not as we made it. Go back and try from there."),
        again=True,
    ),
    403: Trouble(
        later("You cannot see this page"),
        later("Your role does not include it. An administrator can give you another one."),
    ),
    404: Trouble(
        later("There is nothing here"),
        later("The address may have been shortened, or what it named is gone. Nothing of yours is lost."),
    ),
    405: Trouble(
        later("This address is not a page"),
        later("It belongs to a button. Go back to the page with the button and press it there."),
    ),
    413: Trouble(
        later("This is too large"),
        later(
            "A file may have %(mib)s MiB, a form 1 MiB. Split the file, or leave out columns that are not needed. "
            "Nothing was stored."
        ),
    ),
    429: Trouble(
        later("Too many tries in a short time"),
        later("This keeps guessers out. Wait a minute and try again."),
        again=True,
    ),
    500: Trouble(
        later("The page could not be made"),
        later("It is our fault, and it is in the log as %(code)s. What is stored already is kept."),
        again=True,
    ),
    503: Trouble(
        later("The database does not answer"),
        later("It is our fault. Try again in a moment; it is in the log as %(code)s. What is stored already is kept."),
        again=True,
    ),
}
CSRF_TROUBLE = Trouble(
    later("This form had been open for too long"),
    later(
        "You have signed in or out since it was opened, so it no longer proves that it is yours. "
        "Go back, load the page again and send it once more. Nothing was changed."
    ),
)


def install(app: Flask) -> None:
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _csrf(error: CSRFError) -> ResponseReturnValue:
    if problems.is_asked_of_api():
        return problems.answer(error)
    db.session.rollback()
    return _page(CSRF_TROUBLE, 400)


def _http(error: HTTPException) -> ResponseReturnValue:
    if problems.is_asked_of_api():
        return problems.answer(error)
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, InternalServerError):
        return _unexpected(error)
    db.session.rollback()
    trouble = TROUBLES.get(error.code, TROUBLES[400])
    if isinstance(error, RequestEntityTooLarge):
        trouble = replace(trouble, text=str(trouble.text) % {"mib": current_app.config["ONBOARD"].import_max_mib})
    page, status = _page(trouble, error.code)
    headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    return page, status, headers


def _too_many(error: TooMany) -> ResponseReturnValue:
    if problems.is_asked_of_api():
        return problems.answer(error)
    page, status = _page(replace(TROUBLES[429], text=sentence(error.problem)), 429)
    return page, status, {"Retry-After": str(error.retry_after)}


def _unexpected(error: Exception) -> ResponseReturnValue:
    if problems.is_asked_of_api():
        return problems.answer(error)
    code = (
        "".join(secrets.choice(_LETTERS) for _ in range(3)) + "-" + "".join(secrets.choice(_LETTERS) for _ in range(3))
    )
    log.error("page failed as %s request=%s", code, g.get("request_id", "-"), exc_info=error)
    _look_anew()
    if isinstance(error, OperationalError):
        return (*_page(_in_log(TROUBLES[503], code), 503), {"Retry-After": "5"})
    return _page(_in_log(TROUBLES[500], code), 500)


def _in_log(trouble: Trouble, code: str) -> Trouble:
    return replace(trouble, text=Markup(trouble.text) % {"code": Markup("<code>{}</code>").format(code)})  # noqa: S704


def _page(trouble: Trouble, status: int) -> tuple[str, int]:
    again = request.full_path.rstrip("?") if trouble.again and request.method == "GET" else None
    page = render_template("trouble.html", trouble=trouble, again=again, layout=_layout())
    return page, status


def _layout() -> str:
    """Staff keep their navigation; everybody else, and whoever cannot be looked up now, gets a page of its own."""
    try:
        account = guard.current()
    except Exception:
        _look_anew()
        g.account = None
        return "layout/alone.html"
    return "layout/shell.html" if account is not None and account.role in STAFF_ROLES else "layout/alone.html"


def _look_anew() -> None:
    """Leave the session in which it failed, and what was found in it."""
    db.session.remove()
    g.pop("account", None)
