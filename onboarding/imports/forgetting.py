"""Forgetting people who were erased: their rows go, and the files that they stood in; tallies stay."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onboarding.database import among
from onboarding.imports.keeping import STILL
from onboarding.imports.models import Import, ImportFilePart, ImportPiece, ImportRow

UNDECIDED = ("ready",)
"""A file that waits for somebody's word is needed whole; it goes its own way when its time is over."""


def forget(session: Session, agent_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Take these agents out of the imports that nobody works on; returns those who are still in one that is."""
    rows = select(ImportRow.agent_id, ImportRow.import_id).where(among(session, ImportRow.agent_id, agent_ids))
    found = [(agent_id, import_id) for agent_id, import_id in session.execute(rows.distinct()) if agent_id]
    concerned = {import_id for _, import_id in found}
    still = select(Import).where(among(session, Import.id, concerned), Import.state.in_(STILL))
    over = {
        import_.id: import_ for import_ in session.scalars(still.with_for_update()) if import_.state not in UNDECIDED
    }
    _take_out(session, agent_ids, over)
    for import_ in over.values():
        import_.file = {**import_.file, "without_original": True}
    session.flush()
    return {agent_id for agent_id, import_id in found if import_id not in over}


def _take_out(session: Session, agent_ids: Sequence[uuid.UUID], import_ids: Collection[uuid.UUID]) -> None:
    fast = {"synchronize_session": False}
    theirs = among(session, ImportRow.agent_id, agent_ids), among(session, ImportRow.import_id, import_ids)
    session.execute(delete(ImportRow).where(*theirs), execution_options=fast)
    for part in (ImportFilePart, ImportPiece):
        session.execute(delete(part).where(among(session, part.import_id, import_ids)), execution_options=fast)
