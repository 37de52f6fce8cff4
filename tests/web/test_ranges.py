"""/ranges: each range's use, adding, changing and removing one."""

import pytest

from onboarding.audit import SERVICE
from onboarding.database import new_id, now
from onboarding.groups import groups
from onboarding.numbering.models import Number, Range
from tests.web.browser import Page, words


def only_range_is(inside, first, last):
    with inside() as session:
        session.query(Range).update({"first": first, "last": last, "name": f"{first}-{last}"})


def path_of(inside, first):
    with inside() as session:
        return f"/ranges/{session.query(Range).filter_by(first=first).one().id}"


@pytest.mark.parametrize("typed", ["3000-3499", " 3000 – 3499 "])
def test_a_range_is_added(hr, inside, typed):
    only_range_is(inside, 1000, 2999)
    answer = hr.post("/ranges", {"range": typed, "for": "mobile", "name": "Lagos"})
    assert answer.headers["Location"] == "/ranges"
    page = hr.page("/ranges")
    assert "500 extensions added: 3000–3499" in page.text
    assert "Lagos" in page.text
    assert "Mobile" in page.text


def test_a_range_is_for_a_team_and_named_by_it(hr, inside):
    with inside() as session:
        team = groups.create(session, SERVICE, "team", "Field sales").id
    assert hr.post("/ranges", {"range": "20000-20099", "for": f"team:{team}"}).status_code == 303
    page = hr.page("/ranges")
    assert "Team Field sales" in {words(cell) for cell in page.all("td")}
    with inside() as session:
        assert session.query(Range).filter_by(first=20000).one().team_id == team


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"range": "many"}, "Write two numbers with a dash between them, such as 3000-3499."),
        ({"range": "20000-10000"}, "ends before it begins"),
        ({"range": "1000-1100"}, "overlaps"),
        ({"range": "1-5"}, "is not a range of extensions"),
        ({"range": "99999999999-99999999999"}, "is not a range of extensions"),
        ({"range": "20000-20010", "for": "fax"}, "Choose everybody, one of the typologies, or a team that there is."),
        ({"range": "20000-20010", "for": f"team:{new_id()}"}, "Choose everybody, one of the typologies"),
        ({"range": "20000-20010", "name": "x" * 101}, "This name is too long."),
    ],
)
def test_a_range_that_cannot_be_says_why_and_keeps_what_was_typed(hr, inside, typed, sentence):
    answer = hr.post("/ranges", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Page(answer.text).values("range") == [typed["range"]]
    with inside() as session:
        assert session.query(Range).count() == 1


def test_the_numbers_of_a_range_add_up_and_lead_to_their_lists(hr, inside, amara):
    with inside() as session:
        taken = session.query(Number).filter_by(state="taken").count()
        for number, state in ((3000, "foreign"), (3001, "reserved"), (3002, "resting"), (3003, "resting")):
            session.add(Number(number=number, state=state, rests_until=now().replace(year=2999)))
    page = hr.page("/ranges")
    (row,) = [row for row in page.all("tr") if "1000-9999" in words(row)]
    shown = [words(cell) for cell in row.iter("td")][3:]
    assert shown == [f"{taken} and 1 outside", "2", "1", f"{9000 - taken - 4:,}"]
    assert page.heading == f"{9000 - taken - 4:,} extensions are free"
    assert page.links()["and 1 outside"] == "/ranges?tab=foreign&from=1000"
    assert page.links()["2"] == "/ranges?tab=resting&from=1000"
    holders = hr.page(page.links()[str(taken)])
    assert len(holders.all("th", scope="row")) == taken
    assert len(hr.page("/ranges?tab=resting&from=1000").all("th", scope="row")) == 2


def test_a_range_is_changed(hr, inside):
    path = path_of(inside, 1000)
    assert Page(hr.get(path).text).values("range") == ["1000-9999"]
    answer = hr.post(path, {"range": "1000-10999", "for": "webrtc", "name": "Rome"})
    assert answer.headers["Location"] == "/ranges"
    with inside() as session:
        found = session.query(Range).one()
        assert (found.first, found.last, found.typology, found.name) == (1000, 10999, "webrtc", "Rome")


def test_a_range_in_use_is_neither_shrunk_nor_removed_and_says_who_stands_in_the_way(hr, inside, amara):
    path = path_of(inside, 1000)
    shrunk = hr.post(path, {"range": "1000-2000", "for": ""})
    assert shrunk.status_code == 422
    assert "Somebody has a number in the range 1000-9999 that would no longer be in it (2417)." in shrunk.text
    assert Page(shrunk.text).values("range") == ["1000-2000"]
    removed = hr.post(f"{path}/remove")
    assert removed.status_code == 422
    assert "2 people have numbers in the range 1000-9999" in removed.text
    with inside() as session:
        assert session.query(Range).one().last == 9999


def test_an_unused_range_is_removed(hr, inside):
    hr.post("/ranges", {"range": "20000-20099", "for": ""})
    assert hr.post(f"{path_of(inside, 20000)}/remove").status_code == 303
    assert "20000" not in words(hr.page("/ranges").root.find("body/div"))


def test_a_range_that_is_gone_is_not_there(hr):
    assert hr.get(f"/ranges/{new_id()}").status_code == 404
    assert hr.post(f"/ranges/{new_id()}", {"range": "20000-20099"}).status_code == 404


@pytest.mark.parametrize("role", ["supervisor", None])
def test_only_those_who_edit_agents_see_ranges(browse_as, role):
    assert browse_as(role).get("/ranges").status_code in (303, 403)
    assert browse_as(role).post("/ranges/reserved", {"numbers": "2000"}).status_code in (303, 403)
