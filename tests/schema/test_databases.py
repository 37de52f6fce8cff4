"""What tests may rely on: a database of their own, as it is after the first start."""

import pytest
from sqlalchemy import delete, select, text

from onboarding.audit import SERVICE, AuditEntry, note
from onboarding.database import begin_writing
from onboarding.numbering.models import Range
from onboarding.numbering.ranges import list_ranges


@pytest.mark.parametrize("nth", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(session, nth):
    begin_writing(session)
    assert session.scalars(select(AuditEntry)).all() == []
    note(session, SERVICE, f"deed {nth}", "test", None)
    session.commit()


@pytest.mark.parametrize("nth", [1, 2])
def test_each_test_finds_the_ranges_of_the_first_start(session, nth):
    assert [(found.first, found.last) for found in list_ranges(session)] == [(1000, 9999)]
    session.execute(delete(Range))
    session.commit()


@pytest.mark.parametrize("nth", [1, 2])
def test_a_test_may_change_the_tables_of_its_database(session, nth):
    session.execute(text("DROP TABLE audit_entries"))
    session.commit()


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_session_left_open_does_not_stand_in_the_way(session, nth):
    note(session, SERVICE, "deed", "test", None)
    session.flush()


def test_the_settings_name_the_database_of_the_test(app, settings, database_url):
    assert app.config["ONBOARD"].database_url == settings.database_url == database_url
