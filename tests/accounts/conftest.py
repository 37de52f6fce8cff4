"""What tests about links share."""

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.settings import Settings
from tests.accounts.people import account_of, an_agent


@pytest.fixture
def account(session: Session, settings: Settings) -> Account:
    return account_of(session, an_agent(session, settings))
