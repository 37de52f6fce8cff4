"""Every list with many rows: a page holds few of them, asks the database as often as ever, and counts right.

Many are 12,000, more than are counted exactly, and 100,000 where the long tests are run.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, literal, select, text, update
from sqlalchemy.orm import Session

from onboarding.agents.models import TYPOLOGIES, Agent
from onboarding.bulk.action_models import BulkAction, BulkActionResult
from onboarding.bulk.models import BulkInvite, BulkInvitePerson
from onboarding.client_logs.models import ClientLogLine
from onboarding.database import db, new_id, now
from onboarding.directory import trigrams
from onboarding.groups import groups
from onboarding.groups.models import Membership
from onboarding.imports.models import Import, ImportRow
from onboarding.imports.tallies import note
from onboarding.numbering.models import Number, Range
from tests.databases import first_start, settings_for
from tests.directory.people import HR
from tests.organisation.seeding import Organisation
from tests.web.browser import Browser, Page
from tests.web.conftest import dispose, one_of_each_role
from web.app import create_app

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("scale")]

SIZES = (12_000, pytest.param(100_000, marks=pytest.mark.long))
FIRST = 50_000_000
A_SET = 4_000
MOST_ROWS = 330
MOST_BYTES = 900_000
MOST_QUERIES = 80
FULL = "all of them"
"""In LISTS: the number that there are."""
LOWER_BOUND = "10,000"

LISTS = {
    "/agents": LOWER_BOUND,
    "/agents?sort=-created_at": LOWER_BOUND,
    "/agents?q=agent": LOWER_BOUND,
    "/agents?filter=typology=mobile": LOWER_BOUND,
    "/agents/sheets": "",
    "/bulk-actions/{action}": FULL,
    "/bulk-invites": FULL,
    "/bulk-invites/{invite}": FULL,
    "/bulk-invites/new?filter=typology=mobile": "",
    "/groups?kind=queue": FULL,
    "/groups/{queue}": FULL,
    "/groups/{queue}/add": "",
    "/imports/{file}": FULL,
    "/imports/{file}?rows=create": FULL,
    "/ranges": FULL,
    "/ranges?tab=foreign": FULL,
    "/voicemail": LOWER_BOUND,
    "/": "",
}
"""The address of each list, and the number that its page says, where it says one."""


@dataclass
class Crowd(Organisation):
    """An organisation with so many agents."""

    size: int = 0


@pytest.fixture(scope="module", params=SIZES)
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Many agents, all in one queue, one file, one bulk invite, one action; and as many numbers of others."""
    size: int = request.param
    settings = settings_for(tmp_path_factory.mktemp("crowd") / "data")
    first_start(settings)
    app = create_app(settings)
    made = Crowd(app, settings, one_of_each_role(app, settings), size=size)
    with made.inside() as session, unindexed(session):
        session.execute(update(Range).values(first=FIRST, last=FIRST + 3 * size))
        for begins in range(0, size, A_SET):
            numbers = range(FIRST + begins, FIRST + begins + A_SET)
            session.execute(insert(Number), [{"number": each, "state": "taken"} for each in numbers])
            session.execute(insert(Number), [{"number": each + size, "state": "foreign"} for each in numbers])
            session.execute(insert(Agent), [_agent(each) for each in numbers])
        queue = groups.create(session, HR, "queue", "support")
        file = Import(
            file_name="all.csv", file_size=1, file_sha256="x", uploaded_by="HR", state="ready", columns=[],
            file={"defaults": {"typology": "webrtc"}},
        )  # fmt: skip
        invite = BulkInvite(
            state="scheduled", created_by="HR", audience="chosen", day=now().date() + timedelta(days=9), clock="09:00",
            per_minute=200, remind_every_days=3, reminders=0,
        )  # fmt: skip
        action = BulkAction(deed="disable", created_by="HR", confirmed=size, total=size, done=size, state="done")
        session.add_all([file, invite, action])
        session.flush()
        note(session, file.id, {"create": size})
        _everybody_in(session, Membership, group_id=queue.id, created_at=now())
        _everybody_in(session, BulkInvitePerson, bulk_invite_id=invite.id)
        _everybody_in(session, BulkActionResult, action_id=action.id, outcome="done")
        row = ImportRow.__table__.c
        of_file = {row.import_id: file.id, row.verdict: "create", row.state: "waiting", row.cells: ["x"]}
        fixed = {**of_file, row["values"]: {"full_name": "Ana"}}
        wanted = select(Agent.extension - FIRST + 2, *(literal(value, column.type) for column, value in fixed.items()))
        crowd_only = wanted.where(Agent.full_name.like("Agent %"))
        session.execute(insert(ImportRow).from_select(["row", *(column.name for column in fixed)], crowd_only))
        session.execute(text("ANALYZE"))
        made.ids.update(queue=str(queue.id), file=str(file.id), invite=str(invite.id), action=str(action.id))
    yield made
    dispose(app)


@contextmanager
def unindexed(session: Session) -> Iterator[None]:
    """What is written in the block comes into the index of searched words at its end, all at once."""
    session.execute(text(f"DROP TRIGGER {trigrams.TABLE}_added"))
    session.execute(text(f"DROP TRIGGER {trigrams.TABLE}_changed"))
    yield
    session.flush()
    trigrams.ensure(session.connection())


def _agent(number: int) -> dict[str, object]:
    name = f"agent{number}"
    return {
        "id": new_id(),
        "full_name": f"Agent {number}",
        "username": name,
        "username_key": name,
        "email": f"{name}@northwind.example",
        "email_key": f"{name}@northwind.example",
        "typology": TYPOLOGIES[number % 2],
        "extension": number,
        "queue_count": 1,
    }


def _everybody_in(session, model, **fixed: object) -> None:
    """A row for each of the crowd, written by the database itself."""
    columns = model.__table__.c
    wanted = select(Agent.id, *(literal(value, columns[name].type) for name, value in fixed.items()))
    crowd_only = wanted.where(Agent.full_name.like("Agent %"))
    session.execute(insert(model).from_select(["agent_id", *fixed], crowd_only))


@contextmanager
def counted(made: Organisation) -> Iterator[list[str]]:
    """The statements that the database is asked in the block."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with made.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield asked
    event.remove(engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_many_is_a_page_of_few_with_the_right_number(crowd: Crowd, path: str) -> None:
    with counted(crowd) as asked:
        _is_light(crowd, path.format(**crowd.ids), LISTS[path], asked)


def _is_light(made: Crowd, path: str, number: str, asked: list[str]) -> None:
    text_ = Browser(made.app, made.people["admin"]).get(path).text
    page = Page(text_)
    assert len(page.all("tr")) + len(page.all("li")) <= MOST_ROWS
    assert len(text_) < MOST_BYTES
    assert len(asked) <= MOST_QUERIES
    assert (f"{made.size:,}" if number == FULL else number) in text_


def test_a_log_of_many_lines_shows_the_last_of_them(crowd: Crowd) -> None:
    with crowd.inside() as session:
        agent_id = session.scalars(select(Agent.id).where(Agent.extension == FIRST)).one()
        line = {"agent_id": agent_id, "received_at": now(), "at": now(), "level": "info", "page": "/me", "text": "said"}
        session.execute(insert(ClientLogLine), [{**line, "id": new_id()} for _ in range(A_SET)])
    text_ = Browser(crowd.app, crowd.people["admin"]).get(f"/agents/{agent_id}/logs").text
    assert text_.count("said") <= 510


def test_many_deleted_agents_are_listed_as_well(crowd: Crowd) -> None:
    """The last test of this crowd: they are all deleted, and their numbers rest."""
    with crowd.inside() as session, unindexed(session):
        everybody = Agent.full_name.like("Agent %")
        session.execute(update(Agent).where(everybody).values(deleted_at=now(), extension=None))
        taken = Number.number.between(FIRST, FIRST + crowd.size - 1)
        resting = {"state": "resting", "rests_until": now() + timedelta(days=30), "holder_id": uuid.uuid4()}
        session.execute(update(Number).where(taken).values(resting))
    with counted(crowd) as asked:
        _is_light(crowd, "/agents?deleted=1", LOWER_BOUND, asked)
    with counted(crowd) as asked:
        _is_light(crowd, "/ranges?tab=resting", FULL, asked)
