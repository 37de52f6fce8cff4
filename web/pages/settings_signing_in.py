"""Settings about signing in: which passwords are good enough, and when wrong ones lock an account."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from onboarding.database import begin_writing, db
from onboarding.preferences.locking import lock_policy, set_lock_policy
from onboarding.preferences.passwords import (
    LEAST,
    MODERN,
    SECURITY_SUITE,
    SPECIAL,
    password_policy,
    set_password_policy,
)
from onboarding.preferences.refusal import PreferencesRefused
from web import formats, guard

SUITES = (
    (
        MODERN,
        "Long and not guessable",
        f"At least {LEAST[MODERN]} characters, not a common password, nothing of the person in it: a few words do.",
    ),
    (
        SECURITY_SUITE,
        "Security Suite",
        f"At least {LEAST[SECURITY_SUITE]} characters: capital and small letters, digits, one of {SPECIAL} at least.",
    ),
)
"""Each choice: its value, its name, and what it asks of people."""

Page = Callable[..., str]


def register(blueprint: Blueprint, page: Page) -> None:
    """`page` makes the page of settings again, with what was typed and what is wrong with it."""

    @blueprint.post("/settings/passwords")
    @guard.allow("admin")
    def change_passwords() -> ResponseReturnValue:
        session = db.session()
        begin_writing(session)
        try:
            set_password_policy(session, guard.actor(), request.form.get("suite", ""))
        except PreferencesRefused as refused:
            session.rollback()
            return page(problems=refused.problems), 422
        session.commit()
        flash("Saved. Whoever chooses a password from now on sees these rules; passwords that people have stay good.")
        return redirect("/settings", 303)

    @blueprint.post("/settings/locking")
    @guard.allow("admin")
    def change_locking() -> ResponseReturnValue:
        session, typed = db.session(), request.form
        begin_writing(session)
        try:
            policy = set_lock_policy(
                session, guard.actor(), tries=typed.get("tries", ""), minutes=typed.get("minutes", "")
            )
        except PreferencesRefused as refused:
            session.rollback()
            return page(locking=typed, problems=refused.problems), 422
        session.commit()
        wrong = formats.plural(policy.tries, "wrong password", "wrong passwords")
        lasts = formats.plural(policy.minutes, "minute", "minutes")
        flash(f"Saved. {wrong} lock an account for {lasts}." if policy.tries else "Saved. Wrong passwords lock nobody.")
        return redirect("/settings", 303)


def shown(locking: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the two cards show: what is set, or what was typed."""
    session = db.session()
    policy = lock_policy(session)
    return {
        "suites": SUITES,
        "suite": password_policy(session).suite,
        "locking": locking or {"tries": str(policy.tries), "minutes": str(policy.minutes)},
    }
