"""The reminders of all invitations: those of a bulk invite wait while it is paused, and keep its pace."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.bulk import pacing, releasing
from onboarding.bulk.inviting import AT_A_TIME
from onboarding.bulk.models import BulkInvite
from onboarding.database import now
from onboarding.invitations import reminding
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings


def remind(session: Session, settings: Settings) -> int:
    """Queue the reminders of invitations made one by one, some hundreds at a time; returns how many were looked at."""
    return reminding.remind(session, settings, Invitation.bulk_invite_id.is_(None), [now()] * AT_A_TIME)


def bulk_invites_to_remind(session: Session) -> list[uuid.UUID]:
    """The bulk invites of which reminders are due."""
    found = (
        select(Invitation.bulk_invite_id)
        .join(BulkInvite, BulkInvite.id == Invitation.bulk_invite_id)
        .where(reminding.due(now()), BulkInvite.state != "paused")
        .distinct()
    )
    return [each for each in session.scalars(found) if each is not None]


def remind_of(session: Session, settings: Settings, bulk_invite_id: uuid.UUID) -> int:
    """Queue the reminders of one bulk invite for which its pace has room; returns how many were looked at."""
    bulk_invite = releasing.locked(session, bulk_invite_id)
    if bulk_invite is None or bulk_invite.state == "paused":
        return 0
    slots = pacing.take_slots(session, bulk_invite, now(), AT_A_TIME)
    among = Invitation.bulk_invite_id == bulk_invite_id
    looked_at = reminding.remind(session, settings, among, slots, bulk_invite_id) if slots else 0
    pacing.use_slots(bulk_invite, slots[:looked_at])
    session.flush()
    return looked_at
