"""Imports say which defaults for new agents they were checked with; until now there was one way only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DEFAULTS = {"typology": "webrtc", "push_gateway": None}
IMPORTS = sa.table(
    "imports", sa.column("id", sa.Uuid()), sa.column("file", sa.JSON().with_variant(JSONB(), "postgresql"))
)


def upgrade() -> None:
    connection = op.get_bind()
    for import_id, file in connection.execute(sa.select(IMPORTS.c.id, IMPORTS.c.file)).all():
        if file:
            kept = {**file, "defaults": DEFAULTS}
            connection.execute(IMPORTS.update().where(IMPORTS.c.id == import_id).values(file=kept))


def downgrade() -> None:
    """An import that says more than is asked stays readable."""
