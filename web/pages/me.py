"""What an agent sees of their own: the phone, the mailbox, the groups, the account."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from onboarding.database import db
from onboarding.groups import members
from web.guard import allow
from web.pages import languages, my_log, my_phone, my_voicemail
from web.pages.my_phone import my_agent
from web.translating import later

GROUPS = (
    ("queue", later("Queues"), later("Calls of these queues come to you.")),
    ("team", later("Teams"), ""),
    ("profile", later("Profile"), ""),
    ("ai_assistant", later("AI assistant"), ""),
    ("list", later("Lists"), ""),
    ("channel_account", later("Channel accounts"), ""),
)
"""The kinds in the order in which they matter to an agent: word, and what it means."""

blueprint = Blueprint("me", __name__)
my_phone.register(blueprint)
my_voicemail.register(blueprint)
my_log.register(blueprint)


@blueprint.get("/me/groups")
@allow("agent")
def groups() -> ResponseReturnValue:
    agent = my_agent()
    mine = members.of(db.session(), [agent.id])[agent.id]
    kinds = [(word, hint, [each for each in mine if each.kind == kind]) for kind, word, hint in GROUPS]
    return render_template(
        "door/me_groups.html",
        tab="groups",
        agent=agent,
        kinds=[kind for kind in kinds if kind[2]],
    )


@blueprint.get("/me/account")
@allow("agent")
def account() -> ResponseReturnValue:
    return render_template("door/me_account.html", tab="account", agent=my_agent(), languages=languages.choices())
