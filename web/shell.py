"""What every page of the staff shows around its own content: navigation, the person, the organisation."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for

from onboarding.accounts import accounts
from onboarding.database import db
from onboarding.directory.query import Query
from onboarding.directory.search import count
from onboarding.preferences.organisation import organisation
from web import guard, telling
from web.icons import icon
from web.pages import languages
from web.translating import later

SERVICE_NAME = "Agent Onboarding"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation; `key` is what a page calls itself to be marked as the open one."""

    key: str
    label: str
    icon: str
    path: str
    roles: frozenset[str]


_EVERY_STAFF = frozenset({"admin", "hr", "supervisor"})
_EDITORS = frozenset({"admin", "hr"})
NAVIGATION: tuple[tuple[str | None, tuple[Entry, ...]], ...] = (
    (
        None,
        (
            Entry("start", later("Start"), "house", "/", _EVERY_STAFF),
            Entry("agents", later("Agents"), "people", "/agents", _EVERY_STAFF),
            Entry("imports", later("Imports"), "file-earmark-arrow-up", "/imports", _EDITORS),
            Entry("bulk_invites", later("Bulk invites"), "send", "/bulk-invites", _EVERY_STAFF),
        ),
    ),
    (
        later("Groups"),
        (
            Entry("team", later("Teams"), "diagram-3", "/groups?kind=team", _EVERY_STAFF),
            Entry("queue", later("Queues"), "collection", "/groups?kind=queue", _EVERY_STAFF),
            Entry("profile", later("Profiles"), "ui-checks-grid", "/groups?kind=profile", _EDITORS),
            Entry("ai_assistant", later("AI assistants"), "robot", "/groups?kind=ai_assistant", _EDITORS),
        ),
    ),
    (
        later("Telephony"),
        (
            Entry("ranges", later("Extensions"), "hash", "/ranges", _EDITORS),
            Entry("voicemail", later("Voicemail"), "voicemail", "/voicemail", _EVERY_STAFF),
            Entry("switch", later("Switch"), "hdd-network", "/switch", _EDITORS),
        ),
    ),
)
AT_THE_FOOT = (
    Entry("deleted", later("Deleted agents"), "trash", "/agents?deleted=1", _EDITORS),
    Entry("messages", later("Messages"), "envelope", "/messages", _EDITORS),
    Entry("staff", later("Staff"), "person-badge", "/staff", frozenset({"admin"})),
    Entry("settings", later("Settings"), "gear", "/settings", frozenset({"admin"})),
)

KEYS = (
    (("/",), later("Find an agent")),
    (("j", "k"), later("To the next row of a list, to the one before")),
    (("x",), later("Select the row, or not")),
    (("Esc",), later("Close what is open, select nobody")),
    (("?",), later("Show these keys")),
)
"""What keys do on every page where it makes sense: the keys, and the deed."""


def install(app: Flask) -> None:
    app.context_processor(_context)
    telling.install(app)
    app.jinja_env.globals.update(icon=icon, asset=asset, service_name=SERVICE_NAME)


def _context() -> dict[str, Any]:
    return {"shell": Shell(), "organisation_of_page": lambda: organisation(db.session())}


class Shell:
    """The frame of a staff page; asks the database only for what the page shows."""

    def __init__(self) -> None:
        self.account = guard.current()

    @property
    def name(self) -> str:
        return accounts.display_name(db.session(), guard.me())

    @property
    def groups(self) -> list[tuple[str | None, list[Entry]]]:
        shown = [(title, self._open_to_me(entries)) for title, entries in NAVIGATION]
        return [(title, entries) for title, entries in shown if entries]

    @property
    def foot(self) -> list[Entry]:
        return self._open_to_me(AT_THE_FOOT)

    def _open_to_me(self, entries: tuple[Entry, ...]) -> list[Entry]:
        role = guard.me().role
        return [entry for entry in entries if role in entry.roles]

    @property
    def languages(self) -> list[tuple[str, str]]:
        return languages.choices()

    @property
    def keys(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        return KEYS

    @property
    def back(self) -> str:
        """The address to come back to once a language is chosen; a form that was refused has none."""
        return request.full_path.rstrip("?") if request.method == "GET" else "/"

    @property
    def agent_count(self) -> tuple[int, bool]:
        """How many agents there are, and whether that is only a lower bound; the list has counted them already."""
        counted: tuple[int, bool] | None = g.get("agent_count")
        return counted or count(db.session(), guard.actor(), Query())


@lru_cache
def _version(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file of ours, which changes with its content, so that browsers may keep it."""
    return url_for("static", filename=name, v=_version(name))
