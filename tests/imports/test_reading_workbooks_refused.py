"""A workbook that cannot be read is refused in words, before it costs anything."""

import struct
import zipfile
from io import BytesIO

import pytest

from onboarding.imports.refusal import FileRefused
from onboarding.wording import Problem
from tests.imports.files import table
from tests.imports.workbooks import cell, one_sheet, row, sheet_xml, workbook, zipped

HEAD = row(1, "Name", "Email")
ANNA = row(2, "Anna", "a@northwind.example")
GOOD = one_sheet(HEAD, ANNA)


def refusal(content: bytes, **limits: int) -> Problem:
    with pytest.raises(FileRefused) as refused:
        table(content, **limits)
    assert "invalid" not in refused.value.problem.sentence()
    return refused.value.problem


def with_part(name: str, content: str | bytes) -> bytes:
    """A good workbook, one part of which says something else."""
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    return zipped({**parts, name: content})


def without_part(name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        return zipped({member: archive.read(member) for member in archive.namelist() if member != name})


def encrypted() -> bytes:
    """The same archive, every member marked as one with a password."""
    content = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + flags] |= 1
    return bytes(content)


SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
SHEET_XML = sheet_xml([HEAD, ANNA]).removeprefix('<?xml version="1.0"?>')
DAMAGED = {
    "cut off": GOOD[:-200],
    "only the beginning": GOOD[:300],
    "bytes changed within": GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"),
    "XML cut off": with_part(SHEET, sheet_xml([HEAD, ANNA])[:-40]),
    "no XML": with_part(SHEET, "Name,Email"),
    "entities": with_part(SHEET, DOCTYPE + SHEET_XML.replace("Anna", "&b;")),
    "an entity from elsewhere": with_part(SHEET, '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'),
    "entities in the shared texts": workbook(
        {"People": sheet_xml([HEAD, row(2, '<c r="A2" t="s"><v>0</v></c>')])},
        more={"xl/sharedStrings.xml": DOCTYPE + "<sst><si><t>&b;</t></si></sst>"},
    ),
    "a text that is not there": one_sheet(HEAD, row(2, '<c r="A2" t="s"><v>5</v></c>')),
    "a text of no number": one_sheet(HEAD, row(2, '<c r="A2" t="s"><v>x</v></c>')),
    "a negative text": one_sheet(HEAD, row(2, '<c r="A2" t="s"><v>-1</v></c>')),
    "rows that run backwards": one_sheet(HEAD, row(5, "Anna", "a@b"), row(4, "Bea", "b@b")),
    "a row twice": one_sheet(HEAD, ANNA, ANNA),
    "a row beyond the sheet": one_sheet(HEAD, row(2_000_000, "Anna", "a@b")),
    "a row of no number": one_sheet(HEAD, ANNA.replace('r="2"', 'r="two"', 1)),
    "a column beyond the sheet": one_sheet(HEAD, row(2, cell("ZZZ2", "x"))),
    "a column of no name": one_sheet(HEAD, row(2, cell("?2", "x"))),
    "a style of no number": one_sheet(HEAD, row(2, '<c r="A2" s="x"><v>1</v></c>')),
    "an unknown encoding": with_part(SHEET, '<?xml version="1.0" encoding="klingon"?><worksheet/>'),
    "no list of sheets": with_part("xl/workbook.xml", "<workbook><sheets><sheet/></sheets></workbook>"),
    "no relations": without_part("xl/_rels/workbook.xml.rels"),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_workbook_is_named_as_such(content: bytes) -> None:
    problem = refusal(content)
    assert (problem.code, problem.reason) == ("not_text", "file_workbook_damaged")
    assert "save it anew as .xlsx" in problem.sentence()


def test_parts_that_are_not_needed_may_be_missing() -> None:
    for name in ("xl/styles.xml", "xl/sharedStrings.xml", "_rels/.rels", "[Content_Types].xml"):
        assert len(list(table(without_part(name)).rows())) == 1, name


def test_a_member_with_a_password_is_named_as_such() -> None:
    assert refusal(encrypted()).reason == "file_password"


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (one_sheet(), "empty", "empty"),
        (one_sheet(row(1, " ", None)), "empty", "empty"),
        (workbook({}), "empty", "empty"),
        (workbook({"A": sheet_xml([HEAD, ANNA])}, hidden=["A"]), "empty", "Unhide"),
        (one_sheet(HEAD), "no_rows", "nobody below"),
        (one_sheet(HEAD, row(5, None, " ")), "no_rows", "nobody below"),
        (one_sheet(row(1, "Anna", "a@northwind.example")), "missing_column", "Anna, a@northwind.example"),
    ],
)
def test_a_workbook_without_people_says_what_is_missing(content: bytes, code: str, says: str) -> None:
    problem = refusal(content)
    assert problem.code == code
    assert says in problem.sentence()


def test_limits_hold_for_workbooks_too_each_with_its_own_message() -> None:
    people = [row(number, "Anna", "a@northwind.example") for number in range(2, 6)]
    wide = one_sheet(row(1, *(["Name", "Email", *(f"c{n}" for n in range(9))])), row(2, "Anna", "a@b"))
    assert refusal(one_sheet(HEAD, *people), max_rows=3).code == "too_many_rows"
    assert len(list(table(one_sheet(HEAD, *people), max_rows=4).rows())) == 4
    assert refusal(wide, max_columns=10).code == "too_many_columns"
    assert refusal(GOOD, max_bytes=100).reason == "file_too_large"
    assert refusal(GOOD, max_unpacked_bytes=1000).reason == "file_unpacks_too_large"


def test_a_bomb_is_refused_by_what_it_would_unpack_to_before_it_is_unpacked() -> None:
    bomb = with_part("xl/media/image1.png", bytes(80 * 2**20))
    assert len(bomb) < 2**20
    problem = refusal(bomb, max_unpacked_bytes=64 * 2**20)
    assert (problem.code, problem.reason) == ("too_large", "file_unpacks_too_large")
    assert "64 MiB" in problem.sentence()


def test_a_member_that_lies_about_its_size_unpacks_to_no_more_than_it_says() -> None:
    content = bytearray(with_part(SHEET, sheet_xml([HEAD, *(row(n, "A" * 500, "a@b") for n in range(2, 2000))])))
    place = content.find(b"PK\x01\x02")
    while SHEET.encode() not in content[place : place + 46 + len(SHEET)]:
        place = content.find(b"PK\x01\x02", place + 1)
    struct.pack_into("<I", content, place + 24, 1000)
    assert refusal(bytes(content)).reason == "file_workbook_damaged"


def test_a_list_of_members_without_end_is_refused_before_it_is_read() -> None:
    content = bytearray(GOOD)
    struct.pack_into("<I", content, content.rfind(b"PK\x05\x06") + 12, 2**31)
    assert refusal(bytes(content)).reason == "file_workbook_damaged"
