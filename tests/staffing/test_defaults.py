"""What new agents get who were given nothing else, whoever brings them."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.numbering import ranges
from onboarding.preferences.new_agents import NewAgents, new_agents, set_new_agents
from onboarding.preferences.refusal import PreferencesRefused
from onboarding.settings import Settings
from onboarding.staffing import adding, defaults
from onboarding.staffing.adding import NotAdded

ADMIN = Actor("Ingrid Solheim", uuid.uuid4(), "admin")
TYPED = {"typology": "webrtc", "voicemail": "yes", "invite": "now", "remote_control_port": "9888"}
GATEWAY = "https://push.northwind.example/send"


def added(session: Session, settings: Settings, **typed: str) -> Agent:
    person = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", **typed}
    return adding.add(session, settings, person, actor=ADMIN, invite="none").agent


def test_nobody_set_anything(session: Session, settings: Settings) -> None:
    agent = added(session, settings)
    assert (agent.typology, agent.voicemail, agent.language, agent.push_gateway) == ("webrtc", True, None, None)


def test_what_is_set_is_what_somebody_gets_for_whom_nothing_is_said(session: Session, settings: Settings) -> None:
    set_new_agents(session, ADMIN, NewAgents("mobile", False, "none", "it", GATEWAY))
    agent = added(session, settings)
    assert (agent.typology, agent.voicemail, agent.language, agent.push_gateway) == ("mobile", False, "it", GATEWAY)


def test_what_is_said_counts(session: Session, settings: Settings) -> None:
    set_new_agents(session, ADMIN, NewAgents("mobile", False, "none", "it", GATEWAY, 9999))
    agent = added(session, settings, typology="phonebar", voicemail="yes", language="de", remote_control="yes")
    assert (agent.typology, agent.voicemail, agent.language) == ("phonebar", True, "de")
    assert (agent.push_gateway, agent.remote_control_port) == (None, 9999)


def test_a_mobile_agent_needs_a_gateway_only_where_there_is_none_for_all(session: Session, settings: Settings) -> None:
    with pytest.raises(NotAdded) as refused:
        added(session, settings, typology="mobile")
    assert [problem.column for problem in refused.value.problems] == ["push_gateway"]
    set_new_agents(session, ADMIN, NewAgents(push_gateway=GATEWAY))
    assert added(session, settings, typology="mobile").push_gateway == GATEWAY


def test_somebody_who_changes_to_a_phone_app_gets_the_gateway_and_nothing_else(
    session: Session, settings: Settings
) -> None:
    agent = added(session, settings, voicemail="no")
    set_new_agents(session, ADMIN, NewAgents("external", True, "now", "it", GATEWAY))
    adding.change(session, settings, agent, {"typology": "mobile"}, actor=ADMIN)
    assert (agent.typology, agent.voicemail, agent.language, agent.push_gateway) == ("mobile", False, None, GATEWAY)


def test_extensions_come_from_the_ranges_of_the_typology_that_is_set(session: Session, settings: Settings) -> None:
    ranges.add_range(session, ADMIN, 70000, 70099, typology="external")
    set_new_agents(session, ADMIN, NewAgents("external"))
    assert added(session, settings).extension == 70000
    assert adding.proposals(session, {"full_name": "Ewa Król"})["extension"] == "70001"


def test_they_are_set_from_what_was_typed_and_written_down(session: Session, settings: Settings) -> None:
    defaults.change(session, settings, ADMIN, {**TYPED, "voicemail": "no", "language": "it", "invite": "start-date"})
    assert new_agents(session) == NewAgents("webrtc", False, "start-date", "it")
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "settings.new_agents"))
    assert (entry.actor, entry.detail["old"]["invite"], entry.detail["new"]["invite"]) == (
        "Ingrid Solheim",
        "now",
        "start-date",
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"typology": ""}, "typology"),
        ({"typology": "carrier pigeon"}, "typology"),
        ({"typology": "mobile"}, "push_gateway"),
        ({"push_gateway": "push.northwind.example"}, "push_gateway"),
        ({"language": "Klingonish"}, "language"),
        ({"remote_control_port": "0"}, "remote_control_port"),
        ({"remote_control_port": ""}, "remote_control_port"),
        ({"invite": "soon"}, "invite"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, settings: Settings, typed: dict[str, Any], field: str
) -> None:
    with pytest.raises(PreferencesRefused) as refused:
        defaults.change(session, settings, ADMIN, {**TYPED, **typed})
    assert [problem.column for problem in refused.value.problems] == [field]
    assert new_agents(session) == NewAgents()
