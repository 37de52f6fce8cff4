"""The history of one agent: who changed what, from what to what, in words, a page at a time."""

import uuid

import pytest

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE, Actor
from onboarding.groups import groups, members
from onboarding.staffing import adding, leaving
from tests.web.browser import words
from web.pages import agent_history

ANA = Actor("Ana Kovač")
INGRID = Actor("Ingrid Solheim")


@pytest.fixture
def changes(amara, inside, settings):
    def change(actor: Actor, **fields: str) -> None:
        with inside() as session:
            adding.change(session, settings, session.get_one(Agent, uuid.UUID(amara)), fields, actor=actor)

    return change


def told(page) -> list[list[str]]:
    """The lines of the table, without when."""
    return [[words(cell) for cell in row.iter("td")][1:] for row in page.all("tr") if list(row.iter("td"))]


def test_a_change_is_told_by_field_with_both_values_in_words(hr, amara, changes):
    changes(ANA, typology="external", voicemail="no", start_date="2031-01-06")
    assert told(hr.page(f"/agents/{amara}/history"))[:3] == [
        ["Ana Kovač", "Typology", "before: WebRTC", "after: External"],
        ["", "Voicemail", "before: on", "after: off"],
        ["", "Start date", "before: empty", "after: Monday 6 January 2031"],
    ]


def test_groups_are_told_by_their_names(hr, amara, inside):
    with inside() as session:
        queue = groups.create(session, ANA, "queue", "Orders EN")
        members.add(session, ANA, queue, [uuid.UUID(amara)], penalty=2)
        members.remove(session, INGRID, queue, [uuid.UUID(amara)])
    assert told(hr.page(f"/agents/{amara}/history"))[:2] == [
        ["Ingrid Solheim", "Queues", "before: Orders EN", "after: empty"],
        ["Ana Kovač", "Queues", "before: empty", "after: Orders EN, penalty 2"],
    ]


def test_deeds_that_change_no_field_are_told_in_a_sentence(hr, amara, inside, settings):
    with inside() as session:
        leaving.disable(session, settings, [uuid.UUID(amara)], actor=SERVICE)
    assert told(hr.page(f"/agents/{amara}/history")) == [
        ["The service", "The service disabled them"],
        ["The service", "The service added them"],
    ]


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ("", ["E-mail", "Alias", "Alias"]),
        ("?field=alias", ["Alias", "Alias"]),
        ("?who=Ana+Kova%C4%8D", ["E-mail", "Alias"]),
        ("?who=Ana+Kova%C4%8D&field=alias", ["Alias"]),
        ("?field=phone", []),
        ("?field=nonsense&before=nonsense", ["E-mail", "Alias", "Alias"]),
    ],
)
def test_it_is_narrowed_to_one_person_or_one_field(hr, amara, changes, asked, fields):
    changes(INGRID, alias="Amara O.")
    changes(ANA, alias="Amara Oko", email="amara.oko@northwind.example")
    page = hr.page(f"/agents/{amara}/history{asked}")
    assert sorted(line[1] for line in told(page) if len(line) == 4) == sorted(fields)


def test_it_has_pages(hr, amara, changes, monkeypatch):
    monkeypatch.setattr(agent_history, "A_PAGE", 2)
    for name in ("A", "B", "C"):
        changes(ANA, alias=name)
    first = hr.page(f"/agents/{amara}/history?field=alias")
    assert [line[3] for line in told(first)] == ["after: C", "after: B"]
    second = hr.page(first.links()["Older"])
    assert [line[3] for line in told(second)] == ["after: A"]
    assert second.links()["Newest"] == f"/agents/{amara}/history?field=alias"
    assert "Older" not in second.links()


def test_its_length_stands_beside_its_name(hr, amara, changes):
    changes(ANA, alias="Amara O.")
    assert hr.page(f"/agents/{amara}").links()["History 2"] == f"/agents/{amara}/history"
