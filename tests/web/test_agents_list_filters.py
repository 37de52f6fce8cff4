"""Filters of the list of agents: each field with the comparisons and controls that fit it, each filter a chip."""

import datetime
from urllib.parse import urlencode
from uuid import UUID

import pytest

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.directory.fields import FIELDS
from onboarding.groups import groups, members
from tests.web.browser import words

WORDS = "contains|does not contain|starts with|is|is one of|is not|is none of"
TIMES = "is|is one of|is not|is none of|is before|is until|is after|is from|is between"
NUMBERS = "is|is one of|is not|is none of|is below|is at most|is above|is at least|is between"
EMPTY = "|is empty|is not empty"


def sent(**typed):
    """What the form sends."""
    return "/agents/filter?" + urlencode({"sent": "yes", **typed}, doseq=True)


def names(page):
    return sorted(words(cell)[2:].strip() for cell in page.all("th", scope="row"))


def chips(page):
    return [" ".join(words(part) for part in chip).strip() for chip in page.all("span", class_="chip")]


def test_the_form_begins_with_every_field_there_is(hr):
    page = hr.page("/agents/filter?q=ana")
    fields = {href.partition("field=")[2] for href in page.links().values() if "field=" in href}
    assert fields == set(FIELDS)
    assert page.links()["Start date"] == "/agents/filter?q=ana&field=start_date"


@pytest.mark.parametrize(
    ("field", "comparisons"),
    [
        ("full_name", WORDS),
        ("alias", WORDS + EMPTY),
        ("queue", WORDS + EMPTY),
        ("status", "is one of|is none of"),
        ("start_date", TIMES + EMPTY),
        ("created", TIMES),
        ("extension", NUMBERS + EMPTY),
    ],
)
def test_a_field_is_compared_as_fits_it(hr, field, comparisons):
    page = hr.page(f"/agents/filter?field={field}")
    assert "|".join(words(option) for option in page.all("option") if words(option)) == comparisons


@pytest.mark.parametrize(
    ("field", "control"),
    [("full_name", "text"), ("start_date", "date"), ("created", "date"), ("extension", "number")],
)
def test_a_value_has_the_control_that_fits_it(hr, field, control):
    (one,) = hr.page(f"/agents/filter?field={field}").all("input", name="one")
    assert one.get("type") == control


def test_the_values_of_a_choice_are_boxes_and_the_names_of_queues_are_offered(hr, inside):
    with inside() as session:
        groups.create(session, SERVICE, "queue", "support")
    assert hr.page("/agents/filter?field=status").values("ticked") == [
        "active",
        "pending",
        "locked",
        "disabled",
        "deleted",
    ]
    offered = hr.page("/agents/filter?field=queue").by_id("filter-names")
    assert [option.get("value") for option in offered] == ["support"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ({"field": "full_name", "operator": "~", "several": "ana, bob"}, "full_name~ana,bob"),
        ({"field": "full_name", "operator": "=", "one": "Smith, Ann"}, 'full_name="Smith, Ann"'),
        ({"field": "full_name", "operator": "one_of", "several": "Ana,Bob"}, "full_name=Ana,Bob"),
        ({"field": "email", "operator": "^=", "one": "z"}, "email^=z"),
        ({"field": "status", "operator": "one_of", "ticked": ["active", "locked"]}, "status=active,locked"),
        ({"field": "ready", "operator": "none_of", "ticked": "yes"}, "ready!=yes"),
        ({"field": "start_date", "operator": ">", "one": "2026-12-01"}, "start_date>2026-12-01"),
        (
            {"field": "start_date", "operator": "between", "one": "2026-12-01", "until": "2026-12-07"},
            "start_date=2026-12-01..2026-12-07",
        ),
        ({"field": "created", "operator": "<", "one": "2026-12-01"}, "created<2026-12-01"),
        ({"field": "extension", "operator": "between", "one": "2000", "until": "2099"}, "extension=2000..2099"),
        ({"field": "queue", "operator": "empty", "one": "left over"}, "queue="),
        ({"field": "alias", "operator": "not_empty"}, "alias!="),
    ],
)
def test_what_is_chosen_becomes_a_filter_in_the_address_beside_what_was_there(hr, typed, written):
    asked = urlencode([("q", "a"), ("filter", "joined=no"), ("filter", written)])
    answer = hr.get(sent(q="a", filter="joined=no", cursor="x", **typed))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/agents?{asked}")


@pytest.mark.parametrize(
    ("typed", "sentence", "kept"),
    [
        ({"field": "full_name", "operator": "~"}, "There is nothing to compare with yet.", ("several", "")),
        ({"field": "status", "operator": "one_of"}, "There is nothing to compare with yet.", None),
        (
            {"field": "start_date", "operator": "between", "one": "2026-12-07", "until": "2026-12-01"},
            "ends before it begins",
            ("until", "2026-12-01"),
        ),
        ({"field": "start_date", "operator": "one_of", "several": "soon"}, "soon is not a date", ("several", "soon")),
        ({"field": "extension", "operator": "=", "one": "2x"}, "2x is not a number", ("one", "2x")),
    ],
)
def test_a_mistake_is_said_in_the_form_and_nothing_typed_is_lost(hr, typed, sentence, kept):
    page = hr.page(sent(**typed), status=422)
    assert sentence in words(page.by_id("filter-mistake"))
    assert kept is None or page.values(kept[0]) == [kept[1]]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("full_name~ana", "Name contains ana"),
        ("full_name!~ana", "Name does not contain ana"),
        ("email^=z", "E-mail starts with z"),
        ("username=zoe,ana", "Username is one of zoe or ana"),
        ("typology!=webrtc", "Typology is not WebRTC"),
        ("status=active,locked,pending", "Status is one of Active, Locked or Pending"),
        ("language!=de", "Language is not German"),
        ("extension<=2000", "Extension is at most 2000"),
        ("extension=2000..2099", "Extension is between 2000 and 2099"),
        ("start_date<2020-01-06", "Start date is before Mon 6 Jan 2020"),
        ("queue=", "Queue is empty"),
        ("alias!=", "Alias is not empty"),
    ],
)
def test_a_filter_is_said_in_words(hr, amara, written, said):
    assert chips(hr.page("/agents?" + urlencode({"filter": written}))) == [said]


def test_each_part_of_a_chip_opens_the_form_with_what_it_holds(hr, amara):
    page = hr.page("/agents?filter=start_date%3D2020-01-06..2020-01-10&filter=ready%3Dno")
    (chip, _other) = page.all("span", class_="chip")
    field, operator, value, off = (part.get("href") for part in chip)
    assert "field=" not in field
    assert "Start date" in hr.page(field).links()
    (focused,) = hr.page(operator).all("select", autofocus="")
    assert [option.get("value") for option in focused if option.get("selected") is not None] == ["between"]
    form = hr.page(value)
    assert (form.values("one"), form.values("until")) == (["2020-01-06"], ["2020-01-10"])
    assert off == "/agents?filter=ready%3Dno"


def test_a_changed_filter_stands_where_it_stood(hr):
    replaced = {"replace": "language!=de", "field": "language", "operator": "=", "one": "it"}
    answer = hr.get(sent(filter=["language!=de", "ready=no"], **replaced))
    assert answer.headers["Location"] == "/agents?filter=language%3Dit&filter=ready%3Dno"


def test_a_part_of_an_older_address_is_a_chip_that_can_be_changed_as_well(hr, amara):
    page = hr.page("/agents?typology=webrtc,mobile&q=amara")
    assert chips(page) == ["Typology is one of WebRTC or Mobile"]
    (value,) = page.all("a", class_="chip-value")
    form = hr.page(value.get("href"))
    ticked = [box.get("value") for box in form.all("input", name="ticked") if box.get("checked") is not None]
    assert ticked == ["webrtc", "mobile"]
    chosen = {"field": "typology", "operator": "one_of", "ticked": "mobile"}
    answer = hr.get(sent(typology="webrtc,mobile", replace="typology", **chosen))
    assert answer.headers["Location"] == "/agents?filter=typology%3Dmobile"


def test_clear_all_leaves_what_is_searched_for_and_the_view(hr, amara):
    page = hr.page("/agents?stage=created,provisioned&filter=ready%3Dno&q=ama&sort=name")
    assert chips(page) == ["Ready is No"]
    assert page.links()["Clear all"] == "/agents?stage=created%2Cprovisioned&q=ama&sort=name"


def test_the_chosen_filter_leaves_those_whom_it_fits(hr, amara, inside):
    with inside() as session:
        queue = groups.create(session, SERVICE, "queue", "support")
        members.add(session, SERVICE, queue, [UUID(amara)])
        session.get_one(Agent, UUID(amara)).start_date = datetime.date(2026, 12, 1)
    for typed in (
        {"field": "queue", "operator": "=", "one": "Support"},
        {"field": "start_date", "operator": "between", "one": "2026-12-01", "until": "2026-12-02"},
        {"field": "full_name", "operator": "^=", "several": "Amara"},
    ):
        assert names(hr.page(hr.get(sent(**typed)).headers["Location"])) == ["Amara Okonkwo"], typed


def test_without_a_result_one_learns_how_many_there_are_without_the_filters(hr, amara):
    page = hr.page("/agents?q=amara&filter=ready%3Dyes&filter=joined%3Dyes")
    assert "2 filters are on. Without filters there is 1." in page.text
    assert page.links()["Clear filters"] == "/agents?q=amara"


def test_supervisors_filter_too(browse_as, amara):
    assert browse_as("supervisor").page("/agents/filter?field=status").values("ticked")
