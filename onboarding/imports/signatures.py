"""What a file is by its first bytes, whatever its name says."""

from collections.abc import Iterable

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE_NAMES = [
    (name.encode("utf-16-le"), reason)
    for name, reason in (("EncryptedPackage", "file_password"), ("WordDocument", "file_document"))
]
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def is_zip(head: bytes) -> bool:
    """Whether a file is a zip archive, as the workbooks of Excel are."""
    return head.startswith(_ZIP)


def is_old_office(head: bytes) -> bool:
    """Whether a file is of the kind that held documents before 2007, and holds those with a password still."""
    return head.startswith(_OLD_OFFICE)


def old_office(pieces: Iterable[bytes]) -> str:
    """The reason why such a file is not read. Names in its directory tell what it is; none spans two sectors."""
    for piece in pieces:
        for name, reason in _OLD_OFFICE_NAMES:
            if name in piece:
                return reason
    return "file_old_workbook"


def foreign(head: bytes) -> str | None:
    """The reason (a key of SENTENCES) why a file that begins so is no table of text, or None.

    `head` is the beginning of the file, some thousand bytes.
    """
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp":
        return "file_picture"
    if head.startswith(b"%PDF-"):
        return "file_pdf"
    if head.startswith(_ARCHIVES):
        return "file_archive"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        return "file_web_page"
    if head.startswith(b"{\\rtf"):
        return "file_document"
    return None
