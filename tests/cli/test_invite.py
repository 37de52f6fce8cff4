"""`onboard invite`."""

import json
import os

import pytest
from sqlalchemy import func, select

from onboarding import settings
from onboarding.database import db
from onboarding.invitations.models import Invitation
from tasks.app import create_bare_app
from tests.cli.conftest import Onboard, people


def invitations() -> int:
    with create_bare_app(settings.read(os.environ)).app_context():
        count = db.session.scalar(select(func.count()).select_from(Invitation))
        db.session.remove()
        db.engine.dispose()
    return count or 0


def test_somebody_who_is_named_twice_is_invited_once(onboard: Onboard) -> None:
    people(onboard, "Amara Okonkwo")
    result = onboard("invite", "--agent", "user0", "--agent", "USER0", "--json")
    assert json.loads(result.stdout) == {"items": [{"username": "user0"}]}
    assert invitations() == 1


def test_everybody_for_whom_a_filter_holds_is_invited(onboard: Onboard) -> None:
    people(onboard, "Amara Okonkwo", "Bea Cole", "Cleo Dahl")
    result = onboard("invite", "--filter", "full_name~c", "--filter", "joined=no", "--json")
    assert [item["username"] for item in json.loads(result.stdout)["items"]] == ["user1", "user2"]
    assert invitations() == 2


def test_a_filter_that_is_none_invites_nobody(onboard: Onboard) -> None:
    people(onboard, "Amara Okonkwo")
    result = onboard("invite", "--filter", "colour=red")
    assert result.exit_code == 2
    assert "There is no filter colour." in result.stderr
    assert invitations() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--link", "--at", "2027-01-01T09:00+01:00"), "A link works at once"),
        (("--at", "9999-12-31"), "'9999-12-31' is no time"),
        (("--import", "00000000-0000-0000-0000-000000000001"), "Say who"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nobody_is_invited(
    onboard: Onboard, arguments: tuple[str, ...], said: str
) -> None:
    people(onboard, "Amara Okonkwo")
    result = onboard("invite", "--agent", "user0", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert invitations() == 0
