"""The counts of imports, a chunk each; who took an import back; when its file was deleted."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TALLIES = sa.table(
    "import_tallies",
    sa.column("id", sa.Uuid()),
    sa.column("import_id", sa.Uuid()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("counted", sa.String()),
    sa.column("rows", sa.Integer()),
)
ROWS = sa.table(
    "import_rows", sa.column("import_id", sa.Uuid()), sa.column("verdict", sa.String()), sa.column("state", sa.String())
)
IMPORTS = sa.table("imports", sa.column("id", sa.Uuid()), sa.column("created_at", sa.DateTime(timezone=True)))


def upgrade() -> None:
    for name, kind in (
        ("undone_at", sa.DateTime(timezone=True)),
        ("undone_by", sa.String(length=255)),
        ("forgotten_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("imports", sa.Column(name, kind, nullable=True))
    op.create_table(
        "import_tallies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.String(length=12), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_import_tallies_import_id_imports", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_tallies"),
    )
    op.create_index("ix_import_tallies_import_id", "import_tallies", ["import_id"])
    _count_what_is_there()


def _count_what_is_there() -> None:
    connection = op.get_bind()
    for counted, wanted in ((ROWS.c.verdict, sa.true()), (ROWS.c.state, ROWS.c.state.in_(("applied", "failed")))):
        found = (
            sa.select(ROWS.c.import_id, IMPORTS.c.created_at, counted, sa.func.count())
            .join(IMPORTS, IMPORTS.c.id == ROWS.c.import_id)
            .where(wanted)
            .group_by(ROWS.c.import_id, IMPORTS.c.created_at, counted)
        )
        tallies = [
            {"id": uuid.uuid4(), "import_id": import_id, "at": at, "counted": name, "rows": rows}
            for import_id, at, name, rows in connection.execute(found).all()
        ]
        if tallies:
            connection.execute(TALLIES.insert(), tallies)


def downgrade() -> None:
    op.drop_table("import_tallies")
    with op.batch_alter_table("imports") as imports:
        for name in ("undone_at", "undone_by", "forgotten_at"):
            imports.drop_column(name)
