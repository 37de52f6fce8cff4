"""Uploads: the file as it came is kept in pieces, and read far enough to know that it is a table."""

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from onboarding import audit, work
from onboarding.audit import Actor
from onboarding.database import begin_writing, new_id
from onboarding.imports import matching, reading
from onboarding.imports.models import Import, ImportFilePart
from onboarding.imports.reading import Limits
from onboarding.imports.refusal import refused
from onboarding.invitations import inviting

KIND = "imports"
PART_BYTES = 1 << 20


def receive(
    session: Session,
    stream: BinaryIO,
    file_name: str,
    *,
    actor: Actor,
    limits: Limits,
    on_error: str = "skip",
    invite: str = inviting.NONE,
    auto_confirm: bool = False,
    columns: Mapping[str, str | None] | None = None,
    change_usernames: bool = False,
) -> Import:
    """Store an upload and ask for its check; `auto_confirm` applies it without a person's word. `columns` says what
    some headings mean (see matching.give); `change_usernames` gives people whom we know the username of the file.

    Reads the file before it begins to write. Raises FileRefused for what is no table, and nothing is stored then;
    ValueError for an `invite` or `on_error` that is none.
    """
    import_ = store(session, stream, file_name, actor=actor, limits=limits)
    matching.give(import_, columns)
    import_.on_error = check_on_error(on_error)
    import_.invite = inviting.check_choice(invite)
    import_.auto_confirm = auto_confirm
    import_.change_usernames = change_usernames
    audit.note(session, actor, "import.uploaded", "import", import_.id, file=import_.file_name)
    work.ask(session, KIND, [import_.id], cause_id=import_.id, fresh=True)
    return import_


def store(session: Session, stream: BinaryIO, file_name: str, *, actor: Actor, limits: Limits) -> Import:
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
    with tempfile.TemporaryFile() as file:
        import_.file_size, import_.file_sha256 = _copy(stream, file, limits.max_bytes)
        reading.read(partial(_pieces, file), limits)
        # To read a large file takes a while, in which others may write.
        begin_writing(session)
        session.add(import_)
        session.flush()
        for part, content in enumerate(_pieces(file)):
            session.execute(insert(ImportFilePart).values(import_id=import_.id, part=part, content=content))
    return import_


def check_on_error(on_error: str) -> str:
    """skip or abort; raises ValueError."""
    if on_error not in ("skip", "abort"):
        raise ValueError(on_error)
    return on_error


def _copy(stream: BinaryIO, file: BinaryIO, most_bytes: int) -> tuple[int, str]:
    """Take the whole stream, if it is not too large; returns its size and digest."""
    digest, size = hashlib.sha256(), 0
    while content := stream.read(PART_BYTES):
        size += len(content)
        if size > most_bytes:
            raise refused("too_large", "file_too_large", limit=most_bytes >> 20)
        digest.update(content)
        file.write(content)
    return size, digest.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    place = 0
    while True:
        file.seek(place)
        content = file.read(PART_BYTES)
        if not content:
            return
        place += len(content)
        yield content


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
