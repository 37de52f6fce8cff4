"""What links in messages have in common: their secret leaves the address at once; one that does not work says why."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, session
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.accounts.models import Account
from onboarding.accounts.tokens import LinkRefused
from onboarding.database import db
from web import guard, translating
from web.translating import later


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of link: what its tokens are for, and the path that its pages have without a token."""

    purpose: str
    path: str

    @property
    def _key(self) -> str:
        return f"link:{self.purpose}"

    def keep(self, signed: str) -> ResponseReturnValue:
        """Move the token from the address into the session, and go to the address without it."""
        guard.current()  # a session that has run out is emptied first, else it would take the token along later
        session[self._key] = signed
        return redirect(self.path, 303)

    def kept(self) -> str | None:
        signed: str | None = session.get(self._key)
        return signed

    def forget(self) -> None:
        session.pop(self._key, None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page for a link that does not work. `new_link`: another one may be asked for; `sign_in`: it is not needed."""

    heading: str
    sentence: str
    status: int
    new_link: bool = False
    sign_in: bool = False


DAMAGED = Refusal(
    later("This link is not complete"),
    later(
        "Mail programs sometimes cut long addresses. Open the link in the e-mail again, "
        "or copy the whole address from it."
    ),
    404,
    sign_in=True,
)
NOT_OPENED = Refusal(
    later("Open the link in your e-mail"),
    later("This page belongs to a link that we send. Open it from the e-mail, in the same browser."),
    404,
    sign_in=True,
)
REFUSALS = {
    ("invite", "expired"): Refusal(
        later("This invitation has expired"),
        later("Your place is kept: ask for a new link and go on from there."),
        410,
        new_link=True,
    ),
    ("invite", "used"): Refusal(
        later("You have joined already"), later("Sign in with the password that you chose then."), 410, sign_in=True
    ),
    ("invite", "revoked"): Refusal(
        later("This link no longer works"),
        later(
            "You have joined with another one, a newer one is in your inbox, or it was taken back by whoever sent it."
        ),
        410,
        new_link=True,
        sign_in=True,
    ),
    ("reset", "expired"): Refusal(
        later("This link has expired"),
        later("It works for a short time only. Your password is as it was."),
        410,
        new_link=True,
    ),
    ("reset", "used"): Refusal(
        later("This link has been used"),
        later("The password was changed with it. Sign in with the new one."),
        410,
        sign_in=True,
    ),
    ("reset", "revoked"): Refusal(
        later("This link no longer works"),
        later("A newer one may be in your inbox, or your password has been changed meanwhile."),
        410,
        new_link=True,
        sign_in=True,
    ),
    ("sign_up", "expired"): Refusal(
        later("This invitation has expired"), later("Ask for a new link and go on from there."), 410, new_link=True
    ),
    ("sign_up", "used"): Refusal(
        later("You have a password already"), later("Sign in with the one that you chose then."), 410, sign_in=True
    ),
    ("sign_up", "revoked"): Refusal(
        later("This link no longer works"),
        later("A newer one may be in your inbox, or it was taken back by whoever sent it."),
        410,
        new_link=True,
        sign_in=True,
    ),
}


def refused_page(way: Way, refused: LinkRefused | None) -> ResponseReturnValue:
    """What is wrong with a link and the way on; None: nobody has opened a link in this browser."""
    page = NOT_OPENED if refused is None else REFUSALS.get((way.purpose, refused.why), DAMAGED)
    owner = db.session.get(Account, refused.token.account_id) if refused is not None and refused.token else None
    if owner is not None:
        speak_as(owner)
    shown = render_template(
        "door/link_refused.html", page=page, new_link_at=f"{way.path}/new-link" if page.new_link else None
    )
    return shown, page.status


def speak_as(owner: Account) -> None:
    """Speak the language of whoever a link is for, unless the reader has chosen another."""
    translating.prefer(accounts.language_of(db.session(), owner))


def tell_nobody(blueprint: Blueprint) -> None:
    """Keep these pages' addresses out of referrers, and the pages out of every cache."""

    @blueprint.after_request
    def headers(response: Response) -> Response:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")
        return response
