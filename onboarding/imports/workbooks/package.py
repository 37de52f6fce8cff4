"""The zip archive that a workbook is: its parts, never more of them than may be unpacked."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from onboarding.imports.refusal import FileRefused, refused

_PIECE = 64 * 1024
_END_MARK, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_LONGEST_DIRECTORY = 4 * 2**20
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def damaged() -> FileRefused:
    return refused("not_text", "file_workbook_damaged")


class Package:
    """The parts of an archive by name. Names are compared without case, because writers differ from one another."""

    def __init__(self, file: BinaryIO, most_bytes: int) -> None:
        """Raises FileRefused: not_text, too_large."""
        _refuse_endless_directory(file)
        try:
            self._archive = zipfile.ZipFile(file)
        except _DAMAGE:
            raise damaged() from None
        members = self._archive.infolist()
        # What a member says of its size holds: zipfile never unpacks more of it than that.
        if sum(member.file_size for member in members) > most_bytes:
            raise refused("too_large", "file_unpacks_too_large", limit=most_bytes >> 20)
        self._members = {_folded(member.filename): member for member in members}

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._members

    def size(self, name: str) -> int:
        """The unpacked bytes of a part. Raises FileRefused where there is no such part."""
        return self._member(name).file_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a part, unpacked piece by piece. Raises FileRefused."""
        member = self._member(name)
        if member.flag_bits & _ENCRYPTED:
            raise refused("not_text", "file_password")
        try:
            with self._archive.open(member) as part:
                while piece := part.read(_PIECE):
                    yield piece
        except _DAMAGE:
            raise damaged() from None

    def has(self, pattern: str) -> bool:
        """Whether a part has a name that begins so (a regular expression, in lower case)."""
        return any(re.match(pattern, name) for name in self._members)

    def _member(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._members[_folded(name)]
        except KeyError:
            raise damaged() from None


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _refuse_endless_directory(file: BinaryIO) -> None:
    """zipfile reads the list of members into memory before anybody can ask how long it is; so it is asked here."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or place + _END_BYTES > len(tail):
        raise damaged()
    (directory,) = struct.unpack_from("<I", tail, place + 12)
    if directory > _LONGEST_DIRECTORY:
        raise damaged()
