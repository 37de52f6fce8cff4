"""An agent as scripts see it."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from onboarding.directory.agent_json import agent_json
from onboarding.directory.search import one
from onboarding.groups import groups, members
from tests.directory.people import HR, agent


def test_an_agent_has_exactly_the_fields_that_callers_rely_on(session: Session) -> None:
    created = datetime(2026, 11, 22, 9, 30, 0, 123456, UTC)
    made = agent(
        session, "Zoë", username="zoe", extension=2423, employee_id="E-7", alias="Zo", start_date=date(2026, 12, 1),
        created_at=created, updated_at=created, provisioned_at=created,
    )  # fmt: skip
    listed = one(session, HR, made.id)
    assert listed is not None
    assert agent_json(listed) == {
        "id": str(made.id),
        "employee_id": "E-7",
        "full_name": "Zoë",
        "username": "zoe",
        "email": "zoe@northwind.example",
        "alias": "Zo",
        "typology": "webrtc",
        "extension": "2423",
        "mailbox": "2423",
        "status": "pending",
        "stage": "provisioned",
        "queues": [],
        "teams": [],
        "start_date": "2026-12-01",
        "created_at": "2026-11-22T09:30:00.123Z",
        "updated_at": "2026-11-22T09:30:00.123Z",
    }


def test_queues_and_teams_are_named(session: Session) -> None:
    anna = agent(session, "Anna")
    for kind, name in (("queue", "support"), ("queue", "Sales"), ("team", "Milano"), ("profile", "Front office")):
        members.add(session, HR, groups.create(session, HR, kind, name), [anna.id])
    listed = one(session, HR, anna.id)
    assert listed is not None
    given = agent_json(listed)
    assert (given["queues"], given["teams"]) == (["Sales", "support"], ["Milano"])


def test_the_mailbox_is_null_where_voicemail_is_off(session: Session) -> None:
    listed = one(session, HR, agent(session, "Anna", extension=2423, voicemail=False).id)
    assert listed is not None
    assert agent_json(listed)["mailbox"] is None
