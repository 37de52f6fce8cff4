"""What people have entered before an upgrade is there after it, and the new version can work with it."""

import json
import uuid
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, select, text

from onboarding import schema
from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.directory import words
from onboarding.imports.models import Import
from onboarding.settings import Settings, bundled
from tests.databases import settings_for

OLD = "0007"
AT = "2026-01-01 00:00:00+00:00"
AGENT, ACCOUNT, IMPORT = (uuid.UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def old(empty_database_url: str, tmp_path: Path) -> Settings:
    """A database of an older version, with an agent, their account, and an import."""
    settings = settings_for(tmp_path / "data", empty_database_url)
    with schema.migration_connection(settings) as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(bundled("migrations")))
        command.upgrade(config, OLD)
    with schema.migration_connection(settings) as connection:
        _fill(connection)
    return settings


def _fill(connection: Connection) -> None:
    name, email = "Zoë van der Meer", "zoe@northwind.example"
    _add(connection, "numbers", number=1000, state="taken", since=AT)
    _add(
        connection, "agents", id=AGENT, version=1, full_name=name, username="zoe", username_key="zoe", email=email,
        email_key=email, typology="webrtc", extension=1000, voicemail=True, remote_control=False, created_at=AT,
        updated_at=AT, queue_count=0,
    )  # fmt: skip
    _add(connection, "accounts", id=ACCOUNT, role="agent", agent_id=AGENT, created_at=AT)
    file = json.dumps({"today": "2026-01-01", "date_order": None})
    _add(
        connection, "imports", id=IMPORT, file_name="x.csv", file_size=1, file_sha256="x", uploaded_by="HR",
        state="ready", file=file, columns="[]", warnings="[]", problems="[]", created_at=AT, on_error="skip",
        invite="none", auto_confirm=False,
    )  # fmt: skip


def _add(connection: Connection, table: str, **values: object) -> None:
    sqlite = connection.dialect.name == "sqlite"
    kept = {
        name: (value.hex if sqlite else str(value)) if isinstance(value, uuid.UUID) else value
        for name, value in values.items()
    }
    places = ", ".join(f":{name}" for name in kept)
    connection.execute(text(f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({places})"), kept)


def test_what_was_there_stays_and_is_found(old: Settings) -> None:
    schema.upgrade(old)
    with schema.migration_connection(old) as connection:
        assert connection.scalar(select(Account.agent_id)) == AGENT
        assert connection.scalars(select(Agent.id).where(words.found("zoe meer"))).all() == [AGENT]
        assert connection.scalar(select(Agent.stage_rank)) == 0
        assert connection.scalar(select(Import.file))["defaults"] == {"typology": "webrtc", "push_gateway": None}
