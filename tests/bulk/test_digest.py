"""The readiness digest: when it goes out, to whom, and what it says."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.audit import SERVICE
from onboarding.bulk import digest
from onboarding.database import begin_writing, now
from onboarding.groups import groups, members, supervision
from onboarding.mail.models import Message
from onboarding.preferences.digest import Digest
from onboarding.settings import Settings
from onboarding.work import Work
from tasks.lines import work_off_all
from tests.directory.people import agent

TODAY = now().date()


def staff(session: Session, role: str, name: str, **facts: object) -> Account:
    email = f"{name.lower()}@northwind.example"
    made = Account(role=role, full_name=name, email=email, email_key=email, **facts)
    session.add(made)
    session.flush()
    return made


def make_due(session: Session, settings: Settings, late: timedelta = timedelta()) -> None:
    """Plan the digest, and let its time come."""
    digest.plan(session, settings)
    session.query(Work).filter_by(kind=digest.KIND).update({"due_at": now() - late})
    session.commit()


def outbox(settings: Settings) -> dict[str, EmailMessage]:
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in settings.outbox_dir.glob("*.eml")]
    return {str(mail["To"]): mail for mail in mails}  # type: ignore[misc]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 11, 25, 12, tzinfo=UTC), "2026-11-26T09:00:00+01:00"),
        (datetime(2026, 11, 26, 7, 59, tzinfo=UTC), "2026-11-26T09:00:00+01:00"),
        (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), "2026-12-03T09:00:00+01:00"),
        (datetime(2026, 3, 26, 8, 30, tzinfo=UTC), "2026-04-02T09:00:00+02:00"),
    ],
)
def test_it_is_due_on_thursday_at_nine_where_the_organisation_is(at: datetime, due: str) -> None:
    assert Digest().next_after(at, "Europe/Rome").isoformat() == due


def test_it_is_planned_once_and_stays_planned(session: Session, settings: Settings) -> None:
    begin_writing(session)
    first = digest.plan(session, settings)
    assert first is not None
    assert digest.plan(session, settings) == first
    assert session.query(Work).filter_by(kind=digest.KIND).count() == 1


def test_after_a_downtime_it_goes_out_once_and_the_next_one_is_planned(session: Session, settings: Settings) -> None:
    begin_writing(session)
    staff(session, "hr", "Ingrid")
    agent(session, "Amara Okonkwo", start_date=TODAY)
    make_due(session, settings, late=timedelta(days=16))
    work_off_all(settings, 10)
    work_off_all(settings, 10)
    assert session.query(Message).filter_by(kind=digest.MESSAGE).count() == 1
    assert session.query(Work).filter_by(kind=digest.KIND).one().due_at > now()


def test_it_says_who_is_not_ready_and_why(session: Session, settings: Settings) -> None:
    begin_writing(session)
    staff(session, "admin", "Ada")
    day = TODAY + timedelta(days=4)
    agent(session, "Amara Okonkwo", start_date=day, provisioned_at=now())
    agent(session, "Quinn Queueless", start_date=day, provisioned_at=now(), joined_at=now())
    agent(session, "Rita Ready", start_date=day, provisioned_at=now(), joined_at=now(), queue_count=1)
    agent(session, "Later Lee", start_date=TODAY + timedelta(days=8))
    make_due(session, settings)
    work_off_all(settings, 10)
    mail = outbox(settings)["ada@northwind.example"]
    assert mail["Subject"].startswith("2 of 3 people are not ready for ")
    said = text(mail)
    assert said.startswith(mail["Subject"])
    assert "Amara Okonkwo: not invited yet" in said
    assert "Quinn Queueless: no queue yet" in said
    assert "Rita" not in said
    assert "Later" not in said
    assert f"/agents?filter=start_date%3D{day}..{day}&filter=ready%3Dno" in said


def test_after_twenty_names_it_says_how_many_more(session: Session, settings: Settings) -> None:
    begin_writing(session)
    staff(session, "hr", "Ingrid")
    for number in range(23):
        agent(session, f"Person {number:02}", start_date=TODAY)
    make_due(session, settings)
    work_off_all(settings, 10)
    said = text(outbox(settings)["ingrid@northwind.example"])
    assert said.count("Person ") == 20
    assert "… and 3 more" in said


def test_supervisors_read_of_their_queues_and_who_has_none_gets_nothing(session: Session, settings: Settings) -> None:
    begin_writing(session)
    mine, other = (agent(session, name, start_date=TODAY) for name in ("Mine Own", "Somebody Else"))
    supervisor = staff(session, "supervisor", "Sam")
    staff(session, "supervisor", "Nell")
    queue = groups.create(session, SERVICE, "queue", "support")
    members.add(session, SERVICE, queue, [mine.id])
    supervision.supervise(session, SERVICE, supervisor.id, [queue.id])
    make_due(session, settings)
    work_off_all(settings, 10)
    found = outbox(settings)
    assert set(found) == {"sam@northwind.example"}
    assert other.full_name not in text(found["sam@northwind.example"])


def test_when_everybody_is_ready_it_says_so(session: Session, settings: Settings) -> None:
    begin_writing(session)
    staff(session, "hr", "Ingrid")
    agent(session, "Rita Ready", start_date=TODAY, provisioned_at=now(), joined_at=now(), queue_count=1)
    make_due(session, settings)
    work_off_all(settings, 10)
    subject = outbox(settings)["ingrid@northwind.example"]["Subject"]
    assert subject.startswith("Everybody is ready for ")
    assert subject.endswith(" (1 person)")


def test_nobody_is_written_to_when_nobody_starts_or_who_is_shut_out(session: Session, settings: Settings) -> None:
    begin_writing(session)
    staff(session, "hr", "Ingrid", disabled_at=now())
    make_due(session, settings)
    assert not session.query(Message).count()
    agent(session, "Amara Okonkwo", start_date=TODAY)
    session.commit()
    work_off_all(settings, 10)
    assert outbox(settings) == {}


def test_a_digest_that_is_off_is_neither_planned_nor_sent(session: Session, settings: Settings) -> None:
    begin_writing(session)
    staff(session, "hr", "Ingrid")
    agent(session, "Amara Okonkwo", start_date=TODAY)
    make_due(session, settings)
    begin_writing(session)
    assert digest.change(session, settings, SERVICE, on=False, weekday=3, at="09:00") is None
    session.commit()
    work_off_all(settings, 10)
    assert outbox(settings) == {}
    assert digest.plan(session, settings) is None
