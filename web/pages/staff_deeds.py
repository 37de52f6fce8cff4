"""What is done to the accounts of staff: inviting, another role, disabling, enabling, unlocking."""

import uuid
from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.accounts import staff as staff_accounts
from onboarding.accounts.accounts import AccountRefused
from onboarding.accounts.models import Account
from onboarding.audit import Actor
from onboarding.database import begin_writing, db
from onboarding.wording import Problem
from web import formats, guard
from web.guard import settings
from web.pages.choosing import mistakes
from web.translating import _, later, sentence

ROLES = (
    ("hr", later("Adds, imports and invites agents, and manages their numbers and groups.")),
    ("supervisor", later("Sees the agents of the teams and queues that you choose, and changes nothing.")),
    ("admin", later("All of this, and staff and settings too.")),
)
"""What each role may do, as it is said beside it."""

Deed = Callable[[Session, Actor, Account], bool]


def register(blueprint: Blueprint) -> None:
    blueprint.get("/staff/new")(new)
    blueprint.post("/staff/new")(invite)
    blueprint.get("/staff/<uuid:account_id>/role")(choose_role)
    blueprint.post("/staff/<uuid:account_id>/role")(change_role)
    blueprint.post("/staff/<uuid:account_id>/invitation")(invite_again)
    blueprint.post("/staff/<uuid:account_id>/disable")(disable)
    blueprint.post("/staff/<uuid:account_id>/enable")(enable)
    blueprint.post("/staff/<uuid:account_id>/unlock")(unlock)


@guard.allow("admin")
def new() -> ResponseReturnValue:
    return _form({"role": "hr"})


@guard.allow("admin")
def invite() -> ResponseReturnValue:
    """Somebody new, who is sent a link to choose a password."""
    session, typed = db.session(), request.form
    begin_writing(session)
    try:
        account = staff_accounts.invite(
            session,
            settings(),
            guard.actor(),
            email=typed.get("email", ""),
            full_name=typed.get("full_name", ""),
            role=typed.get("role", ""),
        )
    except AccountRefused as refused:
        session.rollback()
        return _form(typed, [refused.problem]), 422
    session.commit()
    flash(_("%(email)s is sent a link to choose a password", email=account.email))
    return redirect("/staff", 303)


@guard.allow("admin")
def choose_role(account_id: uuid.UUID) -> ResponseReturnValue:
    account = find(account_id)
    name = accounts.display_name(db.session(), account)
    return render_template("staff/role.html", person=account, name=name, roles=ROLES, **mistakes([]))


@guard.allow("admin")
def change_role(account_id: uuid.UUID) -> ResponseReturnValue:
    role = request.form.get("role", "")

    def deed(session: Session, actor: Actor, account: Account) -> bool:
        return staff_accounts.change_role(session, settings(), actor, account, role)

    changed = later("%(name)s has the role %(role)s now, and signs in again")
    return _do(deed, account_id, changed, later("%(name)s has this role"), role=formats.ROLE_WORDS.get(role, role))


@guard.allow("admin")
def invite_again(account_id: uuid.UUID) -> ResponseReturnValue:
    """Another link to choose a password; earlier ones end."""

    def deed(session: Session, actor: Actor, account: Account) -> bool:
        staff_accounts.invite_again(session, settings(), actor, account)
        return True

    return _do(deed, account_id, later("%(name)s is sent another link"), "")


@guard.allow("admin")
def disable(account_id: uuid.UUID) -> ResponseReturnValue:
    done, already = later("%(name)s is disabled, and signed out"), later("%(name)s is disabled")
    return _do(staff_accounts.disable, account_id, done, already)


@guard.allow("admin")
def enable(account_id: uuid.UUID) -> ResponseReturnValue:
    def deed(session: Session, actor: Actor, account: Account) -> bool:
        return staff_accounts.enable(session, settings(), actor, account)

    return _do(deed, account_id, later("%(name)s is enabled, and can sign in"), later("%(name)s is enabled"))


@guard.allow("admin")
def unlock(account_id: uuid.UUID) -> ResponseReturnValue:
    done, already = later("%(name)s is unlocked, and can sign in"), later("%(name)s is not locked")
    return _do(staff_accounts.unlock, account_id, done, already)


def find(account_id: uuid.UUID) -> Account:
    """Somebody of the staff, or the page that there is none."""
    account = db.session().get(Account, account_id, populate_existing=True)
    return account if account is not None and account.agent_id is None else abort(404)


def _do(deed: Deed, account_id: uuid.UUID, done: str, already: str, **words: str) -> ResponseReturnValue:
    """Do it, and say on the list what became of it: done, not needed, or why not. `words`: said besides the name."""
    session = db.session()
    begin_writing(session)
    account, actor = find(account_id), guard.actor()
    try:
        changed = deed(session, actor, account)
    except AccountRefused as refused:
        session.rollback()
        flash(sentence(refused.problem), "bad")
        return redirect("/staff", 303)
    session.commit()
    flash(str(done if changed else already) % {"name": accounts.display_name(session, account), **words})
    return redirect("/staff", 303)


def _form(typed: Mapping[str, str], problems: Sequence[Problem] = ()) -> str:
    return render_template("staff/new.html", typed=typed, roles=ROLES, **mistakes(problems))
