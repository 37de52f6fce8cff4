"""Somebody whose invitation has run out gets a new one with the next file that asks for invitations."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onboarding.database import now
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from tests.imports.flow import csv_of, finished

FILE = csv_of("1,Amara Okonkwo,amara@northwind.example,,,2026-01-05", "2,Bea Cole,bea@northwind.example,,,2026-01-05")


@pytest.mark.parametrize(("invite", "states"), [("now", ["expired", "sent", "sent"]), ("none", ["expired", "sent"])])
def test_who_is_only_repeated_is_invited_again_where_that_was_asked_for(
    invite: str, states: list[str], session: Session, settings: Settings
) -> None:
    finished(session, settings, FILE, invite="now", auto_confirm=True)
    one = session.scalars(select(Invitation.id)).first()
    session.execute(
        update(Invitation).where(Invitation.id == one).values(state="expired", expires_at=now() - timedelta(days=1))
    )
    session.commit()
    again = finished(session, settings, FILE, invite=invite, auto_confirm=True)
    assert again.state == "completed"
    assert sorted(session.scalars(select(Invitation.state))) == states
    if invite == "now":
        finished(session, settings, FILE, invite=invite, auto_confirm=True)
        assert sorted(session.scalars(select(Invitation.state))) == states
