"""What differs on the switch is found by its kind, never with a secret, and is mended; what is not ours survives."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from onboarding.database import begin_writing, now
from onboarding.settings import Settings
from onboarding.telephony import drift
from onboarding.telephony.differing import Difference, Drift
from onboarding.telephony.provisioning import ask
from onboarding.wording import say
from tests.applications import Applications
from tests.databases import settings_for
from tests.telephony.drifting import THEIRS, Switch, made, rests
from tests.telephony.helpers import add_contact, hire, inside, renumber, row, rows, switch_elsewhere

Deed = Callable[[Switch], None]


PLACES = [
    ("sqlite_url", "sqlite_url"),
    pytest.param(("sqlite_url", "asterisks_postgresql_url"), marks=pytest.mark.postgresql),
]


@pytest.fixture(params=PLACES, ids=["our tables beside ours", "asterisk's tables elsewhere"])
def switch(request: pytest.FixtureRequest, tmp_path: Path, bare_apps: Applications[Flask]) -> Iterator[Switch]:
    """The tables that we make on SQLite, in our own database; those that Asterisk makes, on a PostgreSQL of its own."""
    main, switchs = (str(request.getfixturevalue(name)) for name in request.param)
    with inside(bare_apps, settings_for(tmp_path / "data"), main, switchs) as (session, settings):
        yield made(session, settings)


def found(switch: Switch) -> list[Drift]:
    """What is found, after what was done by hand is committed."""
    switch.session.commit()
    return list(drift.compare(switch.session, switch.settings))


def kinds(drifts: list[Drift]) -> list[tuple[str, int, str]]:
    return sorted((one.kind, one.extension or 0, one.table) for one in drifts)


def lose_auth(switch: Switch) -> None:
    switch.remove("ps_auths", "1001")


def lose_endpoint(switch: Switch) -> None:
    switch.remove("ps_endpoints", "1001")


def lose_mailbox(switch: Switch) -> None:
    switch.remove("voicemail", "1001")


def lose_seat(switch: Switch) -> None:
    switch.remove("queue_members", "1001", queue_name="support")


def ask_for_another_password(switch: Switch) -> None:
    switch.set("ps_endpoints", "1001", auth="nobody")


def allow_nothing(switch: Switch) -> None:
    switch.set("ps_endpoints", "1002", allow="gsm")


def rename_mailbox(switch: Switch) -> None:
    switch.set("voicemail", "1001", fullname="Somebody Else")


def prefer_less(switch: Switch) -> None:
    switch.set("queue_members", "1001", penalty=9)


def add_mailbox(switch: Switch) -> None:
    switch.add("voicemail", "1001", "1002")


def add_seat(switch: Switch) -> None:
    switch.add("queue_members", "1001", "1002", queue_name="support")


def disable_unnoticed(switch: Switch) -> None:
    switch.bo.disabled_at = now()


def rename_unnoticed(switch: Switch) -> None:
    switch.bo.full_name = "Bo Lindgren"


DONE_BY_HAND = [
    (lose_auth, [("missing", 1001, "ps_auths")]),
    (lose_endpoint, [("missing", 1001, "ps_endpoints")]),
    (lose_mailbox, [("missing", 1001, "voicemail")]),
    (lose_seat, [("missing", 1001, "queue_members")]),
    (ask_for_another_password, [("changed", 1001, "ps_endpoints")]),
    (allow_nothing, [("changed", 1002, "ps_endpoints")]),
    (rename_mailbox, [("changed", 1001, "voicemail")]),
    (prefer_less, [("changed", 1001, "queue_members")]),
    (add_mailbox, [("orphaned", 1002, "voicemail")]),
    (add_seat, [("orphaned", 1002, "queue_members")]),
    (rename_unnoticed, [("different", 1002, "ps_endpoints")]),
    (disable_unnoticed, [("orphaned", 1002, name) for name in ("ps_aors", "ps_auths", "ps_endpoints")]),
]


def test_each_kind_is_found_and_repaired_and_rows_of_others_survive(switch: Switch) -> None:
    for deed, expected in DONE_BY_HAND:
        theirs, secret = switch.rows_of(THEIRS), row(switch.session, "ps_auths", 1001)["password"]
        deed(switch)
        assert kinds(found(switch)) == expected, deed.__name__
        counts = switch.repaired().counts
        assert {kind: counts.get(kind, 0) for kind, *_ in expected} == {expected[0][0]: len(expected)}, deed.__name__
        assert found(switch) == [], deed.__name__
        assert switch.rows_of(THEIRS) == theirs
        assert any(seat["queue_name"] == "night" for seat in switch.all_rows()["queue_members"])
        if deed is not lose_auth:
            assert row(switch.session, "ps_auths", 1001)["password"] == secret


@pytest.mark.parametrize("switch", PLACES[1:], indirect=True, ids=["asterisk's tables elsewhere"])
@pytest.mark.parametrize(("table", "column"), [("ps_endpoints", "auth"), ("ps_auths", "password")])
def test_a_phone_that_asks_for_no_password_or_has_none_is_found_and_repaired(
    switch: Switch, table: str, column: str
) -> None:
    """Only Asterisk's own tables let it be written; ours refuse."""
    switch.set(table, "1002", **{column: None})
    (one,) = found(switch)
    assert (one.kind, one.extension, one.columns[0].field, one.columns[0].is_now) == ("changed", 1002, column, None)
    switch.repaired()
    assert found(switch) == []
    assert row(switch.session, table, 1002)[column]


def test_a_queue_of_ours_that_is_gone_is_found_and_made_again_and_one_of_others_is_not_looked_at(
    switch: Switch,
) -> None:
    switch.remove("queues", "support")
    (one,) = found(switch)
    assert (one.kind, one.table, one.queue, one.agent_id) == ("missing", "queues", "support", None)
    switch.repaired()
    assert found(switch) == []
    assert [queue["name"] for queue in rows(switch.session, "queues")] == ["support"]


def test_repairing_twice_is_the_same_as_once(switch: Switch) -> None:
    lose_auth(switch)
    add_seat(switch)
    switch.session.commit()
    switch.repaired()
    once = switch.all_rows()
    switch.repaired()
    assert switch.all_rows() == once


def test_nothing_is_found_where_nothing_was_done(switch: Switch) -> None:
    assert found(switch) == []
    assert switch.inspected().counts == {"compared": 2}


def a_new_pin(switch: Switch) -> None:
    switch.set("voicemail", "1001", password="80817")


def another_password(switch: Switch) -> None:
    switch.set("ps_auths", "1001", password="chosen-by-hand")


def a_pause(switch: Switch) -> None:
    switch.set("queue_members", "1001", paused=1)


def a_phone_of_others(switch: Switch) -> None:
    switch.add_phone("7001")


@pytest.mark.parametrize("deed", [a_new_pin, another_password, a_pause, a_phone_of_others])
def test_what_its_owner_or_the_switch_or_somebody_else_may_do_is_no_difference(switch: Switch, deed: Deed) -> None:
    deed(switch)
    before = switch.all_rows()
    assert found(switch) == []
    switch.repaired()
    assert switch.all_rows() == before


def test_a_difference_says_who_and_what_and_how_and_what_repair_does(switch: Switch) -> None:
    ask_for_another_password(switch)
    (one,) = found(switch)
    assert (one.agent_id, one.agent_name) == (str(switch.ana.id), "Ana Ruiz")
    assert one.columns == (Difference("auth", "nobody", "1001"),)
    assert say(one.mending, {}) == "Repair puts back what it should be."


def test_no_finding_holds_a_secret_or_a_pin(switch: Switch) -> None:
    secrets = [switch.all_rows()["ps_auths"][0]["password"], row(switch.session, "voicemail")["password"]]
    lose_endpoint(switch)
    rename_mailbox(switch)
    disable_unnoticed(switch)
    told = str([one.stored() for one in found(switch)]) + str(switch.repaired().findings)
    assert not any(secret in told for secret in secrets)


def test_whose_own_work_waits_is_counted_and_not_compared(switch: Switch) -> None:
    lose_endpoint(switch)
    begin_writing(switch.session)
    ask(switch.session, [switch.ana.id])
    switch.session.commit()
    (counts,) = {tuple(sorted(part.counts.items())) for part in drift.parts(switch.session, switch.settings)} - {()}
    assert counts == (("compared", 1), ("waiting", 1))


def test_rows_at_a_number_that_rests_are_left_over_with_the_contacts_that_still_ring(switch: Switch) -> None:
    rests(switch.session, 1002, switch.bo)
    switch.session.commit()
    switch.repaired()
    assert switch.rows_of("1002") == {}
    switch.add_phone("1002")
    add_contact(switch.session, 1002)
    left = found(switch)
    assert kinds(left) == [("orphaned", 1002, t) for t in ("ps_aors", "ps_auths", "ps_endpoints", "voicemail")]
    assert {one.agent_name for one in left} == {"Bo Li"}
    switch.repaired()
    assert switch.rows_of("1002") == {}
    assert found(switch) == []


def test_a_number_that_another_agent_has_by_now_is_not_left_over(switch: Switch) -> None:
    """Ana moved on without the switch hearing of it, and Bo was given her number and is there already."""
    renumber(switch.session, switch.ana, 1003)
    switch.bo.extension = None
    switch.session.flush()
    switch.bo.extension = 1001
    switch.session.flush()
    one_by_one = found(switch)
    assert ("orphaned", 1002, "ps_endpoints") in kinds(one_by_one)
    switch.repaired()
    assert found(switch) == []
    assert row(switch.session, "ps_endpoints", 1001)["callerid"] == '"Bo Li" <1001>'
    assert row(switch.session, "ps_endpoints", 1003)["callerid"] == '"Ana Ruiz" <1003>'


def test_somebody_who_never_arrived_is_missing_and_the_phone_of_others_at_the_number_stays(switch: Switch) -> None:
    cy = hire(switch.session, int(THEIRS), full_name="Cy Noor")
    before = switch.rows_of(THEIRS)
    assert {one.kind for one in found(switch)} == {"missing"}
    switch.repaired()
    assert switch.rows_of(THEIRS) == before
    switch.session.refresh(cy)
    assert cy.provisioned_extension is None
    assert found(switch) == [], "it says itself what is wrong, by its work that failed"


def test_an_agent_without_a_phone_is_not_compared(switch: Switch) -> None:
    hire(switch.session, None)
    assert found(switch) == []
    assert drift.total(switch.session) == 2


def test_while_digests_are_kept_a_password_in_clear_text_is_a_difference(switch: Switch) -> None:
    switch.settings = replace(switch.settings, sip_digest=True)
    assert {(one.kind, one.columns[0].should) for one in found(switch)} == {("different", "a digest")}
    switch.repaired()
    assert found(switch) == []
    assert not row(switch.session, "ps_auths")["password"]


def test_a_digest_put_beside_a_password_is_a_difference(switch: Switch) -> None:
    secret = row(switch.session, "ps_auths", 1001)["password"]
    switch.set("ps_auths", "1001", password_digest="MD5:0")
    assert kinds(found(switch)) == [("different", 1001, "ps_auths")]
    switch.repaired()
    assert found(switch) == []
    kept = row(switch.session, "ps_auths", 1001)
    assert (kept["password"], kept["password_digest"] or None) == (secret, None)


@pytest.mark.parametrize("switch", PLACES[1:], ids=["asterisk's tables elsewhere"], indirect=True)
@pytest.mark.parametrize(
    ("table", "column"), [("ps_endpoints", "transport"), ("ps_aors", "contact"), ("ps_auths", "realm")]
)
def test_what_is_never_set_is_unset_again(switch: Switch, table: str, column: str) -> None:
    switch.set(table, "1001", **{column: "sip:elsewhere@192.0.2.1"})
    assert kinds(found(switch)) == [("changed", 1001, table)]
    switch.repaired()
    assert found(switch) == []
    assert row(switch.session, table, 1001)[column] is None


def test_a_switch_that_is_away_ends_the_look_and_says_so(settings: Settings, sqlite_url: str) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    with switch_elsewhere(replace(settings, database_url=sqlite_url), nowhere) as (session, there):
        agent = hire(session, 1001, provisioned_extension=1001)
        session.commit()
        inspection = Switch(session, there, agent, agent).inspected()
        assert inspection.problem is not None
        assert inspection.problem["code"] == "away"
        with pytest.raises(OperationalError):
            list(drift.compare(session, there))
