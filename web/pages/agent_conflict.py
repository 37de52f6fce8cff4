"""Two people change the same agent: what each of them wrote, side by side, and what the form began with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from web.pages.agent_deed_words import CHANGES, who_did
from web.pages.agent_field_words import field_word, value_word
from web.translating import _

BEGAN = "was_"
"""Before the name of a field: what stood there when the form was opened."""
LATEST = 50


@dataclass(frozen=True, slots=True)
class Base:
    """What a form began with; `values` is empty where it was sent without."""

    version: int
    values: dict[str, str]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields by which the form tells it."""
        return [("version", str(self.version)), *((BEGAN + name, value) for name, value in self.values.items())]


@dataclass(frozen=True, slots=True)
class Version:
    """One field of which there are two versions. `theirs` and `mine` as the form sends them, the words as people read
    them; `whose`: "both" changed it, or only "theirs" or "mine" is new; `by`: who wrote theirs, where that is known."""

    name: str
    word: str
    theirs: str
    mine: str
    theirs_word: str
    mine_word: str
    whose: str
    by: AuditEntry | None


def base_of(form: Mapping[str, str], version: int) -> Base:
    return Base(version, dict(form))


def base_sent(typed: Mapping[str, str], names: Sequence[str]) -> Base:
    """What the form that was sent began with."""
    values = {name: _same(typed[BEGAN + name]) for name in names if BEGAN + name in typed}
    version = typed.get("version", "")
    return Base(int(version) if version.isdecimal() and len(version) < 10 else 0, values)


def version_seen(base: Base, agent: Agent, present: Mapping[str, str]) -> int:
    """The version that the form is about: the present one where only what it does not show has changed since."""
    is_as_it_was = bool(base.values) and all(_same(present[name]) == value for name, value in base.values.items())
    return agent.version if is_as_it_was else base.version


def versions(
    session: Session, agent: Agent, base: Base, typed: Mapping[str, str], present: Mapping[str, str]
) -> dict[str, Any]:
    """What the page of a conflict shows: each field with two versions, the rest as it is, who came between."""
    entries = _entries(session, agent)
    fields, same = [], {}
    for name, theirs in present.items():
        mine = _same(typed.get(name, "")).strip()
        if mine == _same(theirs):
            same[name] = theirs
        else:
            by = next((entry for entry in entries if name in entry.detail.get("changes", {})), None)
            fields.append(_version(name, theirs, mine, base.values.get(name), by))
    between = next((each.by for each in fields if each.by and each.whose != "mine"), None)
    return {
        "fields": fields,
        "same": same,
        "between": between,
        "between_who": who_did(between) if between else _("Somebody else"),
    }


def _version(name: str, theirs: str, mine: str, began: str | None, by: AuditEntry | None) -> Version:
    whose = "theirs" if mine == began else "mine" if _same(theirs) == began else "both"
    return Version(
        name,
        field_word(name),
        theirs,
        mine,
        _word(name, theirs),
        _word(name, mine),
        whose,
        by if whose != "mine" else None,
    )


def _word(name: str, value: str) -> str:
    if name in ("voicemail", "remote_control"):
        return value_word(name, bool(value))
    return value_word(name, value) or _("empty")


def _entries(session: Session, agent: Agent) -> Sequence[AuditEntry]:
    changes = select(AuditEntry).where(AuditEntry.subject_id == agent.id, AuditEntry.deed.in_(CHANGES))
    return session.scalars(changes.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(LATEST)).all()


def _same(text: str) -> str:
    """Browsers send the ends of lines in their own way."""
    return text.replace("\r\n", "\n")
