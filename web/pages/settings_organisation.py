"""Settings about the organisation as people meet it: its name and colour, its logo."""

from collections.abc import Mapping
from typing import Any

from flask import request

from onboarding.database import db
from onboarding.preferences import logo as logo_preference
from onboarding.preferences import organisation as preference
from web import formats, guard
from web.pages.settings_sections import Section, Typed
from web.translating import _, later


def _organisation() -> Mapping[str, Any]:
    kept = preference.organisation(db.session())
    return {"name": kept.name, "colour": kept.colour, "reply_to": kept.reply_to or ""}


def _save_organisation(typed: Typed) -> str:
    preference.set_organisation(
        db.session(),
        guard.actor(),
        name=typed.get("name", ""),
        colour=typed.get("colour", ""),
        reply_to=typed.get("reply_to", ""),
    )
    return _("Organisation saved. It is on every page and in every message from now on.")


def _logo() -> dict[str, Any]:
    return {"logo": logo_preference.logo(db.session())}


def _save_logo(typed: Typed) -> str:
    session, file = db.session(), request.files.get("logo")
    if "remove" in typed:
        logo_preference.remove_logo(session, guard.actor())
        return _("Messages show the first letter again.")
    logo_preference.set_logo(session, guard.actor(), file.read() if file else b"")
    return _("Logo saved.")


def _picture(about: list[Any]) -> str:
    kind, size = about
    return f"{kind.partition('/')[2].upper()}, {formats.number(max(1, size // 1024))} KB"


SECTIONS = (
    Section(
        "organisation",
        later("Organisation"),
        preference.PREFERENCE,
        _organisation,
        _save_organisation,
        {"name": later("Name"), "colour": later("Colour"), "reply_to": later("Where answers go")},
    ),
    Section(
        "logo",
        later("Logo"),
        logo_preference.PREFERENCE,
        dict,
        _save_logo,
        {"logo": later("Picture")},
        {"logo": _picture},
        besides=_logo,
    ),
)
