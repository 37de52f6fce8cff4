"""Alembic's environment: our tables only, on SQLite and on PostgreSQL alike."""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection

from onboarding import settings
from onboarding.database import Base, Moment
from onboarding.schema import load_models, migration_connection

load_models()


def ours(_object: Any, name: str | None, kind: str, reflected: bool, _compared_to: Any) -> bool:
    """Whether a table is ours to change: those that the switch reads, and a database's other guests, are left alone."""
    return kind != "table" or not reflected or name in Base.metadata.tables


def in_plain_types(kind: str, value: Any, autogenerating: AutogenContext) -> str | Literal[False]:
    """Write a column's type so that a migration keeps its meaning when our code changes."""
    if kind == "type" and isinstance(value, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, JSON):
        autogenerating.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return "sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), 'postgresql')"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations that were asked for, in the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=ours,
        render_item=in_plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with migration_connection(settings.read(os.environ)) as own:
        migrate(own)
