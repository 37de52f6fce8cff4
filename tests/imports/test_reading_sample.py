"""The sample that comes with the package: forty people, two of them with mistakes."""

from collections import Counter
from datetime import date

from onboarding.agents.names import make_username
from onboarding.agents.validation import Checked, Defaults, check, is_example_person
from onboarding.imports.columns import match
from onboarding.imports.reading import Limits, read
from onboarding.settings import bundled

DEFAULTS = Defaults(phone_region=None, today=date(2026, 11, 22), date_order=None)


def people() -> dict[int, Checked]:
    content = (bundled("samples") / "new-hires.csv").read_bytes()
    found = read(lambda: iter([content]), Limits())
    columns = match(found.headings)
    assert columns.problems == []
    return {
        row.row: check({name: cell for name, cell in zip(columns.fields, row.cells, strict=True) if name}, DEFAULTS)
        for row in found.rows()
    }


def test_forty_people_of_whom_two_have_mistakes() -> None:
    checked = people()
    problems = {
        row: [(p.column, p.code) for p in person.problems] for row, person in checked.items() if person.problems
    }
    assert len(checked) == 40
    assert problems == {14: [("email", "invalid")], 29: [("typology", "unknown_value"), ("start_date", "invalid")]}
    assert checked[14].values["extension"] == 112
    assert checked[29].problems[1].sentence() == "Excel turned a date into a number. Did you mean 1 December 2026?"


def test_every_typology_is_there_and_everybody_has_voicemail() -> None:
    values = [person.values for person in people().values()]
    assert set(Counter(each.get("typology") for each in values)) - {None} == {
        "webrtc",
        "phonebar",
        "external",
        "mobile",
    }
    assert all(each["voicemail"] for each in values)


def test_usernames_and_extensions_do_not_collide_and_nobody_is_taken_for_an_example() -> None:
    values = [person.values for person in people().values()]
    usernames = [make_username(each["full_name"], each.get("email", "")) for each in values]
    extensions = [each["extension"] for each in values if "extension" in each]
    assert len(set(usernames)) == 40
    assert len(set(extensions)) == len(extensions) >= 9
    assert not any(is_example_person(each) for each in values)
