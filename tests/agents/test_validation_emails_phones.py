"""Addresses that mail can reach, and numbers that can be dialled."""

import pytest

from tests.agents.people import problem, value, warnings


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Anna.Rossi@NorthWind.example", "Anna.Rossi@northwind.example"),
        (" anna@northwind.example\u00a0\u200b", "anna@northwind.example"),
        ("mailto:anna@northwind.example", "anna@northwind.example"),
        ("Anna Rossi <anna@northwind.example>", "anna@northwind.example"),
        ("o'neil+hr@firm.co.uk", "o'neil+hr@firm.co.uk"),
        ("anna@XN--MLLER-KVA.DE", "anna@müller.de"),
        ("zoë@müller.de", "zoë@müller.de"),
        ("12345@northwind.example", "12345@northwind.example"),
    ],
)
@pytest.mark.parametrize("column", ["email", "personal_email"])
def test_an_address_is_kept_in_its_normal_form(column: str, text: str, normal: str) -> None:
    assert value(column, text) == normal


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("zoe@", "This address stops after the @. Write all of it, such as zoe@northwind.example."),
        ("zoe", "This address has no @. Write all of it, such as zoe@northwind.example."),
        ("@northwind.example", "This address begins with the @. Write all of it, such as zoe@northwind.example."),
        ("zoe@northwind", "The part after the @ has no dot. Write all of it, such as zoe@northwind.example."),
        ("a@x.com; b@x.com", "There is more than one address in this cell. Keep the one for work."),
        ("a@@x.com", "There is more than one @ in this cell. Keep one address, the one for work."),
        ("zoe mae@firm.com", "There is a blank in this address. Should it be zoemae@firm.com?"),
        ("zoe@firm..com", "“zoe@firm..com” is not an address that mail can reach. Should it be zoe@firm.com?"),
    ],
)
def test_a_sentence_says_what_is_amiss_with_an_address(text: str, sentence: str) -> None:
    assert problem("email", text) == ("invalid", sentence)


@pytest.mark.parametrize(
    "text",
    [
        ".zoe@firm.com",
        "zoe.@firm.com",
        "z..oe@firm.com",
        "zoe@[127.0.0.1]",
        "zoe@-firm.com",
        '"zoe m"@firm.com',
        "zoe@firm_x.com",
        "zoe@firm|x.com",
        "zoe@local.localhost",
        "x" * 65 + "@firm.com",
        "zoe@xn--a.com",
        "#N/A",
        "zoe@firm.com\0",
    ],
)
def test_addresses_that_no_mail_reaches_are_refused(text: str) -> None:
    assert problem("email", text)[0] == "invalid"


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("06 6982 1234", "IT", "+390669821234"),
        ("+39 06 6982 1234", None, "+390669821234"),
        ("tel:+39-06-6982-1234", None, "+390669821234"),
        ("+44 (0)20 7946 0123", "IT", "+442079460123"),
        ("'+44 20 7946 0123", None, "+442079460123"),
        ("0044 20 7946 0123", "IT", "+442079460123"),
        ("\u202a+44 20 7946 0123\u202c", None, "+442079460123"),
    ],
)
@pytest.mark.parametrize("column", ["phone", "mobile"])
def test_a_number_is_kept_in_the_one_form_of_all_countries(
    column: str, text: str, region: str | None, number: str
) -> None:
    assert value(column, text, phone_region=region) == number
    assert warnings(column, text, phone_region=region) == []


@pytest.mark.parametrize(
    "mark", ["ext 204", "ext. 204", "x204", "poste 204", "ramal 204", "int. 204", ";ext=204", "DW 204"]
)
def test_an_extension_behind_the_number_is_cut_off_and_said(mark: str) -> None:
    assert value("phone", f"+33 1 40 20 50 50 {mark}") == "+33140205050"
    assert warnings("phone", f"+33 1 40 20 50 50 {mark}") == ["changed"]


def test_without_a_region_a_number_without_plus_is_kept_as_typed_and_said() -> None:
    assert value("phone", "06 6982-1234") == "06 6982-1234"
    assert warnings("phone", "06 6982-1234") == ["no_region"]


@pytest.mark.parametrize("region", [None, "IT"])
@pytest.mark.parametrize("text", ["+445558889999 WORK", "0800 FLOWERS", "call Anna", "12", "+", "06/6982/1234 or 5; 6"])
def test_what_is_not_only_a_number_is_refused(text: str, region: str | None) -> None:
    assert problem("phone", text, phone_region=region)[0] == "invalid"


@pytest.mark.parametrize("text", ["+39 06 69", "+999 123456789", "+1 555 0"])
def test_a_number_that_cannot_exist_is_refused(text: str) -> None:
    assert problem("phone", text)[0] == "invalid"
