"""What HR's files really hold, cell by cell, with the verdict on each: read, read with a word about it, or refused.

The numbers are those of the cases of GOV.UK Notify's validation (47 to 69) that a cell of ours can meet.
"""

import pytest

from tests.agents.people import checked

GOOD = "good"
Case = tuple[str, str, str]
"""The cell as it is typed; its code, or "good"; a part of the sentence, or the value as it is read."""

EMAILS: list[Case] = [
    ("zoe.northwind.example", "invalid", "has no @"),  # 47
    ("zoe@northwind", "invalid", "has no dot"),  # 48
    ("zoe@x.c", "invalid", "No mail can reach zoe@x.c."),
    ("zoe@192.168.0.1", "invalid", "No mail can reach"),  # 49
    ("zoe@[192.168.0.1]", "invalid", "No mail can reach"),
    ("Zoë Meer <zoe@firm.com>", GOOD, "zoe@firm.com"),  # 50
    ("<zoe@firm.com>", GOOD, "zoe@firm.com"),
    ("<zoe@firm.com", "invalid", "Should it be zoe@firm.com?"),
    (";zoe@firm.com", "invalid", "Should it be zoe@firm.com?"),  # 51
    ("zoe@firm.com;", "invalid", "Should it be zoe@firm.com?"),
    ("zoe;@firm.com", "invalid", "No mail can reach"),
    ('"zoe"@firm.com', "invalid", "No mail can reach"),  # 52
    ('"zoe@firm.com"', "invalid", "Should it be zoe@firm.com?"),
    ("zo..e@firm.com", "invalid", "Should it be zo.e@firm.com?"),  # 53
    ("zoe@firm..com", "invalid", "Should it be zoe@firm.com?"),
    ("zoe@firm@com.com", "invalid", "more than one @"),  # 54
    ("zoe@@firm.com", "invalid", "more than one @"),
    ("zoe meer@firm.com", "invalid", "Should it be zoemeer@firm.com?"),  # 55
    ("zoe@firm .com", "invalid", "Should it be zoe@firm.com?"),
    ("zoe@fi_rm.com", "invalid", "No mail can reach"),  # 56
    ("zoe@fi|rm.com", "invalid", "No mail can reach"),
    ("zoe@firm,com", "invalid", "Should it be zoe@firm.com?"),
    ("zo£e@firm.com", "invalid", "No mail can reach"),  # 57
    ("“zoe@firm.com”", "invalid", "Should it be zoe@firm.com?"),
    ("zoe@.firm.com", "invalid", "Should it be zoe@firm.com?"),  # 58
    (".zoe@firm.com", "invalid", "Should it be zoe@firm.com?"),
    ("zoe.@firm.com", "invalid", "Should it be zoe@firm.com?"),
    ("zoe(work)@firm.com", "invalid", "No mail can reach"),  # 59
    ("z" * 320 + "@firm.com", "too_long", "longer than 254"),  # 60
    ("z" * 65 + "@firm.com", "invalid", "No mail can reach"),
    ("zoe@xn--a.com", "invalid", "No mail can reach"),  # 61
    ("zoe@xn--", "invalid", "has no dot"),
    ("o'neil@firm.com", GOOD, "o'neil@firm.com"),  # 62
    ("zoe+hr@firm.com", GOOD, "zoe+hr@firm.com"),
    ("12345@firm.com", GOOD, "12345@firm.com"),
    ("___@firm.com", GOOD, "___@firm.com"),
    ("zoe@müller.de", GOOD, "zoe@müller.de"),
    ("zoe@XN--MLLER-KVA.DE", GOOD, "zoe@müller.de"),
    ("z--e@firm--x.com", GOOD, "z--e@firm--x.com"),
    ("zoe@firm.COM", GOOD, "zoe@firm.com"),
    ("ZOE@FIRM.COM", GOOD, "ZOE@firm.com"),
    ("zoe@firm.photography", GOOD, "zoe@firm.photography"),
    ("zoë@firm.com", "unusual", "letters before the @"),
    ("\tzoe@firm.com\n", GOOD, "zoe@firm.com"),  # 63
    ("\u200bzoe@firm.com\ufeff", GOOD, "zoe@firm.com"),
    ("zoe@firm.com\u00a0", GOOD, "zoe@firm.com"),
    ("zo\u00ade@firm.com", GOOD, "zoe@firm.com"),
    ("mailto:zoe@firm.com", GOOD, "zoe@firm.com"),
    ("MAILTO:zoe@firm.com?subject=Hello", GOOD, "zoe@firm.com"),
    ("zoe@firm.com; zoe@home.com", "invalid", "more than one address"),
    ("zoe@firm.com\nzoe@home.com", "invalid", "more than one address"),
    ("zoe@firm.com / zoe@home.com", "invalid", "more than one address"),
    ("zoe@firm.com (private)", "invalid", "Should it be zoe@firm.com?"),
    ("zoe(at)firm.com", "invalid", "Should it be zoe@firm.com?"),
    ("zoe at firm.com", "invalid", "Should it be zoe@firm.com?"),
    ("zoe@", "invalid", "stops after the @"),
    ("@firm.com", "invalid", "such as zoe@firm.com"),
    ("#NV", "invalid", "a formula fails"),
    ("#N/D", "invalid", "a formula fails"),
    ("VP, Investor Relationszoe@firm.com", "invalid", "more in this cell than an address"),
    ("http://firm.com", "invalid", "has no @"),
    ("Zoë Meer", "invalid", "has no @"),
    ("(clear)", "missing", "Nobody can be without this"),
]

PHONES: list[Case] = [
    ("+44 (0)20 7946 0123", GOOD, "+442079460123"),  # 64
    ("+44‐20‐7946‐0123", GOOD, "+442079460123"),
    ("+44–20–7946–0123", GOOD, "+442079460123"),
    ("\u202a+44 20 7946 0123\u202c", GOOD, "+442079460123"),
    ("'+44 20 7946 0123", GOOD, "+442079460123"),
    ("tel:+44-20-7946-0123", GOOD, "+442079460123"),
    ("Tel.: +44 20 7946 0123", GOOD, "+442079460123"),
    ("☎ +44 20 7946 0123", GOOD, "+442079460123"),
    ("＋４４ ２０ ７９４６ ０１２３", GOOD, "+442079460123"),
    ("0044 20 7946 0123", "no_region", "Did you mean +442079460123?"),
    ("442079460123", "no_region", "Did you mean +442079460123?"),
    ("020 7946 0123", "no_region", "no country code"),
    ("+44 20 7946 0123 ext 12", "changed", "+442079460123 was kept"),
    ("+44 20 7946 0123 x12", "changed", "+442079460123 was kept"),
    ("+33 1 40 20 50 50 poste 204", "changed", "+33140205050 was kept"),
    ("+55 11 3091 0000 ramal 204", "changed", "+551130910000 was kept"),
    ("+31 20 555 1234 toestel 12", "changed", "+31205551234 was kept"),
    ("+49 30 901820 DW 12", "changed", "+4930901820 was kept"),
    ("+39 06 6982 1234 int. 12", "changed", "+390669821234 was kept"),
    ("+44 20 7946 0123 4567", "invalid", "too many"),  # 65
    ("+44 20 7946", "invalid", "a digit is missing"),
    ("12", "invalid", "not a phone number"),
    ("1" * 30, "invalid", "too many"),
    ("0800 FLOWERS", "invalid", "letters in this number"),
    ("+445558889999 WORK", "invalid", "letters in this number"),
    ("+44 20 7946 0123 😀", "invalid", "not a phone number"),
    ("'; DROP TABLE agents; --", "invalid", "letters in this number"),
    ("++44 20 7946 0123", "invalid", "not a phone number"),
    ("+44 20 7946 0123 / +44 20 7946 0124", "invalid", "more than one number"),
    ("020 7946 0123; 020 7946 0124", "invalid", "more than one number"),
    ("020 7946 0123\n020 7946 0124", "invalid", "more than one number"),
    ("020 7946 0123 oder 020 7946 0124", "invalid", "more than one number"),
    ("PRIMARY|123-456-7890,123-215-4876", "invalid", "more than one number"),
    ("4.91512E+11", "invalid", "Excel has shortened"),
    ("1512345678.0", "invalid", "Should it be 1512345678?"),
    ("#NAME?", "invalid", "a formula fails"),
    ("n/a", "placeholder", "empty cell"),
]

DATES: list[Case] = [
    ("2031-12-01", GOOD, "2031-12-01"),
    ("2031.12.01", GOOD, "2031-12-01"),
    ("2031/12/1", GOOD, "2031-12-01"),
    ("20311201", GOOD, "2031-12-01"),
    ("25.12.2031", GOOD, "2031-12-25"),
    ("25-12-2031", GOOD, "2031-12-25"),
    ("2031-01-07 00:00:00", GOOD, "2031-01-07"),
    ("2031-01-07T00:00:00Z", GOOD, "2031-01-07"),
    ("2031-01-07T00:00:00+01:00", GOOD, "2031-01-07"),
    ("2031-01-07T09:30", GOOD, "2031-01-07"),
    ("7/13/2031 9:30 AM", "invalid", "no such day"),
    ("2031-01-06T23:00:00Z", "invalid", "another day here"),
    ("12 Dec 2031", GOOD, "2031-12-12"),
    ("12-Dec-2031", GOOD, "2031-12-12"),
    ("Dec 12, 2031", GOOD, "2031-12-12"),
    ("12th of December 2031", GOOD, "2031-12-12"),
    ("1. März 2031", GOOD, "2031-03-01"),
    ("01. Mrz 2031", GOOD, "2031-03-01"),
    ("1er février 2031", GOOD, "2031-02-01"),
    ("1 fevr. 2031", GOOD, "2031-02-01"),
    ("3-gen-2031", GOOD, "2031-01-03"),
    ("7 de enero de 2031", GOOD, "2031-01-07"),
    ("7 de março de 2031", GOOD, "2031-03-07"),
    ("2 mrt 2031", GOOD, "2031-03-02"),
    ("5 maja 2031", GOOD, "2031-05-05"),
    ("5 мая 2031", GOOD, "2031-05-05"),
    ("2031. március 1.", GOOD, "2031-03-01"),
    ("Monday, 1 December 2031", GOOD, "2031-12-01"),
    ("Mo, 01.12.2031", GOOD, "2031-12-01"),
    ("١/١٢/٢٠٣١", GOOD, "2031-12-01"),
    ("5 lis 2031", "invalid", "not a date"),  # November in Polish, October in Croatian
    ("12-Dec-31", "invalid", "If it is 12 December 2031"),
    ("1.12.31", "invalid", "If it is 1 December 2031"),
    ("31.02.2031", "invalid", "no such day"),
    ("29.02.2031", "invalid", "no such day"),
    ("2031-13-01", "invalid", "no such day"),
    ("13.13.2031", "invalid", "no such day"),
    ("01.01.1900", "invalid", "The year 1900 cannot be right"),
    ("9999-12-31", "invalid", "The year 9999 cannot be right"),
    ("0000-00-00", "placeholder", "empty cell"),
    ("46357", "invalid", "Did you mean 1 December 2026?"),
    ("46357.375", "invalid", "Did you mean 1 December 2026?"),
    ("1-Dec", "invalid", "only a part of a date"),
    ("Dec-31", "invalid", "only a part of a date"),
    ("12.2031", "invalid", "only a part of a date"),
    ("2031", "invalid", "only a part of a date"),
    ("202612", "invalid", "not a date"),
    ("asap", "invalid", "not a date"),
    ("1.12.2O31", "invalid", "not a date"),
    ("########", "invalid", "column is too narrow"),
    ("=TODAY()", "invalid", "not a date"),
    ("TBD", "placeholder", "empty cell"),
    ("2019-03-01", "past", "1 March 2019 is in the past"),
]

NAMES: list[Case] = [
    ("Rossi, Anna", "changed", "read as Anna Rossi"),
    ("van der Meer, Zoë", "changed", "read as Zoë van der Meer"),
    ("John Smith, Jr.", GOOD, "John Smith, Jr."),
    ("ANNA ROSSI", GOOD, "ANNA ROSSI"),
    ("anna mcdonald", GOOD, "anna mcdonald"),
    ("Dr. Anna Rossi", GOOD, "Dr. Anna Rossi"),
    ("'t Hart", GOOD, "'t Hart"),
    ("Núñez i Peñalver", GOOD, "Núñez i Peñalver"),
    ("Jose\u0301", GOOD, "José"),
    ("นภา ศรีสุข", GOOD, "นภา ศรีสุข"),
    ("محمد علي", GOOD, "محمد علي"),
    ("Null", GOOD, "Null"),
    ("Anna Rossi (NEU!)", "unusual", "take out what is only a note"),
    ("Anna Rossi (Elternzeit)", "unusual", "take out what is only a note"),
    ("Anna Rossi*", "unusual", "take out what is only a note"),
    ("Anna 🦊", "unusual", "take out what is only a note"),
    ("Anna2 Rossi", "unusual", "take out what is only a note"),
    ("<b>Anna</b>", "unusual", "take out what is only a note"),  # 87
    ("2001", "invalid", "cannot be the extension"),
    ("? ?", "invalid", "Write the name of the person"),
    ('=HYPERLINK("mailto:x@firm.de")', "invalid", "paste it as values"),
    ("TRUE", "invalid", "a yes or a no"),
    ("anna@firm.com", "invalid", "is an e-mail address"),
    ("MÃ¼ller", "invalid", "CSV UTF-8"),
    ("M?ller", "invalid", "CSV UTF-8"),
    ("Ren?", "invalid", "CSV UTF-8"),
    ("M\ufffdller", "invalid", "CSV UTF-8"),
    ("M\u009fller", "invalid", "CSV UTF-8"),
    ("Fran‡ois", "invalid", "CSV UTF-8"),
    ("An\0na", "invalid", "U+0000"),
    ("A" * 119, GOOD, "A" * 119),  # 67
    ("A" * 120, GOOD, "A" * 120),
    ("A" * 121, "too_long", "longer than 120"),
    ("#REF!", "invalid", "a formula fails"),
]

EMPLOYEE_IDS: list[Case] = [
    ("0042", GOOD, "0042"),
    ("'0042", GOOD, "0042"),
    ('="0042"', GOOD, "0042"),
    ("E 12/7", GOOD, "E 12/7"),
    ("MAR-01", GOOD, "MAR-01"),
    ("5G9934", GOOD, "5G9934"),
    ("12345678901234567", GOOD, "12345678901234567"),
    ("12345678901234500", "invalid", "keeps 15 digits"),
    ("2.001E+03", "invalid", "Excel has shortened"),
    ("1.2E+306", "invalid", "Excel has shortened"),
    ("1001.0", "invalid", "Should it be 1001?"),
    ("1-Feb", "invalid", "took a number or a code for a date"),
    ("Mar-01", "invalid", "took a number or a code for a date"),
    ("01. Mrz", "invalid", "took a number or a code for a date"),
    ("FALSCH", "invalid", "a yes or a no"),
    ("#BEZUG!", "invalid", "a formula fails"),
    ("#¡REF!", "invalid", "a formula fails"),
    ("NaN", "placeholder", "empty cell"),
    ("x" * 81, "too_long", "longer than 80"),
]

EXTENSIONS: list[Case] = [
    ("1001.0", "invalid", "Should it be 1001?"),
    ("1,001", "invalid", "Should it be 1001?"),
    ("1 001", "invalid", "Should it be 1001?"),
    ("20 08", "invalid", "Should it be 2008?"),
    ("x2001", "invalid", "Should it be 2001?"),
    ("ext. 2001", "invalid", "Should it be 2001?"),
    ("(2001)", "invalid", "Should it be 2001?"),
    ("2001/2002", "invalid", "2 to 10 digits"),
    ("1-Feb", "invalid", "took a number or a code for a date"),
    ("Mar-01", "invalid", "took a number or a code for a date"),
    ("2.001E+03", "invalid", "Excel has shortened"),
    ("0112", "invalid", "does not begin with 0"),
    ("7", "invalid", "2 to 10 digits"),
    ("12345678901", "invalid", "2 to 10 digits"),
    ("２００１", "invalid", "2 to 10 digits"),
    ("TRUE", "invalid", "a yes or a no"),
    ("next", "invalid", "2 to 10 digits"),
    ("-", "placeholder", "empty cell"),
    ("(clear)", "missing", "Nobody can be without this"),
]

OTHERS: list[tuple[str, str, str, str]] = [
    ("voicemail", "✓", GOOD, "True"),
    ("voicemail", "FAŁSZ", GOOD, "False"),
    ("voicemail", "novm", "invalid", "Write yes or no"),
    ("voicemail", "4711", "invalid", "Write yes or no"),
    ("voicemail", "(clear)", "missing", "Nobody can be without this"),
    ("username", "anna-rossi", "invalid", "such as anna.rossi"),
    ("username", "ışık", "invalid", "such as isik"),
    ("username", "...", "invalid", "A to Z"),
    ("typology", "Softphone", "unknown_value", "webrtc, phonebar, external, mobile"),
    ("typology", "extern", "unknown_value", "Did you mean external?"),
    ("typology", "(clear)", "missing", "Nobody can be without this"),
    ("language", "Italian", GOOD, "it"),
    ("language", "Englisch", GOOD, "en"),
    ("language", "Français", GOOD, "fr"),
    ("language", "Portuguese (Brazil)", GOOD, "pt-BR"),
    ("language", "Deutsch (Österreich)", GOOD, "de-AT"),
    ("language", "EN_US.UTF-8", GOOD, "en-US"),
    ("language", "deu", GOOD, "de"),
    ("language", "English, Polish", "unknown_value", "more than one language"),
    ("language", "Klingon", "unknown_value", "Write its code"),
    ("timezone", "CET", GOOD, "CET"),
    ("timezone", "Romance Standard Time", GOOD, "Europe/Paris"),
    ("timezone", "UTC+01:00", "unknown_value", "summer time"),
    ("timezone", "CEST", "unknown_value", "such as Europe/Rome"),
    ("timezone", "Berlin", "unknown_value", "Did you mean Europe/Berlin?"),
    ("timezone", "(UTC+01:00) Amsterdam, Berlin, Rome", "unknown_value", "Did you mean Europe/Amsterdam?"),
    ("timezone", "localtime", "unknown_value", "such as Europe/Rome"),
    ("queues", "support:-1", "invalid", "from 0 to 9999"),
    ("queues", "support:10000", "invalid", "from 0 to 9999"),
    ("queues", "support:", "invalid", "from 0 to 9999"),
    ("queues", "a:b:2", "invalid", "from 0 to 9999"),
    ("queues", "||", "placeholder", "empty cell"),
    ("teams", "#N/A", "invalid", "a formula fails"),
    ("push_gateway", "push.firm.com", "invalid", "https://push.northwind.example/send"),
    ("remote_control_port", "8080.0", "invalid", "Should it be 8080?"),
    ("remote_control_port", "70000", "invalid", "from 1 to 65535"),
    ("end_date", "31.12.9999", "placeholder", "empty cell"),
    ("alias", "(clear)", GOOD, "None"),
    ("alias", "N/A", "placeholder", "empty cell"),
    ("description", "x" * 1001, "too_long", "longer than 1000"),
]

ALL = [
    (column, text, code, said)
    for column, cases in (
        ("email", EMAILS),
        ("phone", PHONES),
        ("start_date", DATES),
        ("full_name", NAMES),
        ("employee_id", EMPLOYEE_IDS),
        ("extension", EXTENSIONS),
    )
    for text, code, said in cases
] + OTHERS
NEEDED = ("email", "full_name")
WARNINGS = ("unusual", "changed", "no_region", "past", "placeholder")


@pytest.mark.parametrize(("column", "text", "code", "said"), ALL, ids=lambda value: ascii(value)[:40])
def test_each_cell_has_its_verdict(column: str, text: str, code: str, said: str) -> None:
    found = checked({column: text}, date_order="dmy")
    about = [each for each in (*found.problems, *found.warnings) if each.column == column and each.code != "missing"]
    if code == "missing":
        about = found.problems
    if code == GOOD:
        assert (about, str(found.values[column])) == ([], said)
        return
    assert [each.code for each in about] == [code]
    assert said in about[0].sentence()
    assert "invalid" not in about[0].sentence()
    assert code not in WARNINGS or column in NEEDED or not found.problems


@pytest.mark.parametrize(
    ("text", "region", "number", "said"),
    [
        ("06 6982 1234", "IT", "+390669821234", None),
        ("335 123 4567", "IT", "+393351234567", None),
        ("0039 06 6982 1234", "IT", "+390669821234", None),
        ("390669821234", "IT", "+390669821234", "read as +390669821234"),
        ("07911 123456", "GB", "+447911123456", None),
        ("7911123456", "GB", "+447911123456", "the first 0 is missing"),
        ("447911123456", "GB", "+447911123456", "read as +447911123456"),
        ("4915123456789", "DE", "+494915123456789", "may be +494915123456789 or +4915123456789"),
        ("(030) 901820", "DE", "+4930901820", None),
        ("202 456 1111", "US", "+12024561111", None),
    ],
)
def test_a_number_that_lost_its_plus_or_its_zero_is_told_where_the_country_is_known(
    text: str, region: str, number: str, said: str | None
) -> None:
    found = checked({"phone": text}, phone_region=region)
    assert (found.problems, found.values["phone"]) == ([], number)
    sentences = [each.sentence() for each in found.warnings]
    assert len(sentences) == (said is not None)
    assert said is None or said in sentences[0]


@pytest.mark.parametrize(
    ("status", "left"),
    [
        ("Terminated - Voluntary", True),
        ("Resigned (31.12.2025)", True),
        ("Former employee", True),
        ("Non attivo", True),
        ("ausgeschieden", True),
        ("Baja", True),
        ("N", True),
        ("On leave", False),
        ("Leave", False),
        ("Elternzeit", False),
        ("Hired", False),
        ("Accepted", False),
        ("nieuw", False),
        ("Active", False),
    ],
)
def test_who_has_left_is_known_by_the_words_of_hr(status: str, left: bool) -> None:
    assert checked({"employment_status": status}).has_left is left
