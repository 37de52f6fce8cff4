"""Disabled, enabled, deleted, restored: what ends, what stays, what comes back, and for whom it cannot be done."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from onboarding.accounts import accounts, tokens
from onboarding.accounts.models import Token
from onboarding.accounts.signing_in import SignInRefused, still_valid
from onboarding.agents.models import Agent
from onboarding.audit import Actor, AuditEntry
from onboarding.database import begin_writing, new_id, now
from onboarding.invitations import inviting
from onboarding.invitations.models import Invitation
from onboarding.mail.models import Message
from onboarding.numbering.models import Number
from onboarding.preferences.locking import LockPolicy
from onboarding.settings import Settings
from onboarding.staffing import adding, leaving
from onboarding.staffing.leaving import Done
from onboarding.telephony import schema
from onboarding.telephony.provisioning import provision
from onboarding.work import Work
from tests.accounts.people import sign_in

HR = Actor("Ingrid Solheim")
Deed = Callable[..., list[Done]]


@pytest.fixture
def amara(session: Session, settings: Settings) -> Agent:
    """Amara, whose phone is on the switch."""
    return on_the_switch(session, settings, add(session, settings, "Amara Okonkwo"))


def add(session: Session, settings: Settings, name: str, invite: str = "none", **typed: str) -> Agent:
    begin_writing(session)
    email = f"{name.casefold().replace(' ', '.')}@northwind.example"
    agent = adding.add(session, settings, {"full_name": name, "email": email, **typed}, actor=HR, invite=invite).agent
    session.commit()
    return agent


def on_the_switch(session: Session, settings: Settings, *agents: Agent) -> Agent:
    begin_writing(session)
    provision(session, settings, [agent.id for agent in agents])
    session.execute(Work.__table__.delete())  # type: ignore[attr-defined]
    session.commit()
    return agents[0]


def do(session: Session, settings: Settings, deed: Deed, *agents: Agent, **more: object) -> list[Done]:
    begin_writing(session)
    done = deed(session, settings, [agent.id for agent in agents], actor=HR, **more)
    session.commit()
    return done


def phones(session: Session, extension: int | str = "1000") -> set[str]:
    """The tables of the switch that have something at this extension."""
    tables: dict[str, Table] = schema.tables(session.connection())
    keys = {"ps_endpoints": "id", "ps_auths": "id", "ps_aors": "id", "voicemail": "mailbox", "ps_contacts": "endpoint"}
    return {
        name
        for name, key in keys.items()
        if session.execute(select(tables[name]).where(tables[name].c[key] == str(extension))).first()
    }


ON_THE_SWITCH = {"ps_endpoints", "ps_auths", "ps_aors", "voicemail"}


@pytest.mark.parametrize("deed", [leaving.disable, leaving.delete])
def test_the_phone_is_gone_with_the_deed_itself(session: Session, settings: Settings, amara: Agent, deed: Deed) -> None:
    assert phones(session) == ON_THE_SWITCH
    begin_writing(session)
    deed(session, settings, [amara.id], actor=HR)
    assert phones(session) == set()
    session.rollback()
    assert phones(session) == ON_THE_SWITCH


@pytest.mark.parametrize("deed", [leaving.disable, leaving.delete])
def test_sessions_and_links_end_and_stay_ended(session: Session, settings: Settings, amara: Agent, deed: Deed) -> None:
    account = accounts.account_of(session, amara.id)
    begin_writing(session)
    tokens.mint(session, settings, "reset", account.id, account, now() + timedelta(hours=1), "test")
    session.commit()
    version = account.security_version
    do(session, settings, deed, amara)
    do(session, settings, leaving.enable if deed is leaving.disable else leaving.restore, amara)
    assert still_valid(session, account.id, version) is None
    assert session.scalars(select(Token)).one().security_version != account.security_version


@pytest.mark.parametrize("deed", [leaving.disable, leaving.delete])
def test_open_invitations_end_and_their_messages_do_not_go_out(
    session: Session, settings: Settings, deed: Deed
) -> None:
    zoe = add(session, settings, "Zoe Meer", invite="now")
    do(session, settings, deed, zoe)
    assert session.scalars(select(Invitation.state)).all() == ["revoked"]
    assert session.scalars(select(Message.state)).all() == ["cancelled"]
    assert session.scalars(select(Work).where(Work.kind == "mail")).all() == []
    assert inviting.latest(session, [zoe.id])[zoe.id].revoked_at is not None


def test_somebody_disabled_keeps_the_extension_and_has_the_phone_back_when_enabled(
    session: Session, settings: Settings, amara: Agent
) -> None:
    do(session, settings, leaving.disable, amara)
    assert (amara.extension, session.get_one(Number, 1000).state) == (1000, "taken")
    assert amara.disabled_at is not None
    do(session, settings, leaving.enable, amara)
    assert amara.disabled_at is None
    on_the_switch(session, settings, amara)
    assert phones(session) == ON_THE_SWITCH


def test_the_extension_of_somebody_deleted_rests(session: Session, settings: Settings, amara: Agent) -> None:
    do(session, settings, leaving.delete, amara)
    number = session.get_one(Number, 1000)
    assert (amara.extension, number.state, number.holder_id) == (None, "resting", amara.id)
    assert number.rests_until is not None
    assert abs(number.rests_until - now() - timedelta(days=30)) < timedelta(minutes=1)
    assert add(session, settings, "Zoe Meer").extension == 1001


def test_an_extension_that_no_phone_ever_had_is_free_at_once(session: Session, settings: Settings) -> None:
    do(session, settings, leaving.delete, add(session, settings, "Zoe Meer"))
    assert add(session, settings, "Owen Li").extension == 1000


@pytest.mark.parametrize("before", [(leaving.disable,), (leaving.delete, leaving.restore)])
def test_an_extension_that_a_phone_once_had_rests_though_none_has_it_now(
    session: Session, settings: Settings, amara: Agent, before: tuple[Deed, ...]
) -> None:
    for deed in (*before, leaving.delete):
        do(session, settings, deed, amara)
    assert session.get_one(Number, 1000).state == "resting"


def test_whoever_is_restored_has_the_same_extension_again(session: Session, settings: Settings, amara: Agent) -> None:
    do(session, settings, leaving.delete, amara)
    (done,) = do(session, settings, leaving.restore, amara)
    assert (done.ok, done.warnings, amara.extension, amara.deleted_at) == (True, (), 1000, None)
    on_the_switch(session, settings, amara)
    assert phones(session) == ON_THE_SWITCH


def test_where_somebody_else_has_it_the_next_free_one_and_a_warning_that_names_it(
    session: Session, settings: Settings
) -> None:
    zoe = add(session, settings, "Zoe Meer")
    do(session, settings, leaving.delete, zoe)
    add(session, settings, "Owen Li")
    (done,) = do(session, settings, leaving.restore, zoe)
    assert zoe.extension == 1001
    assert [warning.sentence() for warning in done.warnings] == [
        "Extension 1000 could not be given back. Zoe Meer has 1001 now."
    ]


def test_without_a_free_extension_somebody_stays_deleted_and_the_others_come_back(
    session: Session, settings: Settings
) -> None:
    from onboarding.numbering.models import Range

    both = [add(session, settings, name) for name in ("Zoe Meer", "Owen Li")]
    do(session, settings, leaving.delete, *both)
    begin_writing(session)
    for range_ in session.scalars(select(Range)):
        range_.last = range_.first
    session.commit()
    done = do(session, settings, leaving.restore, *both)
    assert [each.problem.code if each.problem else "ok" for each in done] == ["ok", "exhausted"]
    assert (both[1].deleted_at is None, both[1].extension) == (False, None)


def test_a_file_that_brings_somebody_back_gives_the_same_extension(
    session: Session, settings: Settings, amara: Agent
) -> None:
    do(session, settings, leaving.delete, amara)
    add(session, settings, "Amara Okonkwo")
    assert (amara.deleted_at, amara.extension) == (None, 1000)


def test_everything_is_written_down_and_makes_a_new_version(session: Session, settings: Settings, amara: Agent) -> None:
    version, updated = amara.version, amara.updated_at
    for deed in (leaving.disable, leaving.enable, leaving.delete, leaving.restore):
        do(session, settings, deed, amara)
    deeds = session.execute(
        select(AuditEntry.deed, AuditEntry.actor).where(AuditEntry.subject_id == amara.id).order_by(AuditEntry.at)
    ).all()
    assert [deed for deed, _ in deeds][-4:] == ["agent.disabled", "agent.enabled", "agent.deleted", "agent.restored"]
    assert {actor for _, actor in deeds} == {HR.name}
    assert (amara.version, amara.updated_at > updated) == (version + 4, True)


REFUSED: dict[str, tuple[list[Deed], Deed, str]] = {
    "disabled twice": ([leaving.disable], leaving.disable, "Zoe Meer is disabled already."),
    "enabled, and never disabled": ([], leaving.enable, "Zoe Meer is not disabled."),
    "deleted twice": ([leaving.delete], leaving.delete, "Zoe Meer is deleted already."),
    "disabled when deleted": ([leaving.delete], leaving.disable, "Zoe Meer is deleted. Restore them first."),
    "enabled when deleted": ([leaving.delete], leaving.enable, "Zoe Meer is deleted. Restore them first."),
    "restored, and never deleted": ([], leaving.restore, "Zoe Meer is not deleted."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_cannot_be_is_told_why_and_the_others_go_on(case: str, session: Session, settings: Settings) -> None:
    before, deed, sentence = REFUSED[case]
    zoe, owen = add(session, settings, "Zoe Meer"), add(session, settings, "Owen Li")
    for each in before:
        do(session, settings, each, zoe)
    if deed in (leaving.enable, leaving.restore):
        do(session, settings, leaving.disable if deed is leaving.enable else leaving.delete, owen)
    version = zoe.version
    refused, done = do(session, settings, deed, zoe, owen)
    assert refused.problem is not None
    assert (refused.problem.sentence(), done.ok) == (sentence, True)
    assert zoe.version == version


def test_somebody_who_is_not_there_is_told_too(session: Session, settings: Settings) -> None:
    begin_writing(session)
    (done,) = leaving.delete(session, settings, [uuid.UUID(int=7)], actor=HR)
    assert done.problem is not None
    assert done.problem.sentence() == "This agent is not there any more."


def test_another_version_than_the_one_that_was_seen_is_left_alone(
    session: Session, settings: Settings, amara: Agent
) -> None:
    (done,) = do(session, settings, leaving.delete, amara, versions={amara.id: amara.version - 1})
    assert done.problem is not None
    assert done.problem.code == "changed_meanwhile"
    assert amara.deleted_at is None


def test_a_thousand_and_more_are_disabled_by_sets(session: Session, settings: Settings) -> None:
    begin_writing(session)
    agents = [
        Agent(id=new_id(), full_name=f"A {n}", username=f"a{n}", username_key=f"a{n}", email=f"a{n}@b.example",
              email_key=f"a{n}@b.example", typology="webrtc")
        for n in range(1500)
    ]  # fmt: skip
    session.add_all(agents)
    session.flush()
    accounts.open_for_agents(session, [agent.id for agent in agents])
    session.commit()
    done = do(session, settings, leaving.disable, *agents)
    assert [each.agent_id for each in done] == [agent.id for agent in agents]
    assert all(each.ok for each in done)


AT = datetime(2026, 12, 1, 3, 0, tzinfo=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("last_day", "timezone", "over"),
    [
        (date(2026, 11, 30), None, True),
        (date(2026, 12, 1), None, False),
        (date(2026, 11, 30), "America/New_York", False),
        (date(2026, 11, 30), "Asia/Tokyo", True),
        (date(2026, 12, 1), "Pacific/Kiritimati", False),
    ],
)
def test_the_last_day_is_over_when_it_is_over_where_somebody_is(
    session: Session, settings: Settings, amara: Agent, last_day: date, timezone: str | None, over: bool
) -> None:
    begin_writing(session)
    amara.end_date, amara.timezone = last_day, timezone
    session.flush()
    leaving.disable_those_who_left(session, settings, AT)
    assert (amara.disabled_at is not None) == over
    assert phones(session) == (set() if over else ON_THE_SWITCH)


def test_whoever_left_is_disabled_once(session: Session, settings: Settings, amara: Agent) -> None:
    begin_writing(session)
    amara.end_date = date(2026, 11, 30)
    assert len(leaving.disable_those_who_left(session, settings, AT)) == 1
    assert leaving.disable_those_who_left(session, settings, AT) == []


@pytest.mark.parametrize(("leave", "come_back"), [(leaving.disable, leaving.enable), (leaving.delete, leaving.restore)])
def test_whoever_comes_back_after_their_last_day_is_not_disabled_again(
    session: Session, settings: Settings, amara: Agent, leave: Deed, come_back: Deed
) -> None:
    do(session, settings, leave, amara)
    begin_writing(session)
    amara.end_date = now().date() - timedelta(days=3)
    session.commit()
    (done,) = do(session, settings, come_back, amara)
    assert [warning.reason for warning in done.warnings] == ["last_day_taken_out"]
    begin_writing(session)
    assert leaving.disable_those_who_left(session, settings, now()) == []


def test_a_lock_after_wrong_passwords_ends_sessions_and_leaves_the_phone_alone(
    session: Session, settings: Settings, amara: Agent
) -> None:
    begin_writing(session)
    account = accounts.account_of(session, amara.id)
    accounts.set_password(session, settings, account, "marigold-tram-7")
    session.commit()
    version = account.security_version
    for _ in range(LockPolicy().tries):
        with pytest.raises(SignInRefused):
            sign_in(session, settings, amara.username, "wrong", "198.51.100.7")
    session.commit()
    assert account.locked_until is not None
    assert still_valid(session, account.id, version) is None
    assert phones(session) == ON_THE_SWITCH
    assert session.scalars(select(Work).where(Work.kind == "telephony")).all() == []
