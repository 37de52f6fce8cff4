"""How a filter is written: what is read, what is refused, and that it prints back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.directory.fields import CHOICE, DATE, FIELDS, MOMENT, NUMBER, Field
from onboarding.directory.grammar import Filter, Span, parse, parse_all
from onboarding.directory.query import QueryRefused

READ: dict[str, Filter] = {
    "typology=webrtc": Filter("typology", "=", ("webrtc",)),
    " Typology = WebRTC , mobile,": Filter("typology", "=", ("webrtc", "mobile")),
    "typology!=mobile": Filter("typology", "!=", ("mobile",)),
    "full_name~ana": Filter("full_name", "~", ("ana",)),
    "full name^=Ana": Filter("full_name", "^=", ("Ana",)),
    "full_name!~ana": Filter("full_name", "!~", ("ana",)),
    'full_name="Smith, Ann",Bob': Filter("full_name", "=", ("Smith, Ann", "Bob")),
    'alias="say ""hi"", you"': Filter("alias", "=", ('say "hi", you',)),
    'alias=5" tall': Filter("alias", "=", ('5" tall',)),
    "alias=a=b": Filter("alias", "=", ("a=b",)),
    "email=zoe@northwind.example": Filter("email", "=", ("zoe@northwind.example",)),
    "start_date<2026-12-01": Filter("start_date", "<", (date(2026, 12, 1),)),
    "start-date>=2026-12-01": Filter("start_date", ">=", (date(2026, 12, 1),)),
    "start_date=2026-12-01..2026-12-07": Filter("start_date", "=", (Span(date(2026, 12, 1), date(2026, 12, 7)),)),
    "created>2026-12-01T09:30+01:00": Filter(
        "created", ">", (datetime.fromisoformat("2026-12-01T09:30:00+01:00"),)
    ),
    "created=2026-12-01": Filter("created", "=", (date(2026, 12, 1),)),
    "extension=2000..2099, 3000": Filter("extension", "=", (Span(2000, 2099), 3000)),
    "queue=": Filter("queue", "=", ()),
    "queue!=": Filter("queue", "!=", ()),
    "alias=\0": Filter("alias", "=", ()),
    "ready=NO": Filter("ready", "=", ("no",)),
    "phone_seen=unknown": Filter("phone_seen", "=", ("unknown",)),
}  # fmt: skip

REFUSED: dict[str, str] = {
    "": "“” is not a filter. Write a field, an operator and a value, such as typology=webrtc",
    "typology": "“typology” is not a filter. Write a field, an operator and a value",
    " =x": "“=x” is not a filter.",
    "colour=red": "There is no filter colour. Write FIELD=VALUE; the fields are: full_name, ",
    "typolgy=webrtc": "There is no filter typolgy. Did you mean typology? The fields are: full_name, ",
    "typology=fax": "fax is not a typology. Write one of: webrtc, phonebar, external, mobile.",
    "typology=webrt": "webrt is not a typology. Did you mean webrtc? Write one of: webrtc, ",
    "typology~web": "typology cannot be compared with ~. Write one of: = !=",
    "typology=": "After typology= there is nothing to compare with. Write a value.",
    "full_name~": "After full_name~ there is nothing to compare with. Write a value.",
    "start_date<": "After start_date< there is nothing to compare with. Write a value.",
    "start_date<2026-12-01,2026-12-02": "start_date< takes one value. Write FROM..TO after = for a span.",
    "start_date<2026-12-01..2026-12-02": "start_date< takes one value.",
    "start_date=1.12.2026": "1.12.2026 is not a date. Write year-month-day, such as 2026-12-01.",
    "start_date=0001-01-01": "0001-01-01 is not a date.",
    "start_date=2026-12-07..2026-12-01": "2026-12-07..2026-12-01 ends before it begins. Write the lower value first.",
    "start_date=2026-12-01..": " is not a date.",
    "created=soonish and later": "soonish and later is neither a day nor a time. Write such as 2026-12-01 or ",
    "extension=20x": "20x is not a number. Write digits only, such as extension=2000..2099.",
    "extension=-5": "-5 is not a number.",
    "extension=" + "9" * 40: "9999",
    "joined=maybe": "joined is one of: yes, no; maybe is none of them.",
    "phone_seen=perhaps": "phone_seen is one of: yes, no, unknown; perhaps is none of them.",
    'alias="open': 'A quotation mark in "open is not closed.',
    'alias="a"b': 'A quotation mark in "a"b is not closed.',
    "alias=" + "x" * 2000: "A filter has at most 2000 characters.",
}


@pytest.mark.parametrize("text", READ)
def test_a_filter_is_read_as_it_is_meant(text: str) -> None:
    assert parse(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_answered_with_what_would_be_right(text: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(text)
    assert refused.value.problem.sentence().startswith(REFUSED[text])


def test_blank_filters_do_not_count_and_there_is_an_end_to_their_number() -> None:
    assert parse_all(["", " ", "queue=", "queue="]) == (Filter("queue", "=", ()),)
    with pytest.raises(QueryRefused, match="At most 50 filters can be on at once"):
        parse_all([f"alias~{number}" for number in range(51)])


DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MOMENTS = DATES | st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.none() | st.just(UTC))  # noqa: DTZ001
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(' ,"=.~'), min_size=1, max_size=20)


def spans(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    pairs = st.tuples(values, values).filter(lambda pair: type(pair[0]) is type(pair[1]))
    return values | pairs.filter(lambda pair: str(pair[0]) <= str(pair[1])).map(lambda pair: Span(*pair))


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    field: Field = draw(st.sampled_from(list(FIELDS.values())))
    operator = draw(st.sampled_from(field.operators))
    values: st.SearchStrategy[object] = TEXTS.filter(lambda text: text.strip() != "")
    if field.kind == CHOICE:
        values = st.sampled_from(field.values)
    elif field.kind in (DATE, MOMENT, NUMBER):
        one = {DATE: DATES, MOMENT: MOMENTS, NUMBER: st.integers(10**9, 10**10 - 1)}[field.kind]
        if operator in ("<", "<=", ">", ">="):
            return Filter(field.name, operator, (draw(one),))
        naive = DATES if field.kind == MOMENT else one
        values = one | spans(naive)
    least = 1 if not field.may_be_empty or operator not in ("=", "!=") else 0
    return Filter(field.name, operator, tuple(draw(st.lists(values, min_size=least, max_size=4, unique_by=str))))


@given(filters())
def test_every_filter_prints_as_a_text_that_is_read_as_the_same_filter(filter_: Filter) -> None:
    assert parse(str(filter_)) == filter_
    assert str(parse(str(filter_))) == str(filter_)


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_a_sentence(text: str) -> None:
    try:
        found = parse(text)
    except QueryRefused:
        return
    assert parse(str(found)) == found
