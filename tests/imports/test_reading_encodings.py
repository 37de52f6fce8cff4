"""What is not written in an encoding of ours is refused with a sample of the damage; what only looks odd is read."""

import pytest

from onboarding.imports.refusal import FileRefused
from tests.imports.files import HEADER, table


def content(name: str, encoding: str) -> bytes:
    return f"{HEADER}\nAnna Rossi,anna@northwind.example,2001\n{name},someone@northwind.example,2002\n".encode(encoding)


@pytest.mark.parametrize(
    ("name", "encoding", "sample"),
    [
        ("Jürgen Müller", "mac_roman", "JŸrgen"),
        ("Bernd Jäger", "mac_roman", "JŠger"),
        ("René", "mac_roman", "RenŽ"),
        ("José Pérez", "mac_roman", "JosŽ"),
        ("Raúl Muñoz", "mac_roman", "Mu–oz"),
        ("Ana López", "mac_roman", "L—pez"),
        ("Anna Weiß-Straßer", "mac_roman", "Stra§er"),
        ("Loïc Fabrègues", "mac_roman", "�"),
        ("Zoë Ångström", "mac_roman", "�"),
        ("Jörg", "cp850", "J”rg"),
        ("Jürgen", "cp850", "J�rgen"),
        ("Bernd Jäger", "cp437", "J„ger"),
        ("Hélène", "cp850", "H‚lŠne"),
        ("François", "cp850", "Fran‡ois"),
        ("Raúl", "cp850", "Ra£l"),
        ("Łukasz", "cp1250", "£ukasz"),
        ("Paweł Nowak", "cp1250", "Pawe³"),
        ("Jan Wąsik", "cp1250", "W¹sik"),
        ("Jan Grzyżewski", "cp1250", "Grzy¿ewski"),
        ("Michał", "iso8859_2", "Micha³"),
        ("Jan Wąsik", "iso8859_2", "W±sik"),
        ("Иван Петров", "cp1251", "Ïåòðîâ"),
        ("Γιώργος Παπαδόπουλος", "cp1253", "Ãéþñãïò"),
        ("田中 太郎", "shift_jis", "‘¾˜Y"),
    ],
)
def test_an_encoding_of_others_is_refused_by_the_damage_that_it_would_do(name: str, encoding: str, sample: str) -> None:
    with pytest.raises(FileRefused) as refused:
        table(content(name, encoding))
    problem = refused.value.problem
    assert (problem.code, problem.reason) == ("not_text", "file_encoding")
    assert sample in problem.params["sample"]
    assert f"“{problem.params['sample']}”" in problem.sentence()
    assert "CSV UTF-8" in problem.sentence()


@pytest.mark.parametrize(
    "name",
    [
        "Jürgen Müller",
        "Tomáš Žižek",
        "Dušan Šimić".replace("ć", "c"),
        "ŠÁRKA ŽIŽKOVÁ",
        "Œuvre de Cœur",
        "Zoë D’Angelo",
        "Anna “Nana” Rossi",
        "Müller – Schmidt",
        "Müller–Schmidt",
        "L'Haÿ-les-Roses",
        "L'HAŸ-LES-ROSES",
        "Núria Sol·ler",
        "¿Quién? ¡Ana!",
        "João Gonçalves Simões",
        "Størk Ångström Æbelø",
        "Guðrún Þórsdóttir",
        "äöüÄÖÜß",
        "àèìòù ÀÈÌÒÙ",
        "áéíóúñ ÁÉÍÓÚÑ",
        "Lager 40 m² und 12 m³ zu 5 €",
        "Betreuung ab 100 £",
        "Voilà… et voilà",
        "Acme® Support™, Ebene 2",
        "Team «Nord»",
        "1–2 Tage",
    ],
)
def test_what_windows_1252_has_is_read_however_odd(name: str) -> None:
    found = table(content(name.replace(",", ";"), "cp1252"))
    assert found.encoding == "cp1252"
    assert [row.cells[0] for row in found.rows()][1] == name.replace(",", ";")


def test_damage_in_the_last_row_of_a_large_file_is_found() -> None:
    body = f"{HEADER}\n" + "Anna Rossi,anna@northwind.example,2001\n" * 20_000
    with pytest.raises(FileRefused):
        table((body + "Jörg,j@northwind.example,\n").encode("cp850"))


def test_letters_that_were_decoded_wrongly_before_are_a_matter_of_their_cell() -> None:
    found = table(content("MÃ¼ller", "utf-8"))
    assert (found.encoding, [row.cells[0] for row in found.rows()][1]) == ("utf-8", "MÃ¼ller")
    mixed = table(content("Müller", "utf-8") + "Jürgen,j@northwind.example,\n".encode("cp1252"))
    assert (mixed.encoding, [row.cells[0] for row in mixed.rows()][1:]) == ("cp1252", ["MÃ¼ller", "Jürgen"])


def test_a_file_that_ends_within_a_letter_was_cut_off() -> None:
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(FileRefused) as refused:
            table(content("Jürgen", encoding) + "Zoë".encode(encoding)[-2:-1])
        assert refused.value.problem.reason == "file_cut_off"


def test_a_last_letter_of_windows_1252_does_not_make_a_file_cut_off() -> None:
    assert table(f"{HEADER}\nAnna,a@northwind.example,café".encode("cp1252")).encoding == "cp1252"


def test_excels_sep_line_may_stand_behind_a_mark_of_utf_16() -> None:
    found = table(("sep=\t\r\n" + HEADER.replace(",", "\t") + "\r\nAnna\ta@northwind.example\t\r\n").encode("utf-16"))
    assert (found.encoding, found.delimiter, found.header_row) == ("utf-16", "\t", 1)
    assert [row.row for row in found.rows()] == [2]
