"""A file that is no table is refused as a whole, with what would be right."""

import zlib

import pytest

from onboarding.imports.refusal import FileRefused
from onboarding.wording import Problem
from tests.imports.files import HEADER, table
from tests.imports.workbooks import zipped

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ODS = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})
DOCX = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"})
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refusal(content: bytes, **limits: int) -> Problem:
    with pytest.raises(FileRefused) as refused:
        table(content, **limits)
    return refused.value.problem


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty", "empty"),
        (b"\n \n;;;\n", "empty", "empty"),
        (b"\xef\xbb\xbf", "empty", "empty"),
        (HEADER.encode(), "no_rows", "nobody below"),
        (HEADER.encode() + b"\n\n,,\n", "no_rows", "nobody below"),
        (PNG, "not_text", "This file is a picture, not a table. Save the sheet as CSV"),
        (b"\xff\xd8\xff\xe0JFIF", "not_text", "picture"),
        (b"%PDF-1.7 ...", "not_text", "PDF"),
        (ODS, "not_text", "OpenDocument"),
        (DOCX, "not_text", "text document"),
        (zipped({"xl/workbook.bin": b"\x83"}), "not_text", ".xlsb"),
        (zipped({"Index/Document.iwa": b"\0"}), "not_text", "Numbers"),
        (OLD, "not_text", ".xls"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "not_text", "password"),
        (OLD + "WordDocument".encode("utf-16-le"), "not_text", "text document"),
        (zipped({"people.csv": HEADER}), "not_text", "archive"),
        (zipped({}), "not_text", "archive"),
        (b"PK\x03\x04\x14\x00people.csv", "not_text", "cut off"),
        (b"\x1f\x8b\x08\x00", "not_text", "archive"),
        (b"<!DOCTYPE html><table><tr><td>Name", "not_text", "web page"),
        (b"name,email\nAn\x00na,a@b\n", "not_text", "not text"),
        (zlib.compress(bytes(range(256)) * 9), "not_text", "not text"),
        ("Jürgen,jürgen\n".encode("cp850"), "not_text", "encoding"),
        (b"\xff\xfeN\x00a\x00\x00\xd8a\x00", "not_text", "encoding"),
        (b"\xff\xfeN\x00a\x00\x00", "not_text", "cut off"),
        (f"{HEADER}\nAnna,a@b,\n".encode("utf-32"), "not_text", "UTF-32"),
        (f"{HEADER}\nAnna,a@b,\n".encode("utf-32-be"), "not_text", "UTF-32"),
    ],
)
def test_what_is_no_table_is_named_with_the_remedy(content: bytes, code: str, says: str) -> None:
    problem = refusal(content)
    assert problem.code == code
    assert says in problem.sentence()
    assert "invalid" not in problem.sentence()


def test_a_file_larger_than_the_limit_is_refused() -> None:
    problem = refusal(HEADER.encode() + b"\n" + b"x" * 2**20, max_bytes=2**20)
    assert (problem.code, problem.params["limit"]) == ("too_large", 1)


def test_one_row_more_than_the_limit_is_refused_and_blank_rows_do_not_count() -> None:
    body = "Anna,a@northwind.example,\n\n,,\n" * 3
    assert len(list(table(f"{HEADER}\n{body}", max_rows=3).rows())) == 3
    assert refusal(f"{HEADER}\n{body}Bea,b@northwind.example,\n".encode(), max_rows=3).code == "too_many_rows"


def test_one_column_more_than_the_limit_is_refused_and_blank_headings_at_the_end_do_not_count() -> None:
    headings = ",".join(["full_name", "email", *(f"c{number}" for number in range(8))])
    assert len(table(f"{headings}{',' * 16_000}\nAnna\n", max_columns=10).headings) == 10
    assert refusal(f"{headings},one more\nAnna\n".encode(), max_columns=10).code == "too_many_columns"
