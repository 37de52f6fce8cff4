"""Uploads: the file as it came is kept in pieces, and read far enough to know that it is a table."""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.audit import Actor
from onboarding.database import new_id
from onboarding.imports import matching, reading
from onboarding.imports.models import Import, ImportFilePart
from onboarding.imports.refusal import FileRefused
from onboarding.invitations import inviting
from onboarding.wording import Problem

KIND = "imports"
PART_BYTES = 1 << 20
LIMITS = reading.Limits()


def receive(
    session: Session,
    stream: BinaryIO,
    file_name: str,
    *,
    actor: Actor,
    on_error: str = "skip",
    invite: str = inviting.NONE,
    auto_confirm: bool = False,
    columns: Mapping[str, str | None] | None = None,
) -> Import:
    """Store an upload and ask for its check; `auto_confirm` applies it without a person's word. `columns` says what
    some headings mean (see matching.give).

    Raises FileRefused for what is no table; the caller's rollback then leaves nothing stored. Raises ValueError for
    an `invite` or `on_error` that is none.
    """
    import_ = store(session, stream, file_name, actor=actor)
    matching.give(import_, columns)
    import_.on_error = check_on_error(on_error)
    import_.invite = inviting.check_choice(invite)
    import_.auto_confirm = auto_confirm
    audit.note(session, actor, "import.uploaded", "import", import_.id, file=import_.file_name)
    work.ask(session, KIND, [import_.id], cause_id=import_.id, fresh=True)
    return import_


def store(session: Session, stream: BinaryIO, file_name: str, *, actor: Actor) -> Import:
    """Keep a file, once it is known to be a table. Raises FileRefused."""
    import_ = Import(
        id=new_id(),
        state="uploaded",
        file_name=_safe_name(file_name),
        file_size=0,
        file_sha256="",
        uploaded_by=actor.name,
        uploader_id=actor.account_id,
        on_error="skip",
        invite=inviting.NONE,
    )
    session.add(import_)
    session.flush()
    _keep(session, import_, stream)
    reading.read(stored(session, import_.id), LIMITS)
    return import_


def check_on_error(on_error: str) -> str:
    """skip or abort; raises ValueError."""
    if on_error not in ("skip", "abort"):
        raise ValueError(on_error)
    return on_error


def _keep(session: Session, import_: Import, stream: BinaryIO) -> None:
    digest, size, part = hashlib.sha256(), 0, 0
    while content := stream.read(PART_BYTES):
        size += len(content)
        if size > LIMITS.max_bytes:
            raise FileRefused(Problem("too_large", "file_too_large", params={"limit": LIMITS.max_bytes >> 20}))
        digest.update(content)
        session.execute(insert(ImportFilePart).values(import_id=import_.id, part=part, content=content))
        part += 1
    import_.file_size, import_.file_sha256 = size, digest.hexdigest()


def stored(session: Session, import_id: uuid.UUID) -> Callable[[], Iterator[bytes]]:
    """The stored file, to be read from the start as often as needed, a piece at a time."""

    def pieces() -> Iterator[bytes]:
        part = 0
        while content := session.scalar(
            select(ImportFilePart.content).where(ImportFilePart.import_id == import_id, ImportFilePart.part == part)
        ):
            yield content
            part += 1

    return pieces


def forget_what_has_no_place(session: Session, import_: Import) -> None:
    """Delete the file, if it has columns that nobody here may keep; the rows as they were read, without them, stay."""
    if not all(kept for _, _, kept in import_.columns):
        session.execute(
            delete(ImportFilePart).where(ImportFilePart.import_id == import_.id),
            execution_options={"synchronize_session": False},
        )


def _safe_name(name: str) -> str:
    base = name.replace("\\", "/").rpartition("/")[2]
    cleaned = "".join(char for char in base if char.isprintable()).strip()
    return cleaned[-255:] or "upload.csv"
