"""An agent's own mailbox: its PIN, and what an e-mail about a recording brings."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.telephony import mailboxes
from onboarding.telephony.mailboxes import LEAST_DIGITS, MOST_DIGITS, MailboxRefused
from onboarding.telephony.phones import phone_of
from onboarding.telephony.values import notice_address
from onboarding.wording import Problem
from web import guard
from web.guard import allow, settings
from web.pages.choosing import mistakes
from web.pages.my_phone import my_agent
from web.telling import tell
from web.translating import _, later, sentence

NOTICES = (
    ("recording", later("With the recording"), later("An e-mail with the message as a sound file.")),
    ("notice", later("Without the recording"), later("An e-mail that says who called and when.")),
    ("none", later("No e-mail"), later("Your phone shows that there is a message.")),
)


def register(blueprint: Blueprint) -> None:
    blueprint.get("/me/voicemail")(voicemail)
    blueprint.post("/me/voicemail/pin")(change_pin)
    blueprint.post("/me/voicemail/notice")(set_notice)


@allow("agent")
def voicemail() -> ResponseReturnValue:
    return _shown()


@allow("agent")
def change_pin() -> ResponseReturnValue:
    session = db.session()
    old, new = request.form.get("old_pin", "").strip(), request.form.get("new_pin", "").strip()
    begin_writing(session)
    try:
        mailboxes.change_pin(session, my_agent(), old, new, guard.actor())
    except MailboxRefused as refused:
        if refused.problem.code in ("refused", "wait"):
            session.commit()  # the try counts, also when it was refused
        else:
            session.rollback()
        return _refused(refused)
    session.commit()
    tell(_("Your PIN is changed. Use the new one when you dial *97."))
    return redirect("/me/voicemail", 303)


@allow("agent")
def set_notice() -> ResponseReturnValue:
    session = db.session()
    begin_writing(session)
    try:
        mailboxes.set_notice(session, my_agent(), request.form.get("notice", ""), guard.actor())
    except MailboxRefused as refused:
        session.rollback()
        return _refused(refused)
    session.commit()
    tell(_("Kept. It counts from the next message."))
    return redirect("/me/voicemail", 303)


def _refused(refused: MailboxRefused) -> ResponseReturnValue:
    shown = _shown([refused.problem])
    if refused.retry_after is not None:
        return shown, 429, {"Retry-After": str(refused.retry_after)}
    return shown, 503 if refused.problem.code == "away" else 422


def _shown(problems: Sequence[Problem] = ()) -> str:
    agent = my_agent()
    _, too_long = notice_address(agent)
    return render_template(
        "door/me_voicemail.html",
        tab="voicemail",
        agent=agent,
        phone=phone_of(db.session(), settings(), agent),
        notices=NOTICES,
        too_long=sentence(too_long) if too_long else None,
        least=LEAST_DIGITS,
        most=MOST_DIGITS,
        **mistakes(problems),
    )
