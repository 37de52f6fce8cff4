"""Start: who is not ready and why, and what needs somebody."""

from datetime import timedelta

import pytest

from onboarding.accounts.models import Account
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.groups import groups, members, supervision
from onboarding.imports import tallies
from onboarding.imports.models import Import
from onboarding.invitations.models import Invitation
from onboarding.numbering.models import Range
from onboarding.work import Work
from tests.directory.people import agent, invitation
from tests.web.browser import words

MONDAY = (now() + timedelta(days=3)).date()


@pytest.fixture
def team(inside):
    """Six people who start on one day, each held up by something else; and one who starts a week later."""
    at = now()
    with inside() as session:
        session.query(Agent).update({"deleted_at": at})
        session.query(Work).delete()

        def starter(name, **facts):
            made = agent(session, name, start_date=facts.pop("start_date", MONDAY), **facts)
            session.add(Account(role="agent", agent_id=made.id))
            return made

        failed = starter("Fay Failed", extension=1001)
        problem = {"code": "failed", "reason": "switch_away"}
        session.add(
            Work(
                id=failed.id, kind="telephony", subject_id=failed.id, request_id="-", created_at=at, due_at=at,
                attempts=1, problem=problem,
            )
        )  # fmt: skip
        starter("Nora New", extension=1002, provisioned_at=at)
        invitation(session, starter("Ed Expired", provisioned_at=at, invited_at=at), "sent", days_left=-1)
        invitation(session, starter("Bo Bounced", provisioned_at=at), "bounced")
        starter("Quinn Queueless", provisioned_at=at, joined_at=at)
        starter("Rita Ready", provisioned_at=at, joined_at=at, queue_count=1)
        starter("Later Lee", start_date=MONDAY + timedelta(days=7))


def rows(page):
    return len(page.all("th", scope="row"))


def test_it_says_what_to_do_first(hr, inside):
    with inside() as session:
        session.query(Agent).update({"deleted_at": now()})
    page = hr.page("/")
    assert "Nobody to bring on board yet" in page.text
    assert page.links()["Import a file"] == "/imports"


@pytest.mark.usefixtures("team")
def test_the_heading_is_how_many_are_not_ready_for_the_next_start_date(hr):
    page = hr.page("/")
    assert page.heading.startswith("5 of 6 people are not ready for ")
    assert "1 is ready. 3 are stuck and need you; the other 2 are on their way." in words(page.root)
    assert rows(hr.page(page.links()["Show the 5"])) == 5


@pytest.mark.usefixtures("team")
def test_every_number_leads_to_the_rows_it_counts(hr):
    page = hr.page("/")
    stations = page.all("a", class_="station-count")
    assert len(stations) == 6
    for station in stations:
        (count,) = [int(words(part)) for part in station.iter("span") if part.get("class") == "count-number"]
        assert rows(hr.page(station.get("href"))) == count


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("1 phone failed", "Fay Failed"),
        ("1 bounced", "Bo Bounced"),
        ("1 not invited yet", "Nora New"),
        ("1 expired", "Ed Expired"),
        ("no queue yet", "Quinn Queueless"),
    ],
)
def test_every_reason_leads_to_those_it_is_true_of(hr, said, who):
    shown = hr.page(hr.page("/").links()[said])
    assert rows(shown) == 1
    assert who in shown.text


@pytest.mark.usefixtures("team")
def test_whose_invitation_was_taken_back_is_to_be_invited_again(hr, inside):
    at = now()
    with inside() as session:
        ruth = agent(session, "Ruth Restored", start_date=MONDAY, provisioned_at=at, invited_at=at)
        invitation(session, ruth, "revoked")
    shown = hr.page(hr.page("/").links()["1 to invite again"])
    assert rows(shown) == 1
    assert "Ruth Restored" in shown.text


@pytest.mark.usefixtures("team")
def test_the_board_of_another_date_has_an_address_of_its_own(hr):
    (row,) = hr.page("/").all("a", class_="dates-row")
    assert "1 person, 0 ready" in words(row)
    assert hr.page(row.get("href")).heading.startswith("1 of 1 person is not ready for ")


@pytest.mark.usefixtures("team")
def test_what_needs_somebody_ends_in_the_button_that_mends_it(hr):
    page = hr.page("/")
    for said in ("1 invitation has expired", "1 invitation bounced", "1 phone could not be set up"):
        assert said in page.text
    assert "The switch&#39;s database did not answer." in page.text
    assert {"Send 1 new link", "Try 1 again"} <= page.buttons()
    assert rows(hr.page(page.links()["See who"])) == 1


@pytest.mark.usefixtures("team")
def test_new_links_go_to_those_whose_invitation_has_expired_and_to_nobody_else(hr, inside):
    hr.post("/start/invitations")
    with inside() as session:
        planned = session.query(Invitation).filter_by(state="planned").one()
        assert session.get(Agent, planned.agent_id).full_name == "Ed Expired"
    assert "1 new link on the way" in hr.page("/").text


@pytest.mark.usefixtures("team")
def test_phones_that_failed_are_tried_again_at_once(hr, inside):
    with inside() as session:
        session.query(Work).update({"failed_at": now(), "attempts": 8})
    hr.post("/start/phones")
    with inside() as session:
        again = session.query(Work).filter_by(kind="telephony").one()
        assert (again.failed_at, again.attempts) == (None, 0)


def test_rows_to_fix_of_a_recent_file_are_named(hr, inside):
    with inside() as session:
        import_ = Import(
            file_name="team.csv", file_size=1, file_sha256="x", uploaded_by="HR", state="completed_with_errors"
        )
        session.add(import_)
        session.flush()
        tallies.note(session, import_.id, {"invalid": 2, "create": 1, "applied": 1})
        path = f"/imports/{import_.id}"
    page = hr.page("/")
    assert "2 rows of team.csv need fixing" in page.text
    assert page.links()["Open"] == path


def test_a_range_with_hardly_a_number_left_is_named(hr, inside):
    with inside() as session:
        session.query(Range).update({"first": 112, "last": 112, "name": "Lagos"})
    assert "“Lagos” has no extension left" in hr.page("/").text


@pytest.mark.usefixtures("team")
def test_where_the_switch_does_not_tell_of_phones_one_line_says_so(hr, inside):
    assert "The switch does not say which phones have connected" in hr.page("/").text
    with inside() as session:
        session.query(Agent).filter_by(full_name="Rita Ready").update({"phone_seen": True})
    assert "The switch does not say which phones have connected" not in hr.page("/").text


@pytest.mark.usefixtures("team")
def test_supervisors_see_the_board_of_their_queues_without_buttons(browse_as, people, inside):
    with inside() as session:
        mine = session.query(Agent).filter(Agent.full_name.in_(["Ed Expired", "Rita Ready"])).all()
        queue = groups.create(session, SERVICE, "queue", "support")
        members.add(session, SERVICE, queue, [each.id for each in mine])
        supervision.supervise(session, SERVICE, people["supervisor"].id, [queue.id])
    page = browse_as("supervisor").page("/")
    assert page.heading.startswith("1 of 2 people are not ready")
    assert "Add agent" not in page.links()
    assert "1 invitation has expired" in page.text
    assert not {"Send 1 new link", "Try 1 again"} & page.buttons()


def test_a_supervisor_without_a_queue_is_told_who_can_give_one(browse_as):
    page = browse_as("supervisor").page("/")
    assert "Ingrid" in page.text
    assert "An administrator gives you queues or teams under Staff." in page.text


@pytest.mark.usefixtures("team")
def test_an_address_with_no_date_in_it_shows_the_next_one(hr):
    assert hr.page("/?start_date=soon").heading == hr.page("/").heading
    assert hr.page("/?start_date=2030-01-07").heading == "Nobody starts on Monday 7 January 2030"


def test_who_joined_lately_is_a_chart_that_can_be_read_and_a_number_that_leads_to_them(hr, inside):
    with inside() as session:
        session.query(Agent).update({"deleted_at": now()})
        for name, days in (("Anna", 0), ("Bea", 3), ("Cleo", 3), ("Dana", 30)):
            agent(session, name, joined_at=now() - timedelta(days=days))
    page = hr.page("/")
    (chart,) = page.all("{http://www.w3.org/2000/svg}svg", class_="day-bars")
    assert [part.rpartition(": ")[2] for part in chart.get("aria-label").split(", ")] == ["2", "1"]
    listed = hr.page(page.links()["3"])
    assert {words(cell)[1:] for cell in listed.all("th", scope="row")} == {"Anna", "Bea", "Cleo"}
