"""Staff: who works here and may do what, and whom supervisors supervise."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from onboarding.accounts import accounts
from onboarding.accounts.models import Account
from onboarding.database import begin_writing, db, now
from onboarding.groups import groups, supervision
from onboarding.groups.supervision import SUPERVISED_KINDS
from web import guard
from web.pages import staff_deeds
from web.pages.group_members import chosen
from web.pages.group_words import WORDS
from web.translating import _, ngettext

blueprint = Blueprint("staff", __name__)
staff_deeds.register(blueprint)


@blueprint.get("/staff")
@guard.allow("admin")
def list_staff() -> ResponseReturnValue:
    session = db.session()
    supervises = supervision.by_account(session)
    return render_template("staff/list.html", people=accounts.staff(session), supervises=supervises, now=now())


@blueprint.get("/staff/<uuid:account_id>")
@guard.allow("admin")
def choose(account_id: uuid.UUID) -> ResponseReturnValue:
    """The teams and queues that a supervisor may supervise, to be ticked."""
    session = db.session()
    account = _supervisor(account_id)
    return render_template(
        "staff/supervises.html",
        person=account,
        name=accounts.display_name(session, account),
        kinds=[(kind, WORDS[kind], groups.listed(session, kind)) for kind in SUPERVISED_KINDS],
        ticked=set(supervision.supervised(session, account_id)),
    )


@blueprint.post("/staff/<uuid:account_id>")
@guard.allow("admin")
def supervise(account_id: uuid.UUID) -> ResponseReturnValue:
    """Let a supervisor supervise what was ticked, and nothing else."""
    session = db.session()
    begin_writing(session)
    account = _supervisor(account_id)
    supervision.supervise(session, guard.actor(), account_id, chosen("group"))
    count = len(supervision.supervised(session, account_id))
    session.commit()
    name = accounts.display_name(session, account)
    flash(
        ngettext(
            "%(name)s supervises %(num)s team or queue",
            "%(name)s supervises %(num)s teams and queues",
            count,
            name=name,
        )
        if count
        else _("%(name)s supervises nothing", name=name)
    )
    return redirect("/staff", 303)


def _supervisor(account_id: uuid.UUID) -> Account:
    account = staff_deeds.find(account_id)
    return account if account.role == "supervisor" else abort(404)
