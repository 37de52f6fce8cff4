"""By which text people are compared, and which username is made of a name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.agents.names import fold, make_username


@pytest.mark.parametrize(
    ("one", "other"), [("ANNA", "anna"), ("STRASSE", "straße"), ("Jose\u0301", "JOSÉ"), ("ΣΑΣ", "σας")]
)
def test_people_are_compared_without_case_and_with_one_code_for_one_letter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("name", "email", "username"),
    [
        ("Anna Rossi", "", "anna.rossi"),
        ("Zoë O’Brien", "", "zoe.obrien"),
        ("Łukasz Żółtowski", "", "lukasz.zoltowski"),
        ("Anne-Marie  d'Arc (NEW!)", "", "anne.marie.darc.new"),
        ("Иван Щукин", "", "ivan.shchukin"),
        ("נועה לוי", "noa.levi@northwind.example", "noa.levi"),
        ("王伟", "wei.wang@northwind.example", "wei.wang"),
        ("王伟", "", "wangwei"),
        ("…", "zoe+hr@northwind.example", "zoe.hr"),
        ("…", "…", "agent"),
    ],
)
def test_a_username_is_made_of_the_name_else_of_the_address(name: str, email: str, username: str) -> None:
    assert make_username(name, email) == username


@given(name=st.text(max_size=100), email=st.text(max_size=20))
def test_a_username_is_always_one(name: str, email: str) -> None:
    assert re.fullmatch(r"[a-z0-9._]{1,64}", make_username(name, email))
