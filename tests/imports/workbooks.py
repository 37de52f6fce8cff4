"""Workbooks for the tests of reading, written as Excel writes them, and as it does not."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DAY = 1
"""The style of a date; see `formats` for others: the n-th of them is style n + 2."""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def cell(reference: str, value: str | int | float | bool | None, **attributes: str | int) -> str:
    """One cell: text within the cell, a number or a truth; None is a blank one."""
    written = "".join(f' {name}="{of}"' for name, of in attributes.items())
    if value is None:
        return f'<c r="{reference}"{written}/>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"{written}><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"{written}><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{reference}"{written}><v>{value!r}</v></c>'


def row(number: int, *values: str | int | float | bool | None, attributes: str = "") -> str:
    """One row; a value that begins with <c is a cell as it is to be written."""
    cells = [
        value if isinstance(value, str) and value.startswith("<c") else cell(f"{chr(65 + place)}{number}", value)
        for place, value in enumerate(values)
    ]
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def sheet_xml(rows: Iterable[str], before: str = "", after: str = "") -> str:
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{before}{data}{after}</worksheet>'


def workbook(
    sheets: Mapping[str, str],
    *,
    hidden: Iterable[str] = (),
    formats: Iterable[str] = (),
    strings: Iterable[str] = (),
    properties: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook of sheets (name → XML). `formats` are number formats, `strings` the shared texts as XML."""
    hidden = set(hidden)
    listed, related = (
        [],
        [_relation("st", "styles", "styles.xml"), _relation("ss", "sharedStrings", "sharedStrings.xml")],
    )
    parts: dict[str, str | bytes] = {}
    for number, (name, content) in enumerate(sheets.items(), start=1):
        state = ' state="hidden"' if name in hidden else ""
        listed.append(f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="r{number}"/>')
        related.append(_relation(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        parts[f"xl/worksheets/sheet{number}.xml"] = content
    codes = list(formats)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _relations([_relation("o", "officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}{_sheets(listed)}</workbook>',
            "xl/_rels/workbook.xml.rels": _relations(related),
            "xl/styles.xml": _styles(codes),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in strings)}</sst>',
            **parts,
            **(more or {}),
        }
    )


def one_sheet(*rows: str, before: str = "", after: str = "", **more: object) -> bytes:
    return workbook({"People": sheet_xml(rows, before, after)}, **more)  # type: ignore[arg-type]


def _styles(codes: list[str]) -> str:
    defined = "".join(
        f'<numFmt numFmtId="{164 + place}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for place, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{164 + place}"/>' for place in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{defined}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>{used}</cellXfs></styleSheet>'
    )


def _sheets(listed: list[str]) -> str:
    return f"<sheets>{''.join(listed)}</sheets>"


def _relations(relations: Iterable[str]) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}</Relationships>'


def _relation(id_: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'
