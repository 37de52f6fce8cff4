"""An extension that somebody asks for and cannot have: refused in a sentence, whatever was typed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import now
from onboarding.numbering import foreign
from onboarding.settings import Settings
from onboarding.staffing import adding
from onboarding.staffing.adding import NotAdded
from tests.numbering.helpers import another_range, not_free, only_range


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        ("twenty", "invalid", "An extension is 2 to 10 digits and nothing else, such as 2001."),
        ("2001a", "invalid", "2 to 10 digits and nothing else"),
        ("+39 06 6982", "invalid", "2 to 10 digits and nothing else"),
        ("-2001", "invalid", "2 to 10 digits and nothing else"),
        ("2001.0", "invalid", "2001.0 was written as a decimal number. Should it be 2001?"),
        ("2 001", "invalid", "2 001 has a mark amid its digits. Should it be 2001?"),
        ("٢٠٠١", "invalid", "2 to 10 digits and nothing else"),
        ("9" * 40, "invalid", "2 to 10 digits and nothing else"),
        ("2.001E+03", "invalid", "its digits are lost"),
        ("02001", "invalid", "An extension does not begin with 0."),
        ("0", "invalid", "2 to 10 digits and nothing else"),
        ("5", "invalid", "2 to 10 digits and nothing else"),
        ("9999999999", "invalid", "is outside the ranges (2000-2009, 3000-3009). The nearest free one is 2009."),
        ("3001", "invalid", "Number 3001 is in a range that is not for webrtc agents."),
        ("2000", "taken", "Number 2000 is taken. The nearest free one is 2002."),
        ("2001", "reserved", "Number 2001 is reserved and never given out. The nearest free one is 2002."),
        ("2005", "resting", "Number 2005 was somebody else's and rests until"),
        ("2006", "taken", "Number 2006 is taken outside this service: Reception. The nearest free one is 2007."),
        ("112", "reserved", "Number 112 is reserved and never given out."),
    ],
)
def test_a_number_that_cannot_be_had_is_refused_with_the_reason(
    session: Session, settings: Settings, typed: str, code: str, sentence: str
) -> None:
    only_range(session, 2000, 2009)
    another_range(session, 3000, 3009, "mobile")
    not_free(session, [2000])
    not_free(session, [2001, 112], "reserved")
    not_free(session, [2005], "resting", now() + timedelta(days=9))
    foreign.enter(session, SERVICE, {2006: "Reception"})
    person = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "extension": typed}
    with pytest.raises(NotAdded) as refused:
        adding.add(session, settings, person, actor=SERVICE)
    (problem,) = refused.value.problems
    assert (problem.column, problem.code) == ("extension", code)
    assert sentence in problem.sentence()
    assert session.scalar(select(func.count()).select_from(Agent)) == 0


def test_when_no_number_is_left_nobody_is_created(session: Session, settings: Settings) -> None:
    only_range(session, 2000, 2000)
    not_free(session, [2000])
    with pytest.raises(NotAdded) as refused:
        adding.add(session, settings, {"full_name": "Amara O.", "email": "a@northwind.example"}, actor=SERVICE)
    (problem,) = refused.value.problems
    assert problem.sentence() == "No number is left for webrtc agents: 1 more is needed. Add a range."
    assert session.scalar(select(func.count()).select_from(Agent)) == 0
