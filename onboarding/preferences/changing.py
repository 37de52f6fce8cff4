"""How a preference is changed: kept, written down with what it was, and not over somebody else's change unseen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding import audit
from onboarding.audit import Actor
from onboarding.database import is_postgresql
from onboarding.preferences.models import Preference


def hold(session: Session) -> None:
    """Let nobody else change preferences until this transaction ends; those who read them are not held up."""
    if is_postgresql(session):
        session.execute(text("LOCK TABLE preferences IN SHARE ROW EXCLUSIVE MODE"))


def mark(session: Session, name: str) -> str:
    """What tells whether a preference is still as it was when somebody looked: the same for the same value."""
    kept = session.get(Preference, name, populate_existing=True)
    written = json.dumps(kept.value, sort_keys=True) if kept else ""
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def keep(session: Session, actor: Actor, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Keep a preference, and write down who changed what; one that is as it was is not a change."""
    if old == new:
        return
    session.merge(Preference(name=name, value=dict(new)))
    session.flush()
    audit.note(session, actor, f"settings.{name}", "preference", None, old=dict(old), new=dict(new))
