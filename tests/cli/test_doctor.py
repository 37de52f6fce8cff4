"""onboard doctor: what is missing, what waits, what is misspelt."""

import ast
import inspect
import json

import pytest
from sqlalchemy import text

from onboarding import settings
from onboarding.telephony import provisioning
from tests.cli.conftest import Onboard, on_each_database
from tests.cli.test_telephony import inside
from tests.telephony.helpers import hire


def looked(onboard: Onboard, name: str) -> dict:
    """What the doctor found about one thing."""
    (finding,) = [each for each in json.loads(onboard("doctor", "--json").stdout) if each["name"] == name]
    return finding


@pytest.fixture
def begun(onboard: Onboard) -> Onboard:
    assert onboard("ranges", "list").exit_code == 0
    return onboard


def test_a_table_that_the_switch_lacks_is_named(begun: Onboard) -> None:
    with inside() as (session, _):
        session.execute(text("DROP TABLE queue_members"))
    found = looked(begun, "telephony")
    assert not found["ok"]
    assert "no table queue_members" in found["message"]


def test_who_waits_and_who_was_given_up_is_counted(begun: Onboard) -> None:
    with inside() as (session, _):
        provisioning.ask(session, [hire(session, 1001 + n).id for n in range(3)])
        session.execute(text("UPDATE work SET failed_at = due_at WHERE id = (SELECT min(id) FROM work)"))
    warnings = looked(begun, "telephony")["warnings"]
    assert "phones that could not be set up: 1. The page /switch says why." in warnings
    assert "phones that are waiting to be set up: 2." in warnings


def test_where_no_phone_was_seen_it_says_what_the_switch_needs(begun: Onboard) -> None:
    (warning,) = looked(begun, "telephony")["warnings"]
    assert "contact=realtime,ps_contacts" in warning
    with inside() as (session, _):
        hire(session, 1001, phone_seen=True)
    assert looked(begun, "telephony")["warnings"] == []


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("ONBOARD_SMPT_URL", "ONBOARD_SMTP_URL"),
        ("ONBOARD_DATABASE", "ONBOARD_DATABASE_URL"),
        ("ONBOARD_sip_realm", "ONBOARD_SIP_REALM"),
        ("ONBOARD_XYZZY", None),
    ],
)
def test_a_variable_that_is_no_setting_is_named_with_the_nearest_one(
    begun: Onboard, monkeypatch: pytest.MonkeyPatch, name: str, near: str | None
) -> None:
    monkeypatch.setenv(name, "x")
    found = looked(begun, "settings")
    assert found["ok"]
    (warning,) = found["warnings"]
    assert warning == f"{name} is no setting and changes nothing." + (f" Did you mean {near}?" if near else "")
    assert f" !   settings: {warning}" in begun("doctor").stdout.splitlines()


def test_every_setting_that_is_read_is_known() -> None:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(settings.read))) if isinstance(node, ast.Call)]
    read = {call.args[0].value for call in calls if getattr(call.func, "id", "") == "text"}
    assert read == set(settings.NAMES)


@on_each_database
def test_before_the_first_start_it_says_what_makes_the_tables(onboard: Onboard) -> None:
    found = looked(onboard, "database")
    assert not found["ok"]
    assert found["message"].endswith("has no tables yet. 'onboard up' makes them.")
