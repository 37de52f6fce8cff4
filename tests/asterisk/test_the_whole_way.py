"""From a file of new hires to telephones that ring."""

import os
import subprocess
import sys

from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.settings import PREFIX, bundled
from tests.asterisk.exchange import Desk, Exchange

SAMPLE = bundled("samples") / "new-hires.csv"


def onboard(exchange: Exchange, *arguments: str) -> str:
    """What the command line prints, run in a process of its own on the databases of this exchange."""
    settings = exchange.settings
    chosen = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "TELEPHONY_DATABASE_URL": settings.telephony_database_url,
    }
    environment = {**os.environ, **{PREFIX + name: value for name, value in chosen.items()}}
    command = [sys.executable, "-m", "web.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def test_everybody_in_a_file_can_register_and_be_called(exchange: Exchange, session: Session) -> None:
    assert "38 of 40 rows are in: 38 new" in onboard(exchange, "import", str(SAMPLE), "--yes")
    imported = session.scalars(select(Agent).where(Agent.employee_id.is_not(None))).all()
    assert len(imported) == 38
    desks = [Desk(agent, str(agent.extension), exchange.secret(session, agent)) for agent in imported]
    for desk in desks:
        assert exchange.registers(desk.number, desk.secret) == 200, desk.agent.full_name
    caller = exchange.desk(session)
    called = next(desk for desk in desks if desk.agent.typology == "external" and desk.agent.voicemail)
    with exchange.phone(caller) as phone, exchange.phone(called) as ringing:
        ringing.register()
        ringing.on_call = "486 Busy Here"
        assert phone.call(called.number).status == 200
        assert ringing.next("INVITE")
