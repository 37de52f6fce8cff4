"""An import: the file as it came, and one verdict a row."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base, Document, Moment, new_id, now

STATES = (
    "uploaded",
    "checking",
    "ready",
    "applying",
    "completed",
    "completed_with_errors",
    "failed",
    "cancelled",
    "undoing",
    "undone",
)
VERDICTS = ("create", "update", "unchanged", "comes_back", "skipped", "invalid")


class Import(Base):
    """One upload and what became of it. `file` says what was read (format, encoding, delimiter, sheet, header line);
    `columns` maps each heading to our field or None; `problems` are those of the file as a whole. `change_usernames`:
    people whom we know get the username of the file where it is another. `undone_by`: who asked for it to be taken
    back; `forgotten_at`: when file and rows were deleted, of which the tallies stay."""

    __tablename__ = "imports"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    state: Mapped[str] = mapped_column(String(24), default="uploaded")
    file_name: Mapped[str] = mapped_column(String(255))
    file_size: Mapped[int] = mapped_column(BigInteger)
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    uploaded_by: Mapped[str] = mapped_column(String(255))
    uploader_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[str | None] = mapped_column(String(255))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(255))
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    on_error: Mapped[str] = mapped_column(String(8), default="skip")
    invite: Mapped[str] = mapped_column(String(40), default="none")
    auto_confirm: Mapped[bool] = mapped_column(default=False)
    change_usernames: Mapped[bool] = mapped_column(default=False, server_default=false())
    file: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    columns: Mapped[list[Any]] = mapped_column(Document, default=list)
    problems: Mapped[list[Any]] = mapped_column(Document, default=list)
    warnings: Mapped[list[Any]] = mapped_column(Document, default=list)

    @property
    def lenient_fields(self) -> frozenset[str]:
        """Fields that stood under another system's heading: a department is no team of ours just because of that."""
        return frozenset(self.file.get("synonyms", ()))


class ColumnMatch(Base):
    """How somebody matched the columns of a file by hand, for the next one with the same headings.

    `fingerprint` is of the headings, whatever their order; `columns` maps a heading's position (see
    headings.positions) to a field, or None where it is left out.
    """

    __tablename__ = "column_matches"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(Document)
    matched_by: Mapped[str] = mapped_column(String(255))
    matched_at: Mapped[datetime] = mapped_column(Moment, default=now)


class ImportFilePart(Base):
    """A piece of the uploaded file, so that a large one is never in memory as a whole."""

    __tablename__ = "import_row_source"

    import_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportPiece(Base):
    """Some rows of a file that is being checked, and the first look at them once somebody has taken it (both JSON)."""

    __tablename__ = "import_row_pieces"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    import_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("imports.id", ondelete="CASCADE"), index=True)
    rows: Mapped[str] = mapped_column(Text)
    looked: Mapped[str | None] = mapped_column(Text)


class ImportRow(Base):
    """The verdict on one row of the file, and whether it has been applied.

    `cells`: the uploader's own values in the order of the file. `values`: what was understood, by field. `proposed`:
    username and extension chosen for somebody new. `changes`: field → [old, new]. `problems`, `warnings`: see
    wording.Problem. `state`: waiting, applied, failed, or none where there is nothing to do; of an import that is taken
    back: undone, kept (something of it stays, and `problems` say why), or leaving until the switch has let go.
    """

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_state", "import_id", "state", "row"),)

    import_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    verdict: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8))
    agent_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    cells: Mapped[list[Any]] = mapped_column(Document)
    values: Mapped[dict[str, Any]] = mapped_column(Document)
    proposed: Mapped[dict[str, Any] | None] = mapped_column(Document)
    changes: Mapped[dict[str, Any] | None] = mapped_column(Document)
    problems: Mapped[list[Any] | None] = mapped_column(Document)
    warnings: Mapped[list[Any] | None] = mapped_column(Document)


class ImportTally(Base):
    """How many rows one chunk of work counted: `counted` is a verdict, or what became of rows (applied, failed …)."""

    __tablename__ = "import_tallies"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    import_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("imports.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    counted: Mapped[str] = mapped_column(String(12))
    rows: Mapped[int] = mapped_column(Integer)
