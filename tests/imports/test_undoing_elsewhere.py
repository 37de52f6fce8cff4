"""Taking back where the switch has a database of its own: whoever it still has is gone once it has let go."""

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing, now, switch_engine
from onboarding.imports import undoing
from onboarding.imports.models import Import
from onboarding.imports.tallies import counts
from onboarding.numbering import ranges
from onboarding.settings import Settings
from onboarding.telephony import schema
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.imports.flow import HR, csv_of, finished
from tests.telephony.helpers import switch_elsewhere

PEOPLE = [f"E{n},Anna Berg,anna{n}@northwind.example,,," for n in range(3)]


def phones() -> int:
    with switch_engine().connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM ps_endpoints")) or 0


def agents(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Agent)) or 0


def test_the_phones_go_first_then_the_agents(settings: Settings, empty_sqlite_url: str) -> None:
    with switch_elsewhere(settings, empty_sqlite_url) as (session, there):
        schema.ensure_schema(switch_engine())
        begin_writing(session)
        ranges.seed(session, there)
        session.commit()
        import_ = finished(session, there, csv_of(*PEOPLE), auto_confirm=True)
        assert (agents(session), phones()) == (3, 3)
        begin_writing(session)
        undoing.undo(session, session.get_one(Import, import_.id, populate_existing=True), actor=HR)
        session.commit()
        work_off_all(there, 10)
        assert (agents(session), phones()) == (3, 0)
        assert session.get_one(Import, import_.id, populate_existing=True).state == "undoing"
        begin_writing(session)
        session.execute(update(Work).values(due_at=now()))
        session.commit()
        work_off_all(there, 10)
        assert agents(session) == 0
        assert session.get_one(Import, import_.id, populate_existing=True).state == "undone"
        assert counts(session, import_.id).undone == 3
