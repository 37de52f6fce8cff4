"""Inviting over the API."""

from datetime import datetime

import pytest

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.invitations.models import Invitation
from tests.api.conftest import Caller, Inside

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def zoe(hr: Caller) -> str:
    added = hr.post("/agents", json={"full_name": "Zoë van der Meer", "email": "zoe@northwind.example"})
    return f"/agents/{added.get_json()['id']}"


def states(inside: Inside) -> list[str]:
    with inside() as session:
        return [invitation.state for invitation in session.query(Invitation).order_by(Invitation.created_at)]


def test_inviting_queues_the_message_and_says_until_when(hr: Caller, zoe: str) -> None:
    response = hr.post(f"{zoe}/invitation")
    invitation = response.get_json()
    assert (response.status_code, invitation["state"]) == (202, "planned")
    assert f"/agents/{invitation['agent_id']}" == zoe
    assert datetime.fromisoformat(invitation["expires_at"]) > datetime.fromisoformat(invitation["due_at"])


def test_inviting_again_ends_the_earlier_invitation(hr: Caller, zoe: str, inside: Inside) -> None:
    hr.post(f"{zoe}/invitation")
    hr.post(f"{zoe}/invitation")
    assert states(inside) == ["revoked", "planned"]


def test_a_link_to_hand_over_leaves_the_others_as_they_are(hr: Caller, zoe: str, inside: Inside) -> None:
    hr.post(f"{zoe}/invitation")
    first, second = (hr.post(f"{zoe}/invitation-link").get_json() for _ in range(2))
    assert set(first) == {"url", "expires_at"}
    assert "/join/" in first["url"]
    assert first["url"] != second["url"]
    assert states(inside) == ["planned"]


def test_an_invitation_can_be_taken_back_more_than_once(hr: Caller, zoe: str, inside: Inside) -> None:
    hr.post(f"{zoe}/invitation")
    for _ in range(2):
        response = hr.delete(f"{zoe}/invitation")
        assert (response.status_code, response.data) == (204, b"")
    assert states(inside) == ["revoked"]


def test_somebody_who_cannot_be_invited_is_named_with_the_reason(hr: Caller, zoe: str, inside: Inside) -> None:
    for fact in ("joined_at", "disabled_at", "deleted_at"):
        with inside() as session:
            setattr(session.query(Agent).one(), fact, now())
        for path in ("invitation", "invitation-link"):
            response = hr.post(f"{zoe}/{path}")
            assert response.status_code == 409
            assert "Zoë van der Meer" in response.get_json()["detail"]
        with inside() as session:
            setattr(session.query(Agent).one(), fact, None)
    assert states(inside) == []
