"""What a file is by its first bytes, whatever its name says."""

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def foreign(head: bytes) -> str | None:
    """The reason (a key of SENTENCES) why a file that begins so is no table of text, or None.

    `head` is the beginning of the file, some thousand bytes.
    """
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp":
        return "file_picture"
    if head.startswith(b"%PDF-"):
        return "file_pdf"
    if head.startswith(_OLD_OFFICE):
        return "file_old_workbook"
    if head.startswith(_ARCHIVES):
        return _inside(head)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        return "file_web_page"
    if head.startswith(b"{\\rtf"):
        return "file_document"
    return None


def _inside(head: bytes) -> str:
    """Office files are zip archives: the names of their first members tell them apart."""
    if b"opendocument.spreadsheet" in head:
        return "file_open_workbook"
    if b"word/" in head or b"opendocument.text" in head:
        return "file_document"
    if b"xl/" in head or b"[Content_Types].xml" in head:
        return "file_workbook"
    return "file_archive"
