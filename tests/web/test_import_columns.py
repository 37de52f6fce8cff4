"""The page on which columns are matched by hand, and the template."""

import csv
import io

import pytest

from onboarding.agents.fields import FIELDS
from tests.web.browser import words
from tests.web.files import checked, confirmed, work

STRANGE = "Who,Electronic post,Locker,Salary\nZoë van der Meer,zoe@northwind.example,12,3000\n"
CHOSEN = {"column-0": "full_name", "column-1": "email", "column-2": ""}


def chosen(page):
    """What each select stands at."""
    return {
        select.get("aria-label"): next((o.get("value") for o in select.iter("option") if "selected" in o.attrib), "")
        for select in page.all("select")
    }


def matched(hr, app, settings):
    path = checked(app, settings, hr, STRANGE)
    assert hr.post(f"{path}/columns", CHOSEN).headers["Location"] == path
    work(app, settings)
    return path


def test_a_file_that_failed_leads_to_its_columns(hr, app, settings):
    path = checked(app, settings, hr, STRANGE)
    page = hr.page(path)
    assert page.heading == "hires.csv cannot be imported"
    assert page.links()["Match the columns"] == f"{path}/columns"


def test_each_column_is_shown_with_its_first_values_but_none_of_what_has_no_place_here(hr, app, settings):
    page = hr.page(f"{checked(app, settings, hr, STRANGE)}/columns")
    assert page.heading == "0 of 4 columns are used"
    rows = [words(row) for row in page.all("tr")]
    assert rows[1].startswith("Who Zoë van der Meer")
    assert rows[4] == "Salary Has no place here, so it is not read."
    assert "3000" not in page.text
    assert chosen(page) == {"What Who holds": "", "What Electronic post holds": "", "What Locker holds": ""}
    assert "Perhaps E-mail?" in rows[2]


def test_saving_checks_the_file_again_with_what_was_chosen(hr, app, settings):
    page = hr.page(matched(hr, app, settings))
    assert page.heading == "1 of 1 row is ready to import"
    assert "Matched by hand by Ingrid Hr" in page.text
    assert "2 columns used, 1 dropped, 1 ignored" in words(page.root)


def test_the_next_file_is_matched_the_same_way_until_that_is_forgotten(hr, app, settings):
    matched(hr, app, settings)
    path = checked(app, settings, hr, STRANGE.replace("zoe@", "owen@"))
    page = hr.page(hr.page(path).links()["Match columns"])
    assert page.heading == "2 of 4 columns are used"
    assert "Matched as Ingrid Hr did it" in page.text
    hr.post(f"{path}/columns/forget")
    work(app, settings)
    assert hr.page(path).heading == "hires.csv cannot be imported"


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({"column-1": "full_name"}, "“Who” and “Electronic post” are both to be full_name"),
        ({"column-1": ""}, "No column is chosen for the e-mail"),
        ({"column-0": ""}, "No column is chosen for the name"),
        ({"column-0": "first_name"}, "No column is chosen for the name"),
    ],
)
def test_a_choice_that_cannot_be_says_why_and_is_kept_in_the_form(hr, app, settings, choice, says):
    path = checked(app, settings, hr, STRANGE)
    answer = hr.post(f"{path}/columns", {**CHOSEN, **choice})
    assert answer.status_code == 422
    assert says in answer.text
    assert hr.page(path).heading == "hires.csv cannot be imported"


def test_what_is_no_field_is_refused(hr, app, settings):
    path = checked(app, settings, hr, STRANGE)
    assert hr.post(f"{path}/columns", {**CHOSEN, "column-2": "shoe_size"}).status_code == 400


def test_a_column_that_has_no_place_here_cannot_be_chosen(hr, app, settings):
    path = checked(app, settings, hr, STRANGE)
    hr.post(f"{path}/columns", {**CHOSEN, "column-3": "alias"})
    work(app, settings)
    assert "3000" not in hr.page(path).text


def test_an_import_that_is_in_is_not_matched_any_more(hr, app, settings):
    path = confirmed(app, settings, hr)
    assert hr.get(f"{path}/columns").headers["Location"] == path
    assert hr.post(f"{path}/columns", CHOSEN).headers["Location"] == path
    assert "Match columns" not in hr.page(path).links()


def test_the_template_describes_each_column_and_gives_examples(hr):
    head, about, *people = csv.reader(io.StringIO(hr.get("/imports/template.csv").text.removeprefix("\ufeff")))
    assert tuple(head) == FIELDS
    assert all(about)
    assert len(people) == 2


def test_a_page_says_what_each_column_is_for(hr):
    page = hr.page(hr.page("/imports").links()["What each column is for"])
    named = [words(cell).partition(" ")[0] for cell in page.all("th", scope="row")]
    assert tuple(named) == FIELDS
    assert page.links()["Download the template"] == "/imports/template.csv"
