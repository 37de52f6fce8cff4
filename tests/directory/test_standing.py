"""Status and stage in SQL say what the functions of the facts say."""

from datetime import timedelta
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.agents import readiness
from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.directory import standing
from tests.directory.people import account, agent


def test_status_and_stage_agree_with_the_facts_for_every_combination(session: Session) -> None:
    at = now()
    moment = [None, at]
    combinations = list(
        product(moment, moment, moment, [None, True, False], [0, 2], moment, moment, [-1, 0, 1])
    )  # provisioned, invited, joined, phone seen, queues, disabled, deleted, locked
    for number, (provisioned, invited, joined, phone, queues, disabled, deleted, locked) in enumerate(combinations):
        made = agent(
            session,
            f"Agent {number}",
            provisioned_at=provisioned,
            invited_at=invited,
            joined_at=joined,
            phone_seen=phone,
            queue_count=queues,
            disabled_at=disabled,
            deleted_at=deleted,
        )
        account(session, made, locked_until=at + timedelta(minutes=locked) if locked else None)

    rows = session.execute(
        select(Agent, Account.locked_until, standing.status(at), standing.stage(at)).outerjoin(
            Account, Account.agent_id == Agent.id
        )
    ).all()

    assert len(rows) == len(combinations)
    for name in readiness.STAGES:
        having = {found.id for found, until, *_ in rows if readiness.stage(found, until, at) == name}
        assert set(session.scalars(select(Agent.id).where(standing.has_stage((name,), at)))) == having, name
    for name in readiness.STATUSES:
        having = {found.id for found, until, *_ in rows if readiness.status(found, until, at) == name}
        assert set(session.scalars(select(Agent.id).where(standing.has_status((name,), at)))) == having, name
    for pair in (("registered", "ready"), ("joined", "ready"), ("created", "registered")):
        having = {found.id for found, until, *_ in rows if readiness.stage(found, until, at) in pair}
        assert set(session.scalars(select(Agent.id).where(standing.has_stage(pair, at)))) == having, pair
    for found, locked_until, status, stage in rows:
        assert status == readiness.status(found, locked_until, at)
        assert stage == readiness.stage(found, locked_until, at)


def test_an_agent_without_an_account_has_a_status_and_a_stage(session: Session) -> None:
    agent(session, "Amara Okonkwo")
    at = now()
    query = select(standing.status(at), standing.stage(at)).select_from(Agent)
    assert session.execute(query).one() == ("pending", "created")
