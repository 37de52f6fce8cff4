"""Views that somebody saves of the list of agents, and how it looks to them."""

import uuid

import pytest
from sqlalchemy.orm import Session

from onboarding.accounts.models import Account
from onboarding.directory import layouts, views
from onboarding.directory.layouts import Layout
from onboarding.directory.views import MOST, ViewRefused


@pytest.fixture
def ingrid(session: Session) -> uuid.UUID:
    return somebody(session)


def somebody(session: Session) -> uuid.UUID:
    account = Account(role="hr", full_name="Ingrid Solheim")
    session.add(account)
    session.flush()
    return account.id


def names(session: Session, account_id: uuid.UUID) -> list[str]:
    return [view.name for view in views.views(session, account_id)]


def refused(session: Session, account_id: uuid.UUID, name: str) -> str:
    with pytest.raises(ViewRefused) as caught:
        views.save(session, account_id, name, "stage=ready")
    return caught.value.problem.reason


def test_views_stand_in_the_order_in_which_they_were_saved(session: Session, ingrid: uuid.UUID) -> None:
    for name in ("Milan", "  Evening \n shift ", "Berlin"):
        views.save(session, ingrid, name, "stage=ready")
    assert names(session, ingrid) == ["Milan", "Evening shift", "Berlin"]


def test_a_view_saved_under_a_name_that_is_there_takes_its_place(session: Session, ingrid: uuid.UUID) -> None:
    views.save(session, ingrid, "Milan", "stage=ready")
    views.save(session, ingrid, "Berlin", "")
    views.save(session, ingrid, "MILAN", "stage=joined")
    assert [(view.name, view.asked) for view in views.views(session, ingrid)] == [
        ("MILAN", "stage=joined"),
        ("Berlin", ""),
    ]


def test_each_account_has_views_of_its_own(session: Session, ingrid: uuid.UUID) -> None:
    other = somebody(session)
    mine, theirs = views.save(session, ingrid, "Milan", ""), views.save(session, other, "Milan", "")
    assert views.rename(session, ingrid, theirs.id, "Rome") is None
    assert views.delete(session, ingrid, theirs.id) is None
    views.delete(session, ingrid, mine.id)
    assert (names(session, ingrid), names(session, other)) == ([], ["Milan"])


@pytest.mark.parametrize(
    ("name", "reason"), [("", "view_name_missing"), (" \t ", "view_name_missing"), ("x" * 61, "view_name_too_long")]
)
def test_a_view_needs_a_name_that_fits_a_tab(session: Session, ingrid: uuid.UUID, name: str, reason: str) -> None:
    assert refused(session, ingrid, name) == reason


def test_there_are_so_many_views_at_most_and_one_of_them_can_still_be_replaced(
    session: Session, ingrid: uuid.UUID
) -> None:
    for number in range(MOST):
        views.save(session, ingrid, f"View {number}", "")
    assert refused(session, ingrid, "One more") == "views_too_many"
    assert views.save(session, ingrid, "View 3", "stage=ready").asked == "stage=ready"


def test_a_view_is_renamed_but_not_to_the_name_of_another(session: Session, ingrid: uuid.UUID) -> None:
    milan, berlin = views.save(session, ingrid, "Milan", ""), views.save(session, ingrid, "Berlin", "")
    views.rename(session, ingrid, milan.id, "milan")
    with pytest.raises(ViewRefused) as caught:
        views.rename(session, ingrid, berlin.id, "MILAN")
    assert caught.value.problem.reason == "view_name_taken"
    assert names(session, ingrid) == ["milan", "Berlin"]


@pytest.mark.parametrize(
    ("moved", "step", "order"),
    [("a", 1, "bacd"), ("c", -1, "acbd"), ("a", -1, "abcd"), ("d", 1, "abcd"), ("d", -1, "abdc")],
)
def test_a_view_is_moved_by_a_place_and_never_beyond_the_ends(
    session: Session, ingrid: uuid.UUID, moved: str, step: int, order: str
) -> None:
    made = {name: views.save(session, ingrid, name, "").id for name in "abcd"}
    views.move(session, ingrid, made[moved], step)
    session.flush()
    assert "".join(names(session, ingrid)) == order


def test_the_list_looks_as_usual_until_somebody_chooses(session: Session, ingrid: uuid.UUID) -> None:
    assert layouts.layout(session, ingrid) == Layout(None, "normal")


def test_columns_and_the_height_of_rows_are_kept_for_the_account_alone(session: Session, ingrid: uuid.UUID) -> None:
    other = somebody(session)
    layouts.choose_density(session, ingrid, "compact")
    layouts.choose_columns(session, ingrid, ["name", "email"])
    session.flush()
    assert layouts.layout(session, ingrid) == Layout(("name", "email"), "compact")
    assert layouts.layout(session, other) == Layout()
    layouts.choose_columns(session, ingrid, None)
    assert layouts.layout(session, ingrid) == Layout(None, "compact")


def test_what_somebody_kept_goes_with_their_account(session: Session, ingrid: uuid.UUID) -> None:
    views.save(session, ingrid, "Milan", "")
    layouts.choose_density(session, ingrid, "roomy")
    session.flush()
    session.delete(session.get_one(Account, ingrid))
    session.flush()
    session.expunge_all()
    assert (names(session, ingrid), layouts.layout(session, ingrid)) == ([], Layout())
