"""The organisation's name and colour, and the colours that follow from it."""

import pytest
from sqlalchemy.orm import Session

from onboarding.preferences.models import Preference
from onboarding.preferences.organisation import Organisation, contrast, organisation


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: this is about words."""
    return sqlite_url


def test_an_organisation_that_set_nothing_has_a_name_and_a_colour(session: Session) -> None:
    assert organisation(session) == Organisation("Agent Onboarding", "#0F3D3E", None)


def test_what_was_set_is_used_and_the_rest_stays(session: Session) -> None:
    session.add(Preference(name="organisation", value={"name": "Northwind", "reply_to": "people@northwind.example"}))
    session.flush()
    assert organisation(session) == Organisation("Northwind", "#0F3D3E", "people@northwind.example")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#0F3D3E", "#FFFFFF", 11.95)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(
    ("colour", "text", "link", "edge", "dark_edge"),
    [
        ("#0F3D3E", "#FFFFFF", "#0F3D3E", "#0F3D3E", "#77757A"),
        ("#FFE066", "#1B1A18", "#1B1A18", "#8F8B85", "#FFE066"),
        ("#B4261C", "#FFFFFF", "#B4261C", "#B4261C", "#77757A"),
    ],
)
def test_text_links_and_edges_stay_readable_on_any_colour(
    colour: str, text: str, link: str, edge: str, dark_edge: str
) -> None:
    about = Organisation(colour=colour)
    assert (about.on_colour, about.link_colour, about.edge, about.dark_edge) == (text, link, edge, dark_edge)
