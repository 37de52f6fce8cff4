"""What every page of the staff shows around its own content: navigation, the person, the organisation."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from onboarding.accounts import accounts
from onboarding.database import db
from onboarding.directory.query import Query
from onboarding.directory.search import count
from onboarding.preferences.organisation import organisation
from web import guard, telling
from web.icons import icon

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
            Entry("start", "Start", "house", "/", _EVERY_STAFF),
            Entry("agents", "Agents", "people", "/agents", _EVERY_STAFF),
            Entry("imports", "Imports", "file-earmark-arrow-up", "/imports", _EDITORS),
            Entry("bulk_invites", "Bulk invites", "send", "/bulk-invites", _EVERY_STAFF),
        ),
    ),
    (
        "Groups",
        (
            Entry("team", "Teams", "diagram-3", "/groups?kind=team", _EVERY_STAFF),
            Entry("queue", "Queues", "collection", "/groups?kind=queue", _EVERY_STAFF),
            Entry("profile", "Profiles", "ui-checks-grid", "/groups?kind=profile", _EDITORS),
            Entry("ai_assistant", "AI assistants", "robot", "/groups?kind=ai_assistant", _EDITORS),
        ),
    ),
    (
        "Telephony",
        (
            Entry("ranges", "Extensions", "hash", "/ranges", _EDITORS),
            Entry("voicemail", "Voicemail", "voicemail", "/voicemail", _EVERY_STAFF),
            Entry("switch", "Switch", "hdd-network", "/switch", _EDITORS),
        ),
    ),
)
AT_THE_FOOT = (
    Entry("deleted", "Deleted agents", "trash", "/agents?deleted=1", _EDITORS),
    Entry("messages", "Messages", "envelope", "/messages", _EDITORS),
    Entry("staff", "Staff", "person-badge", "/staff", frozenset({"admin"})),
    Entry("settings", "Settings", "gear", "/settings", frozenset({"admin"})),
)


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
    def agent_count(self) -> tuple[int, bool]:
        """How many agents there are, and whether that is only a lower bound."""
        return count(db.session(), guard.actor(), Query())


@lru_cache
def _version(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file of ours, which changes with its content, so that browsers may keep it."""
    return url_for("static", filename=name, v=_version(name))
