"""Settings about those who come: what new agents get who were given nothing else, and when they are invited."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from onboarding.agents.models import TYPOLOGIES
from onboarding.database import db
from onboarding.preferences import invitations
from onboarding.preferences import new_agents as preference
from onboarding.staffing import defaults
from web import formats, guard
from web.pages import languages
from web.pages.settings_sections import Section, Typed, numbers
from web.translating import _, later

INVITATION_NUMBERS = ("days_before", "valid_days", "remind_every_days", "reminders")
INVITE_WORDS = {
    "now": later("At once"),
    "start-date": later("For the start date"),
    "none": later("Not yet"),
}


def _new_agents() -> Mapping[str, Any]:
    kept = asdict(preference.new_agents(db.session()))
    return {name: "" if value is None else value for name, value in kept.items()}


def _save_new_agents(typed: Typed) -> str:
    chosen = {**typed, "voicemail": "yes" if "voicemail" in typed else "no"}
    defaults.change(db.session(), guard.settings(), guard.actor(), chosen)
    return _("Saved. Agents who are added from now on get this where nothing else is given.")


def _choices() -> dict[str, Any]:
    languages_of_agents = [("", _("Not set: English")), *languages.choices()]
    return {
        "typologies": [(typology, formats.TYPOLOGY_WORDS[typology]) for typology in TYPOLOGIES],
        "invite_choices": list(INVITE_WORDS.items()),
        "agent_languages": languages_of_agents,
    }


def _invitations() -> Mapping[str, Any]:
    return asdict(invitations.invitation_policy(db.session()))


def _save_invitations(typed: Typed) -> str:
    given = dict.fromkeys(INVITATION_NUMBERS) | numbers(typed, INVITATION_NUMBERS)
    invitations.set_invitation_policy(db.session(), guard.actor(), clock=typed.get("clock", ""), **given)
    return _("Saved. This counts for invitations that are planned from now on.")


SECTIONS = (
    Section(
        "new-agents",
        later("New agents"),
        preference.PREFERENCE,
        _new_agents,
        _save_new_agents,
        {
            "typology": later("Typology"),
            "voicemail": later("Voicemail"),
            "invite": later("Invitation"),
            "language": later("Language"),
            "push_gateway": later("Push gateway"),
            "remote_control_port": later("Remote control port"),
        },
        {
            "typology": lambda typology: str(formats.TYPOLOGY_WORDS[typology]),
            "invite": lambda invite: str(INVITE_WORDS[invite]),
            "language": formats.language,
        },
        besides=_choices,
    ),
    Section(
        "invitations",
        later("Invitations and reminders"),
        invitations.PREFERENCE,
        _invitations,
        _save_invitations,
        {
            "days_before": later("Days before the start date"),
            "clock": later("Time of day"),
            "valid_days": later("Days a link works"),
            "remind_every_days": later("Days between reminders"),
            "reminders": later("Reminders at most"),
        },
    ),
)
