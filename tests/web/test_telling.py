"""What was done is told on the next page, once, with a way to what it led to."""

from flask import Flask, flash

from tests.web.browser import words
from web.telling import Told, tell, told


def test_what_is_told_has_its_kind_and_its_way(app: Flask) -> None:
    with app.test_request_context():
        tell("8 new links sent", action=("See result", "/bulk-actions/1"))
        tell("The switch did not answer.", "bad")
        flash("Logo saved.")
        expected = [
            Told("message", "8 new links sent", ("See result", "/bulk-actions/1")),
            Told("bad", "The switch did not answer."),
            Told("message", "Logo saved."),
        ]
        assert told() == expected
        assert told() == expected


def test_it_is_a_toast_on_the_next_page_and_on_no_other(hr) -> None:
    with hr.client.session_transaction() as session:
        session["_flashes"] = [("bad", {"sentence": "3 of 4 disabled.", "action": ["Undo", "/bulk-actions/1"]})]
    page = hr.page("/groups")
    (toast,) = page.all("div", data_stays="")
    assert words(toast) == "3 of 4 disabled.Undo"
    assert page.links()["Undo"] == "/bulk-actions/1"
    assert "3 of 4 disabled." not in hr.page("/groups").text
