"""Migrations bring an empty database to what the models say, on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from onboarding import schema
from onboarding.database import Base
from onboarding.directory import trigrams
from onboarding.settings import PREFIX, Settings, bundled
from tests.databases import settings_for

UPGRADE = "import os; from onboarding import schema, settings; schema.upgrade(settings.read(os.environ))"


@pytest.fixture
def empty(empty_database_url: str, tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "data", empty_database_url)


@pytest.fixture
def upgraded(empty: Settings) -> Iterator[Connection]:
    schema.upgrade(empty)
    with schema.migration_connection(empty) as connection:
        yield connection


def test_an_upgraded_database_is_what_the_models_say(upgraded):
    context = MigrationContext.configure(upgraded, opts={"compare_type": True, "compare_server_default": True})

    assert [change for change in compare_metadata(context, Base.metadata) if not _stands_beside(change)] == []


def _stands_beside(change):
    """Alembic's own table, and the index of the search, which the models do not know."""
    if change[0] == "remove_index":
        return change[1].name == trigrams.INDEX
    return change[0] == "remove_table" and change[1].name.startswith(("alembic_version", trigrams.TABLE))


def test_an_upgraded_database_checks_what_the_models_check(upgraded):
    for table in Base.metadata.sorted_tables:
        wanted = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert {c["name"] for c in inspect(upgraded).get_check_constraints(table.name)} == wanted


def test_the_newest_version_is_noted(upgraded):
    head = ScriptDirectory(str(bundled("migrations"))).get_current_head()
    assert MigrationContext.configure(upgraded).get_current_revision() == head
    assert schema.noted_revision(upgraded) == schema.newest_revision() == head


def test_upgrading_again_keeps_what_is_there(empty):
    schema.upgrade(empty)
    with schema.migration_connection(empty) as connection:
        connection.execute(text("INSERT INTO preferences VALUES ('greeting', '\"Hello\"')"))

    schema.upgrade(empty)

    with schema.migration_connection(empty) as connection:
        assert connection.scalar(text("SELECT count(*) FROM preferences")) == 1


def test_tables_that_are_not_ours_are_left_alone(empty):
    with schema.migration_connection(empty) as connection:
        connection.execute(text("CREATE TABLE ps_endpoints (id VARCHAR(40) PRIMARY KEY, callerid VARCHAR(40))"))
        connection.execute(text("INSERT INTO ps_endpoints VALUES ('1000', 'Ada')"))

    schema.upgrade(empty)

    with schema.migration_connection(empty) as connection:
        assert connection.execute(text("SELECT * FROM ps_endpoints")).all() == [("1000", "Ada")]


def test_two_processes_that_upgrade_at_once_both_succeed(empty, tmp_path):
    environment = {PREFIX + "DATA_DIR": str(empty.data_dir), PREFIX + "DATABASE_URL": empty.database_url}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE], env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], said


def test_an_upgrade_that_fails_leaves_nothing_behind(empty):
    with schema.migration_connection(empty) as connection:
        connection.execute(text("CREATE TABLE work (id INTEGER)"))  # stands in the way of a table of ours

    with pytest.raises(Exception, match="work"):
        schema.upgrade(empty)

    with schema.migration_connection(empty) as connection:
        assert inspect(connection).get_table_names() == ["work"]
