"""Mending what differs on the switch: provisioning does it for agents; what is at numbers given up is taken away."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.agents.models import Agent
from onboarding.database import among, now
from onboarding.groups.models import Group
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.telephony import provisioning, schema, seats, switch
from onboarding.telephony.differing import Drift
from onboarding.telephony.queues import KIND as QUEUES
from onboarding.telephony.rows import SwitchRows
from onboarding.telephony.seats import SwitchSeats


def repair(session: Session, settings: Settings, drifts: Sequence[Drift], cause_id: uuid.UUID) -> None:
    """Have these differences mended: agents and queues by work of this cause, numbers given up at once.

    Only rows that are ours are touched; secrets and PINs stay. Twice is the same as once.
    """
    agents = dict.fromkeys(drift.agent_id for drift in drifts if drift.agent_id and not drift.given_up)
    provisioning.ask(session, [uuid.UUID(agent_id) for agent_id in agents], cause_id=cause_id)
    queues = {drift.queue for drift in drifts if drift.table == "queues"}
    if queues:
        groups = session.scalars(select(Group.id).where(Group.kind == "queue", Group.switch_name.in_(queues)))
        work.ask(session, QUEUES, groups.all(), cause_id=cause_id)
    given_up = {drift.extension for drift in drifts if drift.given_up and drift.extension is not None}
    _clear(session, settings, sorted(given_up))


def _clear(session: Session, settings: Settings, numbers: Sequence[int]) -> None:
    """The numbers are held meanwhile, so that nobody is given one whose rows are being taken away."""
    held = [str(number) for number in _still_given_up(session, numbers)]
    if not held:
        return
    with switch.writing(session) as connection:
        tables = schema.tables(connection)
        SwitchSeats(connection, tables["queue_members"], seats.our_queues(session)).remove(held)
        SwitchRows(connection, tables, settings).remove(held)


def _still_given_up(session: Session, numbers: Sequence[int]) -> Sequence[int]:
    if not numbers:
        return []
    resting = among(session, Number.number, numbers), Number.state == "resting", Number.rests_until > now()
    held = session.scalars(select(Number.number).where(*resting).order_by(Number.number).with_for_update()).all()
    taken: set[int | None] = set()
    for column in (Agent.provisioned_extension, Agent.arriving_extension):
        taken.update(session.scalars(select(column).where(among(session, column, numbers))))
    return [number for number in held if number not in taken]
