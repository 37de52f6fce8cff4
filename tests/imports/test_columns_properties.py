"""Whatever the headings are: each column ends with a field or without one, and no field stands where it may not."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from onboarding.agents.fields import FIELDS
from onboarding.imports.claims import LISTS, joins_last_name
from onboarding.imports.columns import match
from onboarding.imports.headings import positions
from onboarding.imports.suggesting import suggest
from onboarding.imports.synonyms import SYNONYMS

KNOWN = [name for names in SYNONYMS.values() for name in names]
HEADINGS = st.lists(st.one_of(st.text(max_size=30), st.sampled_from(KNOWN), st.sampled_from(FIELDS)), max_size=30)


@given(headings=HEADINGS)
def test_every_column_is_used_ignored_dropped_or_blank(headings: list[str]) -> None:
    found = match(headings)
    used = [heading for heading, field in zip(headings, found.fields, strict=True) if field]
    assert Counter([*used, *found.ignored, *found.dropped]) == Counter(filter(None, headings))
    assert all(warning.sentence() for warning in [*found.warnings, *found.problems])


@given(headings=HEADINGS)
def test_only_lists_and_what_belongs_to_the_last_name_stand_in_several_columns(headings: list[str]) -> None:
    found = match(headings)
    single = [
        field
        for heading, field in zip(headings, found.fields, strict=True)
        if field and field not in LISTS and not joins_last_name(heading, field)
    ]
    assert len(single) == len(set(single))


@given(headings=HEADINGS)
def test_what_was_found_chosen_by_hand_is_found_again(headings: list[str]) -> None:
    found = match(headings)
    again = match(headings, chosen=dict(zip(positions(headings), found.fields, strict=True)))
    assert (again.fields, again.dropped) == (found.fields, found.dropped)


@given(heading=st.text(max_size=60), values=st.lists(st.text(max_size=20), max_size=5))
def test_a_suggestion_is_a_field_that_no_other_column_has(heading: str, values: list[str]) -> None:
    assert suggest(heading, values, FIELDS) is None
    assert suggest(heading, values, ()) in {None, *FIELDS}
