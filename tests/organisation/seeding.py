"""Northwind: an organisation in which every page has something to show, made by the doors and the use-cases themselves.

Facts that only time or a telephone brings (joined days ago, a phone that registered, a link that ran out) are written
afterwards. All dates are near the day of the test.
"""

import csv
import io
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from onboarding.accounts import accounts
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import Actor
from onboarding.bulk.action_models import BulkAction
from onboarding.client_logs import levels, taking
from onboarding.client_logs.taking import Sent
from onboarding.database import begin_writing, db, now
from onboarding.groups import groups, members, supervision
from onboarding.groups.models import Group
from onboarding.imports.models import Import
from onboarding.invitations.models import Invitation
from onboarding.numbering import foreign, ranges, reserved
from onboarding.numbering.models import Range
from onboarding.settings import Settings
from onboarding.telephony.models import Inspection
from onboarding.work import Work
from tests.door import links
from tests.web.browser import Browser, Page
from tests.web.files import checked, confirmed, upload, work

SAMPLE = Path(__file__).parents[2] / "samples" / "new-hires.csv"
HR = Actor("Ingrid Solheim", role="hr")
UNKNOWN_TEAM = "full_name,email,teams,start_date\nEwa Król,ewa.krol@northwind.example,Nights,\n"
CHANGES = """\
full_name,email,description
Zoë Lindqvist,zoe.lindqvist@northwind.example,Team lead
김민준,minjun.kim@northwind.example,Nights
"""
TAKEN_BACK = "full_name,email\nTemi Adeyemi,temi.adeyemi@northwind.example\n"
FAILED_PHONE = {"code": "failed", "reason": "switch_away"}


@dataclass
class Organisation:
    """What was made. `ids`: each thing by a name; `by_argument`: what an address' variable part can stand for, under
    its name, or under the whole rule where the name alone does not say it."""

    app: APIFlask
    settings: Settings
    people: dict[str, Account]
    ids: dict[str, str] = field(default_factory=dict)
    by_argument: dict[str, list[str]] = field(default_factory=dict)

    def name(self, argument: str, **things: object) -> None:
        """Let these stand for an argument, each under a name of its own."""
        written = {name: str(thing).rpartition("/")[2] for name, thing in things.items()}
        self.ids.update(written)
        self.by_argument.setdefault(argument, []).extend(written.values())

    @contextmanager
    def inside(self) -> Iterator[Session]:
        with self.app.app_context():
            begin_writing(db.session())
            yield db.session()
            db.session.commit()


def seed(app: APIFlask, settings: Settings, people: dict[str, Account]) -> Organisation:
    """Fill an application that was just started, with one of each role in `people`."""
    made = Organisation(app, settings, people)
    admin = Browser(app, people["admin"])
    _ranges_and_groups(made, admin)
    _imports(made, admin)
    _agents(made, admin)
    _bulk_invites(made, admin)
    _bulk_actions(made, admin)
    _client_log(made)
    _staff(made)
    _switch(made, admin)
    _imports_that_wait(made, admin)
    _links(made)
    return made


def first_day() -> date:
    """When the first of the sample start: on the day of the week that the sample says, in three days or more."""
    earliest, sampled = now().date() + timedelta(days=3), min(_dates(_rows()))
    return earliest + timedelta(days=(sampled - earliest).days % 7)


def sample() -> str:
    """The sample file with its dates moved, so that the first people start on the first day."""
    rows = _rows()
    column = rows[0].index("start_date")
    by = first_day() - min(_dates(rows))
    for row in rows[1:]:
        if "-" in row[column]:
            row[column] = (date.fromisoformat(row[column]) + by).isoformat()
    moved = io.StringIO()
    csv.writer(moved).writerows(rows)
    return moved.getvalue()


def _rows() -> list[list[str]]:
    return list(csv.reader(io.StringIO(SAMPLE.read_text(encoding="utf-8-sig"))))


def _dates(rows: list[list[str]]) -> Iterator[date]:
    column = rows[0].index("start_date")
    return (date.fromisoformat(row[column]) for row in rows[1:] if "-" in row[column])


def _ranges_and_groups(made: Organisation, admin: Browser) -> None:
    admin.post("/settings/organisation", {"name": "Northwind", "colour": "#0F3D3E"})
    kinds = {
        "team": ("Milan", "Lagos"),
        "queue": ("support", "sales"),
        "profile": ("Evenings",),
        "ai_assistant": ("Iris",),
        "list": ("Renewals",),
        "channel_account": ("help@northwind.example",),
    }
    with made.inside() as session:
        everybody = session.scalars(select(Range)).one()
        session.execute(update(Range).values(first=1000, last=4999, name="Everyone"))
        lagos = ranges.add_range(session, HR, 5000, 5149, typology="mobile", name="Mobile, Lagos")
        small = ranges.add_range(session, HR, 6000, 6002, typology="phonebar", name="Phonebar, Milan")
        reserved.reserve(session, HR, {4001: "Reception", 4002: "Door"})
        foreign.enter(session, HR, {4100: "Warehouse", 4101: None})
        for kind, names in kinds.items():
            channel = {"channel": "email"} if kind == "channel_account" else {}
            for name in names:
                group = groups.create(session, HR, kind, name, description="From 8 to 20, every day", **channel)
                made.name("group_id", **{f"{kind}_{name.partition('@')[0].lower()}": group.id})
        made.name("range_id", range_everyone=everybody.id, range_lagos=lagos.id, range_small=small.id)


def _imports(made: Organisation, admin: Browser) -> None:
    made.name("import_id", import_done=confirmed(made.app, made.settings, admin, sample()))
    made.name("import_id", import_changed=confirmed(made.app, made.settings, admin, CHANGES))
    undone = confirmed(made.app, made.settings, admin, TAKEN_BACK)
    admin.post(f"{undone}/undo")
    work(made.app, made.settings)
    stopped = checked(made.app, made.settings, admin, UNKNOWN_TEAM)
    admin.post(f"{stopped}/cancel")
    made.name("import_id", import_undone=undone, import_stopped=stopped)
    with made.inside() as session:
        names = {"done": "new-hires.csv", "changed": "team-changes.csv", "undone": "one-too-many.csv"}
        for name, written in names.items():
            session.get_one(Import, uuid.UUID(made.ids[f"import_{name}"])).file_name = written


def _imports_that_wait(made: Organisation, admin: Browser) -> None:
    """Last, because nothing may be worked off any more: it would not wait longer."""
    ready = checked(made.app, made.settings, admin, UNKNOWN_TEAM)
    applying = checked(made.app, made.settings, admin, TAKEN_BACK)
    failed = checked(made.app, made.settings, admin, "Colour,Size\nred,4\n")
    file = checked(made.app, made.settings, admin, sample().replace("@northwind.example", "@lagos.northwind.example"))
    reading = upload(admin, sample(), "second-floor.csv")
    made.name("import_id", import_ready=ready, import_applying=applying, import_failed=failed, import_reading=reading)
    made.name("import_id", import_file=file)
    with made.inside() as session:
        for name, written in (("ready", "nights.csv"), ("file", "lagos.csv"), ("failed", "colours.csv")):
            session.get_one(Import, uuid.UUID(made.ids[f"import_{name}"])).file_name = written
        running = update(Import).where(Import.id == uuid.UUID(made.ids["import_applying"]))
        session.execute(running.values(state="applying", confirmed_at=now(), confirmed_by=HR.name))


def _agents(made: Organisation, admin: Browser) -> None:
    with made.inside() as session:
        of_file = Agent.import_id == uuid.UUID(made.ids["import_done"])
        found = session.scalars(select(Agent).where(of_file).order_by(Agent.start_date, Agent.id)).all()
        ids = [agent.id for agent in found]
        queues = {name: session.get_one(Group, uuid.UUID(made.ids[f"queue_{name}"])) for name in ("support", "sales")}
        members.add(session, HR, queues["support"], [*ids[:5], *ids[8:12]], penalty=2)
        members.add(session, HR, queues["sales"], ids[4:6])
        for kind in ("team_milan", "profile_evenings", "ai_assistant_iris"):
            members.add(session, HR, session.get_one(Group, uuid.UUID(made.ids[kind])), ids[:6])
        supervision.supervise(session, HR, made.people["supervisor"].id, [queues["support"].id])
    for agent_id in ids[:30]:
        admin.post(f"/agents/{agent_id}/invitation")
    work(made.app, made.settings)
    _time_goes_by(made, ids)
    _deeds(made, admin, ids)


def _time_goes_by(made: Organisation, ids: list[uuid.UUID]) -> None:
    """Some join, phones register, links run out, a message comes back."""

    def each(chosen: list[uuid.UUID], **facts: Any) -> None:
        session.execute(update(Agent).where(Agent.id.in_(chosen)).values(**facts))

    def invitations(chosen: list[uuid.UUID], **facts: Any) -> None:
        session.execute(update(Invitation).where(Invitation.agent_id.in_(chosen)).values(**facts))

    with made.inside() as session:
        joined = [*ids[:7], *ids[9:14]]
        for number, agent_id in enumerate(joined):
            at = now() - timedelta(days=number * number % 13, minutes=7 * number)
            each([agent_id], joined_at=at, phone_seen=number % 4 != 3, phone_seen_at=at)
            invitations([agent_id], state="accepted", accepted_at=at)
            account = accounts.account_of(session, agent_id)
            account.password_hash, account.password_changed_at = "-", at
        invitations(ids[14:18], state="expired", expires_at=now() - timedelta(hours=5))
        invitations(ids[18:20], state="bounced")
        each(ids[20:22], provisioned_at=None)
        for agent_id in ids[20:22]:
            session.add(_failed_phone(agent_id, now()))
        made.name("agent_id", agent_ready=ids[0], agent_unseen=ids[3], agent_expired=ids[14], agent_bounced=ids[18])
        made.name("agent_id", agent_failed=ids[20], agent_new=ids[-1])
        owen = made.people["agent"].agent_id
        assert owen is not None
        each([owen], joined_at=now() - timedelta(days=1), phone_seen=True)
        members.add(session, HR, session.get_one(Group, uuid.UUID(made.ids["queue_support"])), [owen])


def _failed_phone(agent_id: uuid.UUID, at: datetime) -> Work:
    return Work(
        id=agent_id,
        kind="telephony",
        subject_id=agent_id,
        request_id="-",
        created_at=at,
        due_at=at + timedelta(days=1),
        attempts=3,
        problem=FAILED_PHONE,
    )


def _deeds(made: Organisation, admin: Browser, ids: list[uuid.UUID]) -> None:
    admin.post(f"/agents/{ids[7]}/disable")
    admin.post(f"/agents/{ids[8]}/delete")
    locked = {"failed_sign_ins": 10, "locked_until": now() + timedelta(minutes=20)}
    with made.inside() as session:
        session.execute(update(Account).where(Account.agent_id == ids[6]).values(locked))
    made.name("agent_id", agent_disabled=ids[7], agent_deleted=ids[8], agent_locked=ids[6])


def _bulk_invites(made: Organisation, admin: Browser) -> None:
    day = first_day() + timedelta(days=13)
    asked = {"start_date": day.isoformat(), "shown": "1", "place": "local", "days_before": "4", "remind": "1"}
    planned = admin.post("/bulk-invites", asked)
    now_ = admin.post("/bulk-invites", {"filter": "stage=provisioned", "shown": "1", "place": "now", "per_minute": "2"})
    for name, answer in {"planned": planned, "sending": now_}.items():
        assert answer.status_code == 303, (name, answer.text)
        made.name("bulk_invite_id", **{f"invites_{name}": answer.headers["Location"]})


def _bulk_actions(made: Organisation, admin: Browser) -> None:
    """One that is done in part, because somebody is disabled already, and one that is asked for."""
    chosen = [made.ids["agent_disabled"], made.ids["agent_new"]]
    for name, deed in (("disabled", "disable"), ("enabled", "enable")):
        question = Page(admin.post("/agents/bulk", {"deed": deed, "agent": chosen, "back": "/agents"}).text)
        hidden = [each for each in question.all("input", type="hidden") if each.get("name") != "csrf_token"]
        sent = {each.get("name"): question.values(each.get("name")) for each in hidden}
        assert admin.post("/bulk-actions", sent).status_code == 303, deed
        work(made.app, made.settings)
        with made.inside() as session:
            newest = select(BulkAction.id).order_by(BulkAction.id.desc()).limit(1)
            made.name("action_id", **{f"action_{name}": session.scalars(newest).one()})


def _client_log(made: Organisation) -> None:
    with made.inside() as session:
        agent = session.get_one(Agent, uuid.UUID(made.ids["agent_ready"]))
        levels.set_level(session, HR, agent, "debug")
        told = (("info", "Page /me was shown"), ("warning", "The code was not copied"), ("error", "No connection"))
        taking.take(session, agent, [Sent(level, text, "/me") for level, text in told])


def _staff(made: Organisation) -> None:
    with made.inside() as session:
        new = accounts.create_staff(session, HR, "marco@northwind.example", "supervisor", "Marco Bellini")
        made.name("account_id", staff_supervisor=made.people["supervisor"].id, staff_invited=new.id)


def _switch(made: Organisation, admin: Browser) -> None:
    with made.inside() as session:
        by_hand = text("UPDATE ps_endpoints SET context = 'elsewhere' WHERE id = (SELECT min(id) FROM ps_endpoints)")
        session.execute(by_hand)
    admin.post("/switch/look")
    work(made.app, made.settings)
    with made.inside() as session:
        made.name("inspection_id", inspection=session.scalars(select(Inspection.id)).first())


def _links(made: Organisation) -> None:
    """What people were sent: each opens a page for whoever has it."""
    ways: dict[str, Callable[[Session], str]] = {
        "/join/<signed>": lambda session: links.invitation(
            session, made.settings, session.get_one(Agent, uuid.UUID(made.ids["agent_new"]))
        ),
        "/reset/<signed>": lambda session: links.reset(session, made.settings, made.people["hr"]),
        "/sign-up/<signed>": lambda session: links.sign_up(
            session, made.settings, session.get_one(Account, uuid.UUID(made.ids["staff_invited"]))
        ),
    }
    with made.inside() as session:
        for rule, mint in ways.items():
            made.by_argument[rule] = [mint(session).rpartition("/")[2]]
    made.by_argument["/phone-setup/<signed>"] = ["damaged"]
