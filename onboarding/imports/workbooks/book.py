"""What a workbook says of itself: its sheets, how its numbers are shown, from when its days count."""

import posixpath
from dataclasses import dataclass

from onboarding.imports.refusal import refused
from onboarding.imports.workbooks.formats import BUILT_IN, Shown, shown_by
from onboarding.imports.workbooks.markup import End, Start, attribute, is_on, local, parse
from onboarding.imports.workbooks.package import Package, damaged

_SMALL_PART = 32 * 2**20


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet and the part of the archive that holds it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """`styles` says by a cell's style how its numbers are shown (None: as they are)."""

    sheets: list[SheetPart]
    styles: list[Shown | None]
    strings_part: str | None
    from_1904: bool


def open_book(package: Package) -> Book:
    """Raises FileRefused for an archive that is no workbook, or one that cannot be read."""
    root = _relations(package, "") if "_rels/.rels" in package else {}
    main = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
    if reason := _foreign(package, main):
        raise refused("not_text", reason)
    relations = _relations(package, main)
    listed, from_1904 = _listed(package, main)
    worksheets = {id_: target for id_, (kind, target) in relations.items() if kind == "worksheet"}
    sheets = [SheetPart(name, worksheets[id_], hidden) for name, id_, hidden in listed if id_ in worksheets]
    parts = dict(relations.values())
    styles = _styles(package, parts["styles"], from_1904) if parts.get("styles", "") in package else []
    strings = parts.get("sharedStrings", "")
    return Book(
        [sheet for sheet in sheets if sheet.part in package], styles, strings if strings in package else None, from_1904
    )


def _foreign(package: Package, main: str) -> str | None:
    """The reason why an archive is no workbook that we read, or None. Office files are archives, all of them."""
    if package.has(r"xl/workbook\.bin$"):
        return "file_binary_workbook"
    if main in package and not package.has("word/|ppt/|visio/"):
        return None
    if package.has("word/|ppt/|visio/"):
        return "file_document"
    if "mimetype" in package:
        kind = b"".join(package.pieces("mimetype")) if package.size("mimetype") < 100 else b""
        return "file_open_workbook" if b"spreadsheet" in kind else "file_document"
    if package.has(r"index/.*\.iwa$|index\.zip$"):
        return "file_numbers"
    return "file_archive"


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """id → (kind, part): what belongs to a part."""
    folder, base = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"].replace("\\", "/")
            path = target if target.startswith("/") else posixpath.join(folder, target)
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = kind, posixpath.normpath(path).lstrip("/")

    _parse(package, posixpath.join(folder, "_rels", f"{base}.rels"), start)
    return found


def _listed(package: Package, main: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """(name, id, hidden) of each sheet in their order, and whether days count from 1904."""
    sheets: list[tuple[str, str, bool]] = []
    properties: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes["name"], attribute(attributes, "id") or "", hidden))
        elif kind == "workbookPr":
            properties.update(attributes)

    _parse(package, main, start)
    return sheets, is_on(properties.get("date1904"))


def _styles(package: Package, part: str, from_1904: bool) -> list[Shown | None]:
    """How numbers are shown, by the number of the style."""
    codes = dict(BUILT_IN)
    known: dict[int, Shown | None] = {}
    styles: list[Shown | None] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        kind = local(name)
        if kind == "numFmt" and "numFmtId" in attributes:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif kind == "cellXfs":
            inside = True
        elif kind == "xf" and inside:
            number = int(attributes.get("numFmtId", "0"))
            if number not in known:
                known[number] = shown_by(codes.get(number, "General"), from_1904=from_1904)
            styles.append(known[number])

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    _parse(package, part, start, end)
    return styles


def _parse(package: Package, part: str, start: Start, end: End | None = None) -> None:
    if package.size(part) > _SMALL_PART:
        raise damaged()
    parse(package.pieces(part), start, end)
