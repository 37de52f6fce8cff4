"""Each filter leaves just those for whom it holds, on either database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor
from onboarding.database import new_id, now
from onboarding.directory.grammar import parse_all
from onboarding.directory.query import Query
from onboarding.directory.search import count, everybody
from onboarding.groups import groups, members
from onboarding.work import Work
from tests.directory.people import HR, account, agent, invitation

NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def found(session: Session, *filters: str, actor: Actor = HR, **query: object) -> set[str]:
    asked = Query(filters=parse_all(filters), **query)
    names = {listed.agent.first_name or "" for listed in everybody(session, actor, asked)}
    assert count(session, actor, asked) == (len(names), False)
    return names


def phone_work(session: Session, of: Agent, problem: dict[str, str] | None) -> None:
    at = now()
    left = {"id": new_id(), "kind": "telephony", "subject_id": of.id, "request_id": "-", "attempts": 1}
    session.add(Work(**left, created_at=at, due_at=at, problem=problem))
    session.flush()


@pytest.fixture
def people(session: Session) -> dict[str, Agent]:
    """Four who differ: Ana is ready, Émile invited, Bob's phone failed, Cy has nothing and is disabled."""
    at = now()
    ana = agent(
        session, "Ana Berg", first_name="Ana", extension=2000, typology="mobile", language="it", alias="Smith, Ann",
        start_date=date(2026, 12, 1), provisioned_at=at, joined_at=at, phone_seen=True, queue_count=1,
        created_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC), employee_id="E-7",
    )  # fmt: skip
    emile = agent(
        session, "Émile Ångström", first_name="Émile", username="emile", extension=2001, language="de",
        start_date=date(2026, 12, 7), provisioned_at=at, invited_at=at,
        created_at=datetime(2026, 11, 30, 12, tzinfo=UTC),
    )  # fmt: skip
    bob = agent(
        session, "Bob 100%_Sure", first_name="Bob", username="bob", extension=3000, typology="phonebar",
        start_date=date(2027, 1, 4), voicemail=False, created_at=NEVER, end_date=date(2027, 6, 30),
    )  # fmt: skip
    cy = agent(session, "Cy Nothing", first_name="Cy", disabled_at=at, created_at=NEVER, phone_seen=False)
    account(session, ana)
    account(session, emile, locked_until=at + timedelta(minutes=5))
    invitation(session, ana, "accepted")
    invitation(session, emile, "revoked")
    invitation(session, emile, "sent", days_left=-1)
    phone_work(session, bob, {"code": "failed", "reason": "switch_away"})
    support, sales, team = (
        groups.create(session, SERVICE, kind, name)
        for kind, name in (("queue", "Support"), ("queue", "Sales"), ("team", "Support"))
    )
    members.add(session, SERVICE, support, [ana.id, emile.id])
    members.add(session, SERVICE, sales, [emile.id])
    members.add(session, SERVICE, team, [bob.id])
    return {"Ana": ana, "Émile": emile, "Bob": bob, "Cy": cy}


EVERYBODY = {"Ana", "Émile", "Bob", "Cy"}
HOLDS: dict[str, set[str]] = {
    "full_name=ana berg": {"Ana"},
    "full_name~ANG": {"Émile"},
    "full_name~ång": {"Émile"},
    "full_name~%": {"Bob"},
    "full_name~_": {"Bob"},
    "full_name^=ÉMILE": {"Émile"},
    "full_name!~b": {"Émile", "Cy"},
    "full_name~berg,nothing": {"Ana", "Cy"},
    "username=EMILE": {"Émile"},
    "username!=emile": {"Ana", "Bob", "Cy"},
    "email^=bob@": {"Bob"},
    'alias="Smith, Ann"': {"Ana"},
    "alias=": {"Émile", "Bob", "Cy"},
    "alias!=": {"Ana"},
    "employee_id=e-7": {"Ana"},
    "language=it,de": {"Ana", "Émile"},
    "language!=it": {"Émile", "Bob", "Cy"},
    "typology=mobile,phonebar": {"Ana", "Bob"},
    "typology!=mobile,phonebar": {"Émile", "Cy"},
    "extension=2000..2001": {"Ana", "Émile"},
    "extension>=2001": {"Émile", "Bob"},
    "extension<2001": {"Ana"},
    "extension!=2000": {"Émile", "Bob", "Cy"},
    "extension=": {"Cy"},
    "voicemail=no": {"Bob"},
    "start_date=2026-12-01": {"Ana"},
    "start_date=2026-12-01..2026-12-07": {"Ana", "Émile"},
    "start_date<2026-12-07": {"Ana"},
    "start_date<=2026-12-07": {"Ana", "Émile"},
    "start_date>2026-12-07": {"Bob"},
    "start_date=": {"Cy"},
    "start_date!=2026-12-01": {"Émile", "Bob", "Cy"},
    "end_date!=": {"Bob"},
    "created=2026-11-30": {"Ana", "Émile"},
    "created>2026-11-30T23:00Z": {"Ana"},
    "updated>=2020-01-01": EVERYBODY,
    "status=disabled": {"Cy"},
    "status=locked": {"Émile"},
    "status!=locked,disabled": {"Ana", "Bob"},
    "stage=invited,ready": {"Ana", "Émile"},
    "provisioned=no": {"Bob", "Cy"},
    "invited=yes": {"Ana", "Émile"},
    "joined=no": {"Émile", "Bob", "Cy"},
    "in_queue=yes": {"Ana", "Émile"},
    "disabled=yes": {"Cy"},
    "locked=no": {"Ana", "Bob", "Cy"},
    "ready=yes": {"Ana"},
    "ready=no": {"Émile", "Bob", "Cy"},
    "phone_seen=unknown": {"Émile", "Bob"},
    "phone_seen=yes,no": {"Ana", "Cy"},
    "phone_seen!=unknown": {"Ana", "Cy"},
    "phone_setup=failed": {"Bob"},
    "phone_setup=done": {"Ana", "Émile"},
    "phone_setup=waiting": set(),
    "phone_setup=none": {"Cy"},
    "invitation=none": {"Bob", "Cy"},
    "invitation=expired": {"Émile"},
    "invitation=accepted,revoked": {"Ana"},
    "reason=none": {"Ana"},
    "reason=expired": {"Émile"},
    "reason=phone_failed": {"Bob"},
    "reason=disabled": {"Cy"},
    "queue=support": {"Ana", "Émile"},
    "queue=SALES": {"Émile"},
    "queue!=sales": {"Ana", "Bob", "Cy"},
    "queue=": {"Bob", "Cy"},
    "queue!=": {"Ana", "Émile"},
    "queue~upp": {"Ana", "Émile"},
    "queue^=sa": {"Émile"},
    "queue!~sa": {"Ana", "Bob", "Cy"},
    "team=support": {"Bob"},
    "profile=none such": set(),
}


def test_each_filter_leaves_just_those_for_whom_it_holds(session: Session, people: dict[str, Agent]) -> None:
    # The room that was made for them on the switch does not count here.
    for each in (people["Ana"], people["Émile"]):
        session.query(Work).filter_by(subject_id=each.id).delete()
    assert {text: found(session, text) for text in HOLDS} == HOLDS


@pytest.mark.usefixtures("people")
def test_all_filters_must_hold(session: Session) -> None:
    assert found(session, "queue=support", "language!=it") == {"Émile"}
    assert found(session, "queue=support", "language=it", stage="invited") == set()


@pytest.mark.usefixtures("people")
def test_the_days_of_moments_begin_where_the_organisation_is(session: Session) -> None:
    assert found(session, "created=2026-12-01", timezone="Europe/Rome") == {"Ana"}
    assert found(session, "created<=2026-11-30", timezone="Europe/Rome") == {"Émile", "Bob", "Cy"}
    assert found(session, "created>2026-11-30T23:45", timezone="Europe/Rome") == {"Ana"}


def test_deleted_agents_are_found_only_when_a_filter_asks_for_them(session: Session, people: dict[str, Agent]) -> None:
    people["Bob"].deleted_at = now()
    assert found(session, "extension!=") == {"Ana", "Émile"}
    assert found(session, "status=deleted") == {"Bob"}
    assert found(session, "status=deleted,disabled") == {"Bob", "Cy"}


def test_the_members_of_a_deleted_group_are_in_none(session: Session, people: dict[str, Agent]) -> None:
    (sales,) = groups.find(session, "queue", ["Sales"]).values()
    sales.deleted_at = now()
    session.flush()
    assert found(session, "queue=sales") == set()
