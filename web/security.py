"""What browsers are told to refuse, and the proof that a form was ours."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_wtf import CSRFProtect

from onboarding.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

MOST_BYTES_OF_A_FORM = 1 << 20

csrf = CSRFProtect()
"""Asks each form for its proof; an API that is entered with a bearer token, not a cookie, is exempt from it."""

View = TypeVar("View", bound=Callable[..., Any])


def takes_uploads(view: View) -> View:
    """This route takes bodies as large as an import's file; every other one only those of a form."""
    view._takes_uploads = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Cookies, the proof in every form, and the headers of every answer."""
    settings: Settings = app.config["ONBOARD"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-onboard" if settings.secure else "onboard",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MOST_BYTES_OF_A_FORM,
        WTF_CSRF_TIME_LIMIT=None,
        # The pages behind links send no referrer, so that none can be asked for; the token in the form is the proof.
        WTF_CSRF_SSL_STRICT=False,
    )
    # Before the form is read for the first time, which is when its proof is checked.
    app.before_request(_limit_body)
    csrf.init_app(app)
    app.after_request(_headers)


def _limit_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "_takes_uploads", False):
        settings: Settings = current_app.config["ONBOARD"]
        # The limit of a file, and some for the fields that come with it.
        request.max_content_length = (settings.import_max_mib << 20) + MOST_BYTES_OF_A_FORM


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    # Links in messages carry a secret in their path: no page tells another one where it was.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
