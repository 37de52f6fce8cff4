"""Inviting everybody who matches."""

from sqlalchemy.orm import Session

from onboarding.bulk import inviting
from onboarding.database import now
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query
from onboarding.invitations.models import Invitation
from onboarding.settings import Settings
from onboarding.work import Work
from tests.directory.people import HR, account, agent

WEBRTC = Query(filters=parse_all(["typology=webrtc"]))


def test_who_matches_and_can_be_invited_is_found_by_name(session: Session) -> None:
    at = now()
    agent(session, "Bea")
    agent(session, "Anna")
    agent(session, "Cleo", typology="mobile")
    agent(session, "Joined", joined_at=at)
    agent(session, "Disabled", disabled_at=at)
    agent(session, "Deleted", deleted_at=at)
    chosen = inviting.who_matches(session, HR, WEBRTC)
    assert [each.full_name for agents in inviting.in_sets(session, chosen) for each in agents] == ["Anna", "Bea"]
    assert len(inviting.who_matches(session, HR, WEBRTC, limit=1)) == 1


def test_more_than_a_set_holds_are_all_invited_once(session: Session, settings: Settings) -> None:
    for number in range(inviting.AT_A_TIME + 3):
        agent(session, f"Agent {number}")
    chosen = inviting.who_matches(session, HR, Query())
    assert inviting.invite(session, settings, chosen, actor=HR) == len(chosen)
    assert session.query(Invitation).filter_by(state="planned").count() == len(chosen)
    assert session.query(Work).filter_by(kind="mail").count() == len(chosen)


def test_inviting_again_ends_what_was_open(session: Session, settings: Settings) -> None:
    account(session, agent(session, "Anna"))
    for _ in range(2):
        inviting.invite(session, settings, inviting.who_matches(session, HR, Query()), actor=HR)
    assert {each.state for each in session.query(Invitation)} == {"planned", "revoked"}
