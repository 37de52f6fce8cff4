"""The switch with a database of its own: ours, Asterisk's, or away."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onboarding.database import begin_writing, db, now, switch_engine
from onboarding.settings import Settings
from onboarding.telephony import schema
from onboarding.telephony.phones import phone_of
from tests.telephony import asterisk
from tests.telephony.conftest import Place
from tests.telephony.helpers import (
    add_contact,
    again,
    counts,
    everything,
    hire,
    provision,
    provisioned,
    row,
    switch_elsewhere,
)


def test_the_rows_are_written_there_and_not_here(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    schema.ensure_schema(switch_engine())
    agent = provisioned(session, settings)
    assert counts(session) == {"ps_endpoints": 1, "ps_auths": 1, "ps_aors": 1, "voicemail": 1}
    assert "ps_endpoints" not in inspect(db.engine).get_table_names()
    assert phone_of(session, settings, agent).provisioned


def test_what_was_committed_there_but_not_here_is_done_again(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    schema.ensure_schema(switch_engine())
    agent = hire(session, 1001)
    session.commit()
    provision(session, settings, [agent.id])
    session.rollback()
    session.expire_all()
    assert not phone_of(session, settings, agent).provisioned
    provision(session, settings, [agent.id])
    session.commit()
    assert counts(session) == {"ps_endpoints": 1, "ps_auths": 1, "ps_aors": 1, "voicemail": 1}
    assert phone_of(session, settings, agent).provisioned


@pytest.mark.parametrize(
    "made", [{}, {"enum_suffix": "_old"}, {"without": ("mwi_subscribe_replaces_unsolicited", "attach", "webrtc")}]
)
def test_tables_that_asterisk_made_are_written_with_their_own_columns_and_enums(
    empty_elsewhere: Place, made: dict[str, Any]
) -> None:
    session, settings = empty_elsewhere
    asterisk.make(switch_engine(), **made)
    schema.ensure_schema(switch_engine())
    agent = provisioned(session, settings)
    endpoint = row(session, "ps_endpoints")
    assert (endpoint["auth"], endpoint["allow"], endpoint["dtmf_mode"]) == ("1001", "opus,ulaw,alaw", "rfc4733")
    assert endpoint["transport"] is endpoint["100rel"] is endpoint["language"] is None
    assert set(endpoint) == set(asterisk.COLUMNS["ps_endpoints"]) - set(made.get("without", ()))
    again(session, settings, agent, typology="mobile", full_name="Bo Li")
    assert row(session, "ps_endpoints")["callerid"] == '"Bo Li" <1001>'
    assert row(session, "ps_endpoints")["allow"] == "g722,ulaw,alaw"
    once = everything(session)
    again(session, settings, agent)
    assert everything(session) == once


def test_what_somebody_set_in_columns_that_are_not_ours_stays(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    asterisk.make(switch_engine())
    agent = provisioned(session, settings)
    with switch_engine().begin() as connection:
        connection.execute(text("UPDATE ps_endpoints SET language = 'it'"))
    again(session, settings, agent, typology="mobile")
    assert row(session, "ps_endpoints")["language"] == "it"


def test_disabling_takes_the_rows_away_there_too(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    schema.ensure_schema(switch_engine())
    agent = provisioned(session, settings)
    add_contact(session, 1001)
    again(session, settings, agent, disabled_at=now())
    assert counts(session) == {}


def test_a_switch_that_is_away_leaves_the_agent_unprovisioned_until_it_is_back(
    settings: Settings, sqlite_url: str
) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    with switch_elsewhere(replace(settings, database_url=sqlite_url), nowhere) as (session, there):
        begin_writing(session)
        agent = hire(session, 1001)
        session.commit()
        with pytest.raises(OperationalError):
            provision(session, there, [agent.id])
        session.rollback()
        assert agent.provisioned_at is None
        agent.provisioned_extension = 1001
        session.commit()
        phone = phone_of(session, there, agent)
        assert (phone.provisioned, phone.switch_away, phone.secret) == (False, True, None)


def test_a_database_that_is_the_main_one_is_one_engine(session: Session) -> None:
    assert switch_engine() is db.engine


def test_without_the_switchs_tables_provisioning_says_which_is_missing(empty_elsewhere: Place) -> None:
    session, settings = empty_elsewhere
    agent = hire(session, 1001)
    with pytest.raises(schema.TablesMissing, match="no table ps_aors. Run 'onboard up'"):
        provision(session, settings, [agent.id])
    schema.ensure_schema(switch_engine())
    provision(session, settings, [agent.id])
    assert agent.provisioned_extension == 1001
