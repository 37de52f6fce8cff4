"""Leaving where the switch has a database of its own, which may be away: the phone goes by work rung for at once."""

from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.database import begin_writing, switch_engine
from onboarding.numbering import ranges
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from onboarding.staffing import adding, leaving
from onboarding.telephony import schema
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.telephony.helpers import switch_elsewhere

HR = Actor("Ingrid Solheim")


def phones() -> int:
    with switch_engine().connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM ps_endpoints")) or 0


def waiting(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Work.kind)))


def on_the_switch(session: Session, settings: Settings) -> Agent:
    schema.ensure_schema(switch_engine())
    begin_writing(session)
    ranges.seed(session, settings)
    typed = {"full_name": "Zoe Meer", "email": "zoe@northwind.example"}
    agent = adding.add(session, settings, typed, actor=HR, invite="none").agent
    session.commit()
    work_off_all(settings, 10)
    assert phones() == 1
    return agent


def test_the_phone_goes_and_comes_back_by_work(settings: Settings, empty_sqlite_url: str) -> None:
    with switch_elsewhere(settings, empty_sqlite_url) as (session, there):
        agent = on_the_switch(session, there)
        for deed, left in ((leaving.disable, 0), (leaving.enable, 1), (leaving.delete, 0), (leaving.restore, 1)):
            begin_writing(session)
            (done,) = deed(session, there, [agent.id], actor=HR)
            session.commit()
            assert done.ok
            assert waiting(session) == ["telephony"]
            work_off_all(there, 10)
            assert (phones(), waiting(session)) == (left, [])


def test_whoever_is_deleted_while_the_switch_is_away_is_deleted_and_the_phone_goes_later(
    settings: Settings, empty_sqlite_url: str
) -> None:
    with switch_elsewhere(settings, empty_sqlite_url) as (session, there):
        agent = on_the_switch(session, there)
        file = Path(empty_sqlite_url.removeprefix("sqlite:///"))
        switch_engine().dispose()
        aside = file.rename(file.with_suffix(".away"))
        file.mkdir()
        begin_writing(session)
        (done,) = leaving.delete(session, there, [agent.id], actor=HR)
        session.commit()
        assert done.ok
        assert session.get_one(Number, 1000, populate_existing=True).state == "resting"
        file.rmdir()
        aside.rename(file)
        work_off_all(there, 10)
        assert (phones(), waiting(session)) == (0, [])
