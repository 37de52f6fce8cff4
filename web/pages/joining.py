"""The way in for a new agent: the invitation's link, a password, and then the phone."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.accounts.passwords import PasswordRefused
from onboarding.accounts.people import Person
from onboarding.accounts.tokens import LinkRefused
from onboarding.database import begin_writing, db, now
from onboarding.invitations import joining
from onboarding.invitations.joining import NOTHING_CHOSEN, Chosen, Welcome
from onboarding.wording import Problem
from web import guard, translating, trying
from web.formats import today
from web.guard import public, settings
from web.pages import languages, timezones
from web.pages.choosing import mistakes, shown_rules
from web.pages.links import Way, refused_page, speak_as, tell_nobody
from web.pages.signing_in import home
from web.translating import later

WAY = Way("invite", "/join")
NEW_LINK = later(
    "If your invitation still stands, a new link is on its way to the e-mail address that we have for you."
)

blueprint = Blueprint("joining", __name__)
tell_nobody(blueprint)


@blueprint.get("/join/<signed>")
@public
def open_link(signed: str) -> ResponseReturnValue:
    try:
        welcome = joining.look(db.session(), settings(), signed)
    except LinkRefused as refused:
        return refused_page(WAY, refused) if refused.token is None else WAY.keep(signed)
    if welcome.invitation.first_seen_at is None:
        _note_seen(welcome)
    return WAY.keep(signed)


def _note_seen(welcome: Welcome) -> None:
    db.session.commit()  # ends the reading, so that the writing waits for its turn
    begin_writing(db.session())
    joining.note_seen(db.session(), welcome.invitation)
    db.session.commit()


@blueprint.get("/join")
@public
def page() -> ResponseReturnValue:
    signed, account = WAY.kept(), guard.current()
    if signed is None and account is not None:
        return redirect(home(account), 303)
    return _shown(signed)


@blueprint.post("/join")
@public
def join() -> ResponseReturnValue:
    signed = WAY.kept()
    if signed is None:
        return _shown(None)
    password = request.form.get("password", "")
    chosen = Chosen(
        language=translating.known(request.form.get("language")), timezone=timezones.known(request.form.get("timezone"))
    )
    begin_writing(db.session())
    try:
        account = joining.join(db.session(), settings(), signed, password, chosen)
    except LinkRefused as refused:
        db.session.rollback()
        return refused_page(WAY, refused)
    except PasswordRefused as refused:
        db.session.rollback()
        return _shown(signed, refused.problems, chosen)
    db.session.commit()
    guard.start_session(account)
    return redirect("/me", 303)


@blueprint.post("/join/new-link")
@public
def ask_for_new_link() -> ResponseReturnValue:
    signed = WAY.kept()
    if signed is None:
        return refused_page(WAY, None)
    with trying.counted() as session:
        joining.ask_for_new_link(session, settings(), signed, trying.address())
    WAY.forget()
    return redirect("/join/new-link", 303)


@blueprint.get("/join/new-link")
@public
def new_link_asked() -> ResponseReturnValue:
    return render_template("door/look_in_mail.html", sentence=NEW_LINK)


def _shown(
    signed: str | None, problems: Sequence[Problem] = (), chosen: Chosen = NOTHING_CHOSEN
) -> ResponseReturnValue:
    """The form for whoever the link is for, with what is wrong with what was sent; or what is wrong with the link."""
    if signed is None:
        return refused_page(WAY, None)
    try:
        welcome = joining.look(db.session(), settings(), signed)
    except LinkRefused as refused:
        return refused_page(WAY, refused)
    return _form(welcome, problems, chosen), 422 if problems else 200


def _form(welcome: Welcome, problems: Sequence[Problem], chosen: Chosen) -> str:
    speak_as(welcome.account)
    agent = welcome.agent
    timezone = chosen.timezone or agent.timezone or settings().timezone
    starts = agent.start_date if agent.start_date and agent.start_date >= today() else None
    other = guard.current()
    return render_template(
        "door/join.html",
        agent=agent,
        starts=starts,
        works_until=welcome.token.expires_at.astimezone(ZoneInfo(timezone)).date(),
        rules=shown_rules(Person(welcome.account, agent)),
        timezones=timezones.choices(now(), timezone, settings().timezone),
        timezone=timezone,
        languages=languages.choices(),
        language=chosen.language or translating.language(),
        ask_browser=chosen.timezone is None and agent.timezone is None,
        signed_in_as=accounts.display_name(db.session(), other) if other and other.id != welcome.account.id else None,
        **mistakes(problems),
    )
