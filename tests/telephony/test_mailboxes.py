"""A mailbox's PIN, which is its owner's, and what an e-mail about a message brings."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.database import now, switch_engine
from onboarding.settings import Settings
from onboarding.telephony import credentials, mailboxes, provisioning, schema
from onboarding.telephony.mailboxes import LEAST_DIGITS, MOST_DIGITS, WRONG_PINS, MailboxRefused
from onboarding.telephony.phones import phone_of
from onboarding.work import Work
from tests.telephony.helpers import again, hire, provisioned, row, rows, switch_elsewhere

OWNER = Actor("Zoë Müller", role="agent")
INGRID = Actor("Ingrid Solheim", role="hr")
GOOD = "482915"


@pytest.fixture
def zoe(session: Session, settings: Settings) -> Agent:
    return provisioned(session, settings)


def pin_of(session: Session) -> str:
    return str(row(session, "voicemail")["password"])


def change_by_phone(session: Session, pin: str) -> None:
    """What the switch does when somebody chooses a PIN by phone."""
    session.execute(text("UPDATE voicemail SET password = :pin"), {"pin": pin})


def deeds(session: Session) -> list[tuple[str, str]]:
    return [(entry.deed, repr(entry.detail)) for entry in session.scalars(select(AuditEntry))]


def refusal(session: Session, agent: Agent, old: str, new: str) -> str:
    with pytest.raises(MailboxRefused) as refused:
        mailboxes.change_pin(session, agent, old, new, OWNER)
    return refused.value.problem.reason


def test_the_owner_changes_the_pin_with_the_present_one(session: Session, zoe: Agent) -> None:
    mailboxes.change_pin(session, zoe, pin_of(session), GOOD, OWNER)
    assert pin_of(session) == GOOD


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("", "pin_digits"),
        ("482", "pin_digits"),
        ("48291573064", "pin_digits"),
        ("48a915", "pin_digits"),
        ("*48291", "pin_digits"),
        ("48 915", "pin_digits"),
        ("-48291", "pin_digits"),
        ("٤٨٢٩١٥", "pin_digits"),
        ("123456", "pin_easy"),
        ("777777", "pin_easy"),
        ("482482", "pin_easy"),
        ("1001", "pin_easy"),
        ("910014", "pin_easy"),
    ],
)
def test_a_pin_that_cannot_be_has_a_reason(new: str, reason: str) -> None:
    problem = mailboxes.pin_problem(new, "1001")
    assert problem is not None
    assert problem.reason == reason


@pytest.mark.parametrize("pin", ["4829", "4829157306", "004829", GOOD])
def test_a_pin_may_be_short_or_long_within_its_bounds(pin: str) -> None:
    assert LEAST_DIGITS <= len(pin) <= MOST_DIGITS
    assert mailboxes.pin_problem(pin, "1001") is None


def test_a_pin_that_cannot_be_changes_nothing(session: Session, zoe: Agent) -> None:
    before = pin_of(session)
    assert refusal(session, zoe, before, "123456") == "pin_easy"
    assert pin_of(session) == before


def test_a_wrong_present_pin_changes_nothing(session: Session, zoe: Agent) -> None:
    before = pin_of(session)
    assert refusal(session, zoe, "000000", GOOD) == "pin_wrong"
    assert pin_of(session) == before


def test_a_pin_changed_by_phone_meanwhile_is_not_written_over(session: Session, zoe: Agent) -> None:
    seen = pin_of(session)
    change_by_phone(session, "730926")
    assert refusal(session, zoe, seen, GOOD) == "pin_wrong"
    assert pin_of(session) == "730926"


def test_after_some_wrong_pins_one_has_to_wait_also_with_the_right_one(session: Session, zoe: Agent) -> None:
    said = [refusal(session, zoe, "000000", GOOD) for _ in range(WRONG_PINS.most)]
    assert said == ["pin_wrong"] * (WRONG_PINS.most - 1) + ["pin_wait"]
    assert refusal(session, zoe, pin_of(session), GOOD) == "pin_wait"


def test_a_right_pin_begins_the_count_of_wrong_ones_afresh(session: Session, zoe: Agent) -> None:
    for _ in range(WRONG_PINS.most - 1):
        refusal(session, zoe, "000000", GOOD)
    mailboxes.change_pin(session, zoe, pin_of(session), GOOD, OWNER)
    assert refusal(session, zoe, "000000", GOOD) == "pin_wrong"


def test_a_reset_gives_a_pin_that_is_not_easy_to_guess(session: Session, zoe: Agent) -> None:
    before = pin_of(session)
    new = mailboxes.reset_pin(session, zoe, INGRID)
    assert (pin_of(session), new != before) == (new, True)
    assert not credentials.is_trivial(new, "1001")


def test_a_reset_leaves_a_pin_that_its_owner_changes_at_the_same_moment(
    session: Session, zoe: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(mailbox: str) -> str:
        change_by_phone(session, "730926")
        return GOOD

    present = pin_of(session)
    monkeypatch.setattr(mailboxes, "_present", lambda *_: present)
    monkeypatch.setattr(credentials, "new_pin", meanwhile)
    with pytest.raises(MailboxRefused) as refused:
        mailboxes.reset_pin(session, zoe, INGRID)
    assert refused.value.problem.reason == "pin_changed_meanwhile"
    assert pin_of(session) == "730926"


def test_setting_the_phone_up_again_leaves_the_owner_s_pin(session: Session, settings: Settings, zoe: Agent) -> None:
    mailboxes.change_pin(session, zoe, pin_of(session), GOOD, OWNER)
    again(session, settings, zoe, full_name="Zoë Maier", voicemail_notice="none")
    assert pin_of(session) == GOOD


def test_the_deeds_are_noted_without_the_pin(session: Session, zoe: Agent) -> None:
    mailboxes.change_pin(session, zoe, pin_of(session), GOOD, OWNER)
    new = mailboxes.reset_pin(session, zoe, INGRID)
    noted = deeds(session)
    assert [deed for deed, _ in noted] == ["mailbox.pin_changed", "mailbox.pin_reset"]
    assert not any(pin in detail for _, detail in noted for pin in (GOOD, new))


@pytest.mark.parametrize("facts", [{"voicemail": False}, {"extension": None}])
def test_who_has_no_mailbox_is_told_so(session: Session, settings: Settings, facts: dict[str, object]) -> None:
    agent = hire(session, **{"extension": 1001, **facts})
    with pytest.raises(MailboxRefused) as refused:
        mailboxes.reset_pin(session, agent, INGRID)
    assert refused.value.problem.reason == "mailbox_not_there"


def test_a_mailbox_that_is_somebody_else_s_is_left_alone(session: Session) -> None:
    session.execute(text("INSERT INTO voicemail (context, mailbox, password) VALUES ('default', '1001', '730926')"))
    agent = hire(session, 1001)
    with pytest.raises(MailboxRefused):
        mailboxes.reset_pin(session, agent, INGRID)
    assert pin_of(session) == "730926"


@pytest.mark.parametrize("notice", ["notice", "none"])
def test_a_new_choice_about_e_mail_is_written_by_the_next_work(
    session: Session, settings: Settings, zoe: Agent, notice: str
) -> None:
    version = zoe.version
    mailboxes.set_notice(session, zoe, notice, OWNER)
    assert (zoe.voicemail_notice, zoe.version) == (notice, version + 1)
    assert session.scalars(select(Work.subject_id).where(Work.kind == "telephony")).all() == [zoe.id]
    assert deeds(session)[-1][0] == "mailbox.notice_changed"


def test_the_same_choice_again_is_no_deed(session: Session, zoe: Agent) -> None:
    mailboxes.set_notice(session, zoe, "recording", OWNER)
    assert deeds(session) == []


def test_a_choice_that_there_is_not_is_refused(session: Session, zoe: Agent) -> None:
    with pytest.raises(MailboxRefused) as refused:
        mailboxes.set_notice(session, zoe, "fax", OWNER)
    assert refused.value.problem.reason == "notice_unknown"


@pytest.fixture
def away(settings: Settings, sqlite_url: str) -> Iterator[tuple[Session, Agent]]:
    """An agent whose switch has a database of its own, in a folder that has gone."""
    here = replace(settings, database_url=sqlite_url)
    with switch_elsewhere(here, f"sqlite:///{settings.data_dir}/gone/switch.db") as (session, _):
        yield session, hire(session, 1001, provisioned_extension=1001, provisioned_at=now())


def test_while_the_switch_is_away_nothing_is_changed_and_it_is_said(away: tuple[Session, Agent]) -> None:
    session, agent = away
    with pytest.raises(MailboxRefused) as refused:
        mailboxes.reset_pin(session, agent, INGRID)
    assert refused.value.problem.reason == "switch_away_now"
    session.rollback()
    assert deeds(session) == []


def test_only_the_mailbox_of_our_context_is_touched(session: Session, zoe: Agent) -> None:
    session.execute(text("INSERT INTO voicemail (context, mailbox, password) VALUES ('sales', '1001', '730926')"))
    new = mailboxes.reset_pin(session, zoe, INGRID)
    kept = {each["context"]: each["password"] for each in rows(session, "voicemail")}
    assert kept == {"default": new, "sales": "730926"}


def test_a_switch_elsewhere_has_the_new_pin_at_once(settings: Settings, sqlite_url: str) -> None:
    here = replace(settings, database_url=sqlite_url)
    with switch_elsewhere(here, f"sqlite:///{settings.data_dir}/switch.db") as (session, there):
        schema.ensure_schema(switch_engine())
        agent = hire(session, 1001)
        for step in (provisioning.prepare, provisioning.provision):
            step(session, there, [agent.id])
            session.commit()
        session.refresh(agent)
        new = mailboxes.reset_pin(session, agent, INGRID)
        assert phone_of(session, there, agent).pin == new
