"""Links for tests about links."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.accounts.tokens import LinkRefused, mint, open_signed
from onboarding.database import new_id, now
from onboarding.settings import Settings


def minted(session: Session, settings: Settings, account: Account, *, days: float = 7, purpose: str = "invite") -> str:
    return mint(session, settings, purpose, new_id(), account, now() + timedelta(days=days), "Ingrid Solheim")


def refused(session: Session, settings: Settings, signed: str, purpose: str = "invite") -> LinkRefused:
    with pytest.raises(LinkRefused) as error:
        open_signed(session, settings, purpose, signed)
    return error.value
