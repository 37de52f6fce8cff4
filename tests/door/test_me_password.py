"""Somebody who is signed in chooses another password."""

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from onboarding.accounts.models import Account
from onboarding.mail.models import Message
from tests.accounts.people import PASSWORD
from tests.door.conftest import Inside
from tests.door.visitor import Visitor, text_of

NEW = "other-marigold-88-south"


def test_a_new_password_counts_at_once_and_everywhere_else_the_session_ends(
    app: APIFlask, me: Visitor, inside: Inside
) -> None:
    elsewhere = Visitor(app)
    elsewhere.sign_in("amara.okonkwo")
    answer = me.send("/me/password", old_password=PASSWORD, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/me/account")
    assert "Your password is changed." in text_of(me.get("/me/account"))
    assert not elsewhere.is_signed_in
    assert Visitor(app).sign_in("amara.okonkwo", PASSWORD).status_code == 401
    assert Visitor(app).sign_in("amara.okonkwo", NEW).status_code == 303
    with inside() as session:
        assert "password_changed" in session.scalars(select(Message.kind)).all()


@pytest.mark.parametrize(
    ("old", "new", "field", "sentence"),
    [
        ("not-my-password", NEW, "old_password", "This is not your present password."),
        ("", NEW, "old_password", "This is not your present password."),
        (PASSWORD, "short", "password", "characters"),
        (PASSWORD, "", "password", "password"),
        (PASSWORD, "amara-okonkwo-2417", "password", "your name"),
        (PASSWORD, PASSWORD, "password", "This is the password that you have."),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_changes(
    app: APIFlask, me: Visitor, old: str, new: str, field: str, sentence: str
) -> None:
    answer = me.send("/me/password", old_password=old, password=new)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert sentence in text_of(answer)
    assert me.is_signed_in
    assert Visitor(app).sign_in("amara.okonkwo", PASSWORD).status_code == 303


def test_guessing_the_present_password_locks_as_guessing_at_the_door_does(me: Visitor, inside: Inside) -> None:
    answers = [me.send("/me/password", old_password="guess", password=NEW).status_code for _ in range(9)]
    assert answers == [422] * 9
    assert (
        me.post("/me/password", csrf_token=me.proof("/me/password"), old_password="guess", password=NEW).status_code
        == 429
    )
    with inside() as session:
        assert [account.locked_until is not None for account in session.scalars(select(Account))] == [True]
    assert not me.is_signed_in


def test_somebody_of_the_staff_changes_theirs_in_their_own_frame(visitor: Visitor, ingrid: Account) -> None:
    visitor.sign_in("ingrid@northwind.example")
    assert "Find an agent" in visitor.get("/me/password").text
    answer = visitor.send("/me/password", old_password=PASSWORD, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/")
    assert visitor.is_signed_in
