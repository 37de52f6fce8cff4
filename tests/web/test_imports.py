"""One address for an import, whatever it is doing: reading, check, confirm, progress, result."""

import csv
import io
from uuid import UUID

import pytest

from onboarding.agents.models import Agent
from onboarding.imports import applying
from onboarding.imports.models import Import
from tests.imports.workbooks import row, sheet_xml, workbook
from tests.web.browser import Page, words
from tests.web.files import HIRES, checked, confirmed, upload, work


def cards(page):
    return {words(card): card.get("href") for card in page.all("a", class_="count-card")}


def test_after_the_upload_the_page_says_that_the_file_is_read(hr):
    page = hr.page(upload(hr))
    assert page.heading == "Checking hires.csv"
    assert "You can close this page." in page.text


def test_the_heading_is_the_verdict(hr, app, settings):
    page = hr.page(checked(app, settings, hr))
    assert page.heading == "2 of 3 rows are ready to import, 1 needs fixing"


def test_a_mistake_stands_in_its_cell_with_what_would_be_right(hr, app, settings):
    page = hr.page(checked(app, settings, hr))
    (cell,) = page.all("td", class_="wrong")
    assert words(cell).startswith("zoe@")
    assert "such as" in words(cell)


def test_what_was_chosen_for_people_is_marked(hr, app, settings):
    page = hr.page(checked(app, settings, hr))
    chosen = [words(mark) for mark in page.all("span", class_="proposed")]
    assert "mateus.figueiredo" in chosen
    assert "2418" not in chosen


def test_who_is_there_already_is_shown_with_what_the_file_leaves_open(hr, app, settings):
    confirmed(app, settings, hr)
    page = hr.page(checked(app, settings, hr))
    (row,) = [words(row) for row in page.all("tr") if "Unchanged" in words(row) and "Mateus" in words(row)]
    assert "mateus.figueiredo" in row


def test_a_mistake_that_no_column_shows_has_a_line_of_its_own(hr, app, settings):
    page = hr.page(checked(app, settings, hr, HIRES.replace("phonebar,2418", "mobile,2418")))
    (line,) = [words(row) for row in page.all("tr", class_="row-says")]
    assert "push gateway" in line


def test_old_and_new_stand_in_one_cell(hr, app, settings):
    confirmed(app, settings, hr)
    page = hr.page(checked(app, settings, hr, HIRES.replace("phonebar,2418", "external,2418")))
    (old,), (new,) = page.all("del"), page.all("ins")
    assert (words(old), words(new)) == ("Phonebar", "External")


def test_each_count_is_the_filter_of_its_rows(hr, app, settings):
    path = checked(app, settings, hr)
    found = cards(hr.page(path))
    assert found["Need fixing 1 each mistake explained"] == f"{path}?rows=invalid"
    rows = hr.page(f"{path}?rows=invalid").all("span", class_="verdict")
    assert [words(row) for row in rows] == ["Fix 1 cell"]


def test_ignored_columns_are_named(hr, app, settings):
    assert "badge colour" in hr.page(checked(app, settings, hr)).text


def test_the_rows_to_fix_come_as_a_file_in_one_s_own_columns(hr, app, settings):
    page = hr.page(checked(app, settings, hr))
    answer = hr.get(page.links()["Download the 1 row to fix"])
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["full_name"], row["email"], row["row"]) == ("Zoë van der Meer", "zoe@", "2")
    assert row["errors"]


def test_a_person_s_word_lets_the_good_rows_in(hr, app, settings, inside):
    page = hr.page(checked(app, settings, hr))
    confirm = page.links()["Import the 2 good rows"]
    assert hr.page(confirm).heading == "Import the 2 good rows"
    path = confirm.partition("?")[0]
    assert hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "none"}).headers["Location"] == path
    assert hr.page(path).heading == "Bringing 2 people on board"
    work(app, settings)
    assert hr.page(path).heading == "2 people are on board, 1 row needs fixing"
    with inside() as session:
        assert session.query(Agent).filter(Agent.import_id.is_not(None)).count() == 2


def test_who_was_brought_on_board_is_a_link_to_their_page(hr, app, settings):
    page = hr.page(confirmed(app, settings, hr))
    assert hr.page(page.links()["Mateus Figueiredo"]).heading == "Mateus Figueiredo"
    assert "Zoë van der Meer" not in page.links()


def test_all_or_none_with_a_row_to_fix_says_so_and_does_nothing(hr, app, settings, inside):
    path = checked(app, settings, hr)
    answer = hr.post(f"{path}/confirm", {"on_error": "abort", "invite": "none"})
    assert answer.status_code == 409
    assert "some rows need fixing" in answer.text
    assert hr.page(path).heading.startswith("2 of 3 rows are ready")


@pytest.mark.parametrize("typed", ["", "soon", "2001-01-01T09:00"])
def test_a_time_for_the_invitations_has_to_come(hr, app, settings, typed):
    path = checked(app, settings, hr)
    answer = hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "at", "invite_at": typed})
    assert answer.status_code == 422
    assert "a day and a time that are still to come" in answer.text


def test_a_time_for_the_invitations_is_the_organisation_s(hr, app, settings, inside):
    path = checked(app, settings, hr)
    hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "at", "invite_at": "2090-01-02T09:00"})
    with inside() as session:
        assert session.query(Import).one().invite == "2090-01-02T09:00:00+00:00"
    work(app, settings)
    assert "2 invitations are planned: Mon 2 Jan 2090 9:00." in hr.page(path).text


@pytest.mark.parametrize("choice", [{"invite": "yesterday"}, {"on_error": "perhaps"}])
def test_a_choice_that_is_none_is_refused(hr, app, settings, choice):
    path = checked(app, settings, hr)
    assert hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "none", **choice}).status_code == 400


def test_confirming_twice_changes_nothing(hr, app, settings):
    path = confirmed(app, settings, hr)
    answer = hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "none"})
    assert answer.status_code == 409
    assert hr.page(path).heading == "2 people are on board, 1 row needs fixing"


def test_the_page_is_renewed_with_texts_and_bars_and_told_when_it_is_another(hr, app, settings):
    path = checked(app, settings, hr)
    assert hr.get(f"{path}/progress").json["look"] == "check"
    hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "none"})
    shown, page = hr.get(f"{path}/progress").json, hr.page(path)
    (followed,) = [element for element in page.root.iter() if element.get("data-follow")]
    assert followed.get("data-look") == shown["look"]
    texts = {element.get("data-text"): words(element) for element in page.root.iter() if element.get("data-text")}
    assert texts.items() <= shown["texts"].items()
    assert {bar.get("data-bar") for bar in page.all("progress")} == set(shown["bars"])
    work(app, settings)
    assert hr.get(f"{path}/progress").json["look"] == "result"


def test_without_scripts_the_page_loads_itself_again(hr):
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in hr.page(upload(hr)).text


def test_an_import_can_be_cancelled_before_anything_has_changed(hr, app, settings):
    path = checked(app, settings, hr)
    hr.post(f"{path}/cancel")
    page = hr.page(path)
    assert page.heading == "This import was stopped"
    assert "Nothing was changed." in page.text


def test_what_is_over_cannot_be_stopped_and_says_so(hr, app, settings):
    path = confirmed(app, settings, hr)
    hr.post(f"{path}/cancel")
    assert "nothing left to stop" in hr.page(path).text


@pytest.mark.parametrize(
    ("content", "says"), [("full_name,email\n", "nobody below"), ("name of ship,captain\nA,B\n", "cannot be imported")]
)
def test_a_file_that_cannot_be_used_says_why_and_stores_nobody(hr, app, settings, content, says, inside):
    answer = hr.post("/imports", {"file": (io.BytesIO(content.encode()), "odd.csv")})
    if answer.status_code == 303:
        work(app, settings)
        answer = hr.get(answer.headers["Location"])
    assert says in answer.text
    with inside() as session:
        assert session.query(Agent).filter(Agent.import_id.is_not(None)).count() == 0


def test_an_import_that_was_given_up_half_way_says_how_far_it_got(hr, app, settings, inside):
    path = confirmed(app, settings, hr)
    with inside() as session:
        import_ = session.get_one(Import, UUID(path.rpartition("/")[2]))
        import_.state, import_.problems = "failed", [applying.GIVEN_UP.stored()]
    page = hr.page(path)
    assert page.heading == "hires.csv is only partly in"
    assert "2 people are on board and stay." in page.text
    assert "It was tried many times and did not work, which is our fault." in page.text


def test_an_upload_without_a_file_asks_for_one(hr):
    answer = hr.post("/imports", {})
    assert answer.status_code == 422
    assert "Choose a file first" in Page(answer.text).text


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_template_can_be_uploaded_and_brings_nobody(hr, app, settings, language):
    template = hr.client.get("/imports/template.csv", headers={"Accept-Language": language}).data
    page = hr.page(checked(app, settings, hr, template))
    assert "Skipped 3 have left, examples, totals" in cards(page)


def test_the_history_lists_what_was_uploaded(hr, app, settings):
    path = confirmed(app, settings, hr)
    page = hr.page("/imports")
    assert page.links()["hires.csv"] == path
    assert page.links()["1"] == f"{path}?rows=invalid"


def test_the_page_says_how_the_file_was_read(hr, app, settings):
    text = "full_name;email\nZoë;zoe@northwind.example\n".encode("cp1252")
    assert "CSV, Windows-1252, semicolons" in hr.page(checked(app, settings, hr, text)).text
    rows = (row(1, "full_name", "email"), row(2, "Zoë", "zoe@northwind.example"))
    book = workbook({"New hires": sheet_xml(rows), "Notes": sheet_xml([row(1, "Call HR")])})
    page = hr.page(checked(app, settings, hr, book))
    assert "Excel workbook, sheet New hires" in page.text
    assert "Only the sheet “New hires” was read" in page.text


def test_the_form_takes_workbooks_and_says_how_large(hr):
    page = hr.page("/imports")
    (field,) = page.all("input", name="file")
    assert ".xlsx" in field.get("accept")
    assert "Excel workbook or CSV, up to 64 MiB" in page.text
