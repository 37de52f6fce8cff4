"""onboard telephony check|repair."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from onboarding import settings
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db, now
from onboarding.preferences.models import Heartbeat
from onboarding.settings import Settings
from onboarding.telephony import inspecting, provisioning
from tasks.app import create_bare_app
from tasks.lines import work_off_all
from tests.cli.conftest import Onboard, on_each_database
from tests.telephony.helpers import hire
from web.cli.following import HEARTBEAT_SECONDS


@contextmanager
def inside() -> Iterator[tuple[Session, Settings]]:
    """On the database of the environment."""
    chosen = settings.read(os.environ)
    with create_bare_app(chosen).app_context():
        begin_writing(db.session())
        yield db.session(), chosen
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def set_up(onboard: Onboard) -> None:
    """Two agents whose phones are set up."""
    assert onboard("ranges", "list").exit_code == 0
    with inside() as (session, chosen):
        ids = [hire(session, 1001 + n, full_name=name).id for n, name in enumerate(["Ana Ruiz", "Bo Li"])]
        provisioning.ask(session, ids)
        session.commit()
        work_off_all(chosen, 10)
        begin_writing(session)


def by_hand(statement: str) -> None:
    with inside() as (session, _):
        session.execute(text(statement))


@pytest.mark.usefixtures("set_up")
def test_where_nothing_differs_check_ends_with_0(onboard: Onboard) -> None:
    result = onboard("telephony", "check")
    assert (result.exit_code, result.stdout) == (0, "Nothing differs. Compared: 2 agents.\n")
    found = json.loads(onboard("telephony", "check", "--json").stdout)
    assert found == {"items": [], "next_cursor": None, "total": 0, "compared": 2, "waiting": 0}


@pytest.mark.usefixtures("set_up")
@on_each_database
def test_what_differs_is_named_and_check_ends_with_1(onboard: Onboard) -> None:
    by_hand("UPDATE ps_endpoints SET allow = 'gsm' WHERE id = '1002'")
    result = onboard("telephony", "check")
    assert result.exit_code == 1
    heading, line, _, end = result.stdout.splitlines()
    assert heading.split() == ["KIND", "EXTENSION", "AGENT", "TABLE", "DIFFERENCE"]
    cells = ("changed by hand", "1002", "Bo Li", "ps_endpoints", "allow is gsm, should be opus,ulaw,alaw")
    assert " ".join(line.split()) == " ".join(cells)
    assert end.startswith("Differences: 1 (1 changed by hand). Compared: 2 agents.")


@pytest.mark.usefixtures("set_up")
@on_each_database
def test_repair_mends_it_and_ends_with_0(onboard: Onboard) -> None:
    by_hand("DELETE FROM voicemail WHERE mailbox = '1001'")
    (item,) = json.loads(onboard("telephony", "check", "--json").stdout)["items"]
    assert (item["kind"], item["extension"], item["table"]) == ("missing", 1001, "voicemail")
    assert item["agent"]["full_name"] == "Ana Ruiz"
    assert item["repair"] == "Repair adds it with a new PIN."
    result = onboard("telephony", "repair")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Repaired: 1 (1 missing)."
    assert onboard("telephony", "check").exit_code == 0
    again = onboard("telephony", "repair")
    assert (again.exit_code, again.stdout) == (0, "Nothing differs. Compared: 2 agents.\n")


@pytest.mark.usefixtures("set_up")
def test_a_service_that_ends_meanwhile_is_not_waited_for(onboard: Onboard) -> None:
    by_hand("DELETE FROM ps_endpoints WHERE id = '1001'")
    with inside() as (session, _):
        session.add(Heartbeat(name="worker:gone:1", at=now() - timedelta(seconds=HEARTBEAT_SECONDS - 1)))
    assert onboard("telephony", "repair").exit_code == 0


@pytest.mark.usefixtures("set_up")
def test_what_cannot_be_mended_is_counted_and_repair_ends_with_1(onboard: Onboard) -> None:
    by_hand("UPDATE agents SET provisioned_extension = NULL WHERE extension = 1002")
    result = onboard("telephony", "repair", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {item["kind"] for item in told["items"]} == {"missing"}
    assert told["left"] == 1


@pytest.mark.usefixtures("set_up")
def test_a_look_that_was_left_behind_does_not_stand_in_the_way(onboard: Onboard) -> None:
    with inside() as (session, _):
        inspecting.ask(session, SERVICE)
    assert onboard("telephony", "repair").exit_code == 0


@pytest.mark.parametrize("command", ["check", "repair"])
def test_a_switch_that_does_not_answer_is_named_and_ends_with_2(
    onboard: Onboard, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONBOARD_TELEPHONY_DATABASE_URL", "postgresql://asterisk:hush@127.0.0.1:9/none")
    assert onboard("ranges", "list").exit_code == 0, "other commands go on without the switch"
    with inside() as (session, _):
        hire(session, 1001)
    result = onboard("telephony", command)
    assert result.exit_code == 2
    assert "does not answer" in result.stderr
    assert "hush" not in result.stderr


def test_the_switchs_configuration_is_printed(onboard: Onboard) -> None:
    result = onboard("telephony", "config", "--file", "sorcery.conf")
    assert result.exit_code == 0
    assert "contact=realtime,ps_contacts" in result.stdout.replace(" ", "")
