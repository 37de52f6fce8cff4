"""A file and numbers at which others have a phone or a mailbox on the switch: the check says so, before anything is
noted or given out."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from onboarding.database import begin_writing
from onboarding.imports import reporting
from onboarding.numbering.models import Number
from onboarding.settings import Settings
from tests.imports.flow import csv_of, finished, mistakes, rows_of
from tests.numbering.helpers import only_range

MAILBOX = "INSERT INTO voicemail (context, mailbox, password, fullname) VALUES ('default', :number, '77', 'Lift Phone')"


@pytest.fixture(autouse=True)
def lift(session: Session) -> None:
    begin_writing(session)
    for number in ("2001", "2003"):
        session.execute(text(MAILBOX), {"number": number})
    only_range(session, 2001, 2005)
    session.commit()


def test_a_number_asked_for_is_taken_and_the_sentence_says_whose(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of("E1,Zoe Meer,zoe@northwind.example,2003,webrtc,"))
    row = rows_of(session, import_)[2]
    assert mistakes(row) == [("extension", "taken")]
    sentence = reporting.problems_of(row)[0].sentence()
    assert sentence == "Number 2003 is taken outside this service: Lift Phone. The nearest free one is 2002."
    assert session.scalar(select(func.count()).select_from(Number).where(Number.state == "foreign")) == 0


def test_it_is_promised_to_nobody_and_counts_where_numbers_run_out(session: Session, settings: Settings) -> None:
    people = [f"E{n},Person Number,p{n}@northwind.example,,webrtc," for n in range(4)]
    import_ = finished(session, settings, csv_of(*people))
    rows = rows_of(session, import_)
    assert [(rows[row].proposed or {}).get("extension") for row in (2, 3, 4)] == [2002, 2004, 2005]
    assert mistakes(rows[5]) == [("extension", "exhausted")]
