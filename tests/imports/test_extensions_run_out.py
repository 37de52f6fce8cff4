"""A file for whose people there are too few extensions: said at the check, before anything is created."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.imports import reporting
from onboarding.settings import Settings
from tests.imports.flow import csv_of, finished
from tests.numbering.helpers import another_range, only_range


def test_the_check_says_how_many_are_missing_before_anybody_is_created(session: Session, settings: Settings) -> None:
    only_range(session, 2001, 2003)
    another_range(session, 3001, 3009, "phonebar")
    session.commit()
    people = [f"E{n},Person Number,p{n}@northwind.example,,webrtc," for n in range(5)]
    import_ = finished(session, settings, csv_of(*people, "E9,Person Phonebar,p9@northwind.example,,phonebar,"))
    checked = reporting.check_json(session, import_)
    (warning,) = checked["warnings"]
    assert (warning["code"], warning["message"].split(": ")) == (
        "exhausted",
        [
            "3 extensions are free for webrtc agents, and 5 people of this file need one",
            "2 too few. Add a range first.",
        ],
    )
    assert (checked["rows"]["create"], checked["rows"]["invalid"]) == (4, 2)
    assert [error["code"] for row in checked["invalid"] for error in row["errors"]] == ["exhausted", "exhausted"]
    assert session.scalar(select(func.count()).select_from(Agent)) == 0


def test_enough_extensions_are_not_worth_a_word(session: Session, settings: Settings) -> None:
    only_range(session, 2001, 2003)
    session.commit()
    import_ = finished(session, settings, csv_of("E1,Person One,p1@northwind.example,,webrtc,"))
    assert reporting.check_json(session, import_)["warnings"] == []
