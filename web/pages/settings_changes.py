"""Who changed which setting, from what to what."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.audit import AuditEntry
from onboarding.preferences import numbers
from web.pages.actors import actor_word
from web.pages.settings_sections import Section
from web.translating import _, later

A_PAGE = 50
NUMBERS = Section("numbers", later("Extensions"), numbers.PREFERENCE, dict, str, {"rest_days": later("Days of rest")})
"""Set where the extensions are, and a preference like the others."""


@dataclass(frozen=True, slots=True)
class Change:
    """One deed; `values`: (field, old, new) in words."""

    at: datetime
    who: str
    section: Section
    values: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """`before`: where the next page begins; None where there is none."""

    changes: list[Change]
    before: uuid.UUID | None


def page(session: Session, sections: Sequence[Section], before: str) -> Shown:
    """The newest changes, or those before the entry with this id."""
    by_deed = {f"settings.{section.preference}": section for section in (*sections, NUMBERS)}
    asked = _entries().where(AuditEntry.deed.in_(by_deed))
    with suppress(ValueError):
        asked = asked.where(AuditEntry.id < uuid.UUID(before))
    found = session.scalars(asked.limit(A_PAGE + 1)).all()
    changes = [_change(entry, by_deed[entry.deed]) for entry in found[:A_PAGE]]
    return Shown(changes, found[A_PAGE - 1].id if len(found) > A_PAGE else None)


def latest(session: Session, section: Section) -> Change | None:
    """The last change of a section."""
    entry = session.scalars(_entries().where(AuditEntry.deed == f"settings.{section.preference}").limit(1)).first()
    return _change(entry, section) if entry else None


def _entries() -> Any:
    of_settings = AuditEntry.subject_id.is_(None), AuditEntry.subject_kind == "preference"
    return select(AuditEntry).where(*of_settings).order_by(AuditEntry.id.desc())


def _change(entry: AuditEntry, section: Section) -> Change:
    old, new = entry.detail["old"], entry.detail["new"]
    values = [
        (str(section.words.get(field, field)), _told(section, field, old.get(field)), _told(section, field, value))
        for field, value in new.items()
        if old.get(field) != value
    ]
    return Change(entry.at, actor_word(entry.actor), section, values)


def _told(section: Section, field: str, value: Any) -> str:
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return section.told[field](value) if field in section.told else str(value)
