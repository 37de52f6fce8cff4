"""Taking an import back, as people do it: a question that says what would happen, and a page that says what did."""

from onboarding.agents.models import Agent
from onboarding.database import now
from onboarding.imports import tallies
from onboarding.imports.models import Import
from onboarding.work import Work
from tests.web.browser import Page
from tests.web.files import HIRES, checked, confirmed, upload, work


def joined(inside, email):
    with inside() as session:
        session.query(Agent).filter_by(email_key=email).one().joined_at = now()


def imported(inside):
    with inside() as session:
        return session.query(Agent).filter(Agent.import_id.is_not(None)).count()


def test_the_question_says_what_goes_before_anything_does(hr, app, settings, inside):
    path = confirmed(app, settings, hr)
    page = hr.page(hr.page(path).links()["Take back"])
    assert page.heading == "Take back this import?"
    assert page.links()["2 agents go"] == f"{path}?rows=create"
    assert page.links()["Keep it"] == path
    assert imported(inside) == 2


def test_what_cannot_be_taken_back_is_named_with_the_reason_before_one_confirms(hr, app, settings, inside):
    path = confirmed(app, settings, hr)
    joined(inside, "mateus@northwind.example")
    page = hr.page(f"{path}/undo")
    assert "1 agent goes" in page.links()
    assert "Mateus Figueiredo has joined, and stays." in page.links()


def test_afterwards_the_page_says_what_was_taken_back_and_what_stayed_and_why(hr, app, settings, inside):
    path = confirmed(app, settings, hr)
    joined(inside, "mateus@northwind.example")
    assert hr.post(f"{path}/undo").headers["Location"] == path
    assert hr.page(path).heading == "Taking hires.csv back"
    work(app, settings)
    page = hr.page(path)
    assert page.heading == "This import was taken back, 1 row stays in part"
    assert "1 row is as before the import." in page.text
    assert "Mateus Figueiredo has joined, and stays." in page.text
    assert imported(inside) == 1


def test_the_same_file_can_be_imported_again_afterwards(hr, app, settings):
    path = confirmed(app, settings, hr)
    hr.post(f"{path}/undo")
    work(app, settings)
    assert hr.page(checked(app, settings, hr)).heading == "2 of 3 rows are ready to import, 1 needs fixing"


def test_taking_back_twice_says_so(hr, app, settings):
    path = confirmed(app, settings, hr)
    hr.post(f"{path}/undo")
    hr.post(f"{path}/undo")
    assert "is being taken back already" in hr.page(path).text
    work(app, settings)
    assert hr.get(f"{path}/undo").status_code == 303
    assert "was taken back already" in hr.page(path).text


def test_what_has_changed_nothing_is_not_offered_to_be_taken_back(hr, app, settings):
    assert "Take back" not in hr.page(checked(app, settings, hr)).links()


def test_only_who_may_import_may_take_back(browse_as, hr, app, settings):
    path = confirmed(app, settings, hr)
    assert browse_as("supervisor").post(f"{path}/undo").status_code == 403


def test_the_page_is_renewed_while_it_goes_on(hr, app, settings):
    path = confirmed(app, settings, hr)
    hr.post(f"{path}/undo")
    shown, page = hr.get(f"{path}/progress").json, hr.page(path)
    (followed,) = [element for element in page.root.iter() if element.get("data-follow")]
    assert followed.get("data-look") == shown["look"]
    assert shown["texts"] == {"percent": "0 %", "summary": "0 of 2 taken back"}
    work(app, settings)
    assert hr.get(f"{path}/progress").json["look"] == "over"


def test_all_that_did_not_work_can_be_tried_again_by_one_button(hr, app, settings, inside):
    path = checked(app, settings, hr)
    hr.post(f"{path}/confirm", {"on_error": "skip", "invite": "none"})
    with inside() as session:
        work_ = session.query(Work).one()
        work_.problem, work_.attempts = {"code": "failed", "reason": "switch_away"}, 3
    assert "1 step needs a second try" in hr.page(path).text
    assert hr.post(f"{path}/retry").headers["Location"] == path
    assert "1 step is tried again now." in hr.page(path).text


def test_the_same_file_twice_is_noticed_on_the_check_and_leads_to_the_first(hr, app, settings):
    first = confirmed(app, settings, hr)
    page = hr.page(checked(app, settings, hr))
    assert "Import it again?" in page.text
    assert page.links()["See that import"] == first


def test_each_choice_of_invitations_says_whom_it_reaches(hr, app, settings):
    path = checked(app, settings, hr)
    page = hr.page(f"{path}?step=confirm")
    assert "2 people, each as soon as the account is there." in page.text
    assert "2 have no start date and are not invited." in page.text
    assert "The time is that of UTC." in page.text


def test_the_file_can_be_downloaded_as_it_came_while_it_is_kept(hr, app, settings, inside):
    path = confirmed(app, settings, hr)
    link = hr.page(path).links()["download it as it came"]
    assert hr.get(link).data.decode() == HIRES
    with inside() as session:
        session.query(Import).one().forgotten_at = now()
    assert hr.get(link).status_code == 404
    assert "File and rows were deleted" in hr.page(path).text


def test_a_file_with_a_column_that_nobody_may_keep_is_not_handed_out(hr, app, settings):
    path = checked(app, settings, hr, "full_name,email,password\nAnna Berg,anna@northwind.example,secret\n")
    assert "download it as it came" not in hr.page(path).links()
    assert hr.get(f"{path}/file").status_code == 404


def test_the_history_has_pages_and_can_be_narrowed(hr, app, settings, inside):
    path = upload(hr)
    with inside() as session:
        for number in range(30):
            import_ = Import(
                file_name=f"old-{number}.csv", file_size=1, file_sha256="x", uploaded_by="HR", state="completed"
            )
            session.add(import_)
            session.flush()
            tallies.note(session, import_.id, {"create": number + 1, "applied": number + 1})

    page = hr.page("/imports")
    assert ("old-29.csv" in page.links(), "old-2.csv" in page.links()) == (True, False)
    older = hr.page(page.links()["Older"].partition("#")[0])
    assert ("old-2.csv" in older.links(), "hires.csv" in older.links()) == (True, True)
    assert list(hr.page("/imports?state=open").links().values()).count(path) == 1
    assert "old-29.csv" not in hr.page("/imports?state=open").links()
    assert "No such imports." in hr.page("/imports?state=errors").text


def test_an_answer_to_the_confirmation_that_came_too_late_shows_what_the_import_is_doing(hr, app, settings):
    path = checked(app, settings, hr)
    choice = {"on_error": "skip", "invite": "none"}
    assert hr.post(f"{path}/confirm", choice).status_code == 303
    answer = hr.post(f"{path}/confirm", choice)
    assert answer.status_code == 409
    assert Page(answer.text).heading == "Bringing 2 people on board"
