"""Columns that somebody matched by hand: for one file, or for every file with the same headings until forgotten."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding import work
from onboarding.database import begin_writing
from onboarding.imports import checking, confirming, matching, matching_by_hand, reporting, uploads
from onboarding.imports.models import Import, ImportPiece, ImportRow
from onboarding.settings import Settings
from tests.imports.flow import HR, csv_of, finished, rows_of, upload, worked_off

HEAD = "Who,Electronic post,Shoe size,Gehalt"
ZOE = "Zoe Meer,zoe@northwind.example,41,3000"
BY_HAND = ["full_name", "email", None, None]


def fields(import_: Import) -> dict[str, str | None]:
    return {heading: field for heading, field, _ in import_.columns}


def by_hand(session: Session, settings: Settings, import_: Import, chosen: list[str | None]) -> Import:
    begin_writing(session)
    matching_by_hand.match(session, import_, chosen, actor=HR)
    session.commit()
    return worked_off(session, settings, import_)


def test_a_file_whose_columns_are_named_strangely_is_rescued_by_hand(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, head=HEAD))
    assert import_.state == "failed"
    import_ = by_hand(session, settings, import_, BY_HAND)
    assert (import_.state, import_.problems, import_.finished_at) == ("ready", [], None)
    assert rows_of(session, import_)[2].values["email"] == "zoe@northwind.example"


def test_the_next_file_with_the_same_headings_is_matched_the_same_way(session: Session, settings: Settings) -> None:
    by_hand(session, settings, finished(session, settings, csv_of(ZOE, head=HEAD)), BY_HAND)
    turned = csv_of("3000,owen@northwind.example,Owen Li,45", head="gehalt,electronic_post,WHO,Shoe-size")
    import_ = finished(session, settings, turned)
    assert fields(import_) == {"gehalt": None, "electronic_post": "email", "WHO": "full_name", "Shoe-size": None}
    remembered = matching.matched(import_)
    assert remembered is not None
    assert remembered[0] == HR.name


def test_a_file_with_other_headings_is_not(session: Session, settings: Settings) -> None:
    by_hand(session, settings, finished(session, settings, csv_of(ZOE, head=HEAD)), BY_HAND)
    assert finished(session, settings, csv_of(ZOE + ",9", head=HEAD + ",Locker")).state == "failed"


def test_a_match_can_be_forgotten(session: Session, settings: Settings) -> None:
    import_ = by_hand(session, settings, finished(session, settings, csv_of(ZOE, head=HEAD)), BY_HAND)
    begin_writing(session)
    matching_by_hand.forget(session, import_, actor=HR)
    session.commit()
    import_ = worked_off(session, settings, import_)
    assert (import_.state, matching.matched(import_)) == ("failed", None)
    assert finished(session, settings, csv_of(ZOE, head=HEAD)).state == "failed"


def test_what_a_sender_says_of_a_heading_holds_for_one_file(session: Session, settings: Settings) -> None:
    said = {"who": "full_name", "Electronic post": "email", "Colour": "alias"}
    import_ = finished(session, settings, csv_of(ZOE, head=HEAD), columns=said)
    assert import_.state == "ready"
    assert [w["value"] for w in import_.warnings if w["reason"] == "column_not_there"] == ["Colour"]
    assert finished(session, settings, csv_of(ZOE, head=HEAD)).state == "failed"


def test_a_field_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        upload(session, csv_of(ZOE, head=HEAD), columns={"Shoe size": "shoe_size"})


def test_whoever_sent_it_a_file_matched_by_hand_waits_for_a_word(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, head=HEAD), auto_confirm=True)
    assert by_hand(session, settings, import_, BY_HAND).state == "ready"


def test_what_is_in_is_not_matched_again(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, head="Name,Email,a,b"), auto_confirm=True)
    begin_writing(session)
    with pytest.raises(confirming.WrongState):
        matching_by_hand.match(session, import_, ["full_name", "email", "alias", None], actor=HR)


def test_a_dropped_column_is_nowhere_to_be_seen(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, head="Name,Email,Shoe size,Gehalt"))
    assert [column.samples for column in matching_by_hand.look(session, settings, import_)] == [
        ["Zoe Meer"],
        ["zoe@northwind.example"],
        ["41"],
        [],
    ]
    assert rows_of(session, import_)[2].cells == ["Zoe Meer", "zoe@northwind.example", "41", ""]
    assert [w["params"] for w in import_.warnings] == [{"headings": "Gehalt"}]


def test_nor_in_the_pieces_that_wait_for_a_look(session: Session, settings: Settings) -> None:
    import_ = upload(session, csv_of(ZOE, 'Owen,"owen@northwind.example" x,9,3001', head="Name,Email,Size,Gehalt"))
    waiting: list[str] = []
    for _ in checking.check(session, settings, import_, work.Claim("imports", import_.id)):
        waiting.extend(session.scalars(select(ImportPiece.rows)))
        session.commit()
    assert waiting
    assert not [rows for rows in waiting if "3000" in rows or "3001" in rows]
    assert session.scalars(select(ImportRow.row)).all() == [2, 3]
    assert "3001" not in "".join(reporting.errors_csv(session, import_))


def test_a_column_that_does_not_look_like_its_field_is_named_and_read_all_the_same(
    session: Session, settings: Settings
) -> None:
    rows = [f"Zoe Meer {n},zoe,{n}" for n in "abc"]
    import_ = finished(session, settings, csv_of(*rows, head="Name,Email,Extension"))
    assert {(w["code"], w["column"], w["value"]) for w in import_.warnings} == {
        ("doubtful_column", "email", "Email"),
        ("doubtful_column", "extension", "Extension"),
    }
    assert fields(import_) == {"Name": "full_name", "Email": "email", "Extension": "extension"}


def test_a_prefix_stands_before_the_last_name_wherever_its_column_stands(session: Session, settings: Settings) -> None:
    row = "Meer,Zoë,zoe@northwind.example,van der,"
    import_ = finished(session, settings, csv_of(row, head="Achternaam,Voornaam,E-mail,Tussenvoegsel,Team"))
    assert rows_of(session, import_)[2].values["full_name"] == "Zoë van der Meer"


def test_a_column_that_was_not_recognised_gets_a_suggestion_by_its_heading_or_its_values(
    session: Session, settings: Settings
) -> None:
    head = "Name,Email,Extention,Rep phone no,Kind,Manager mail"
    import_ = finished(session, settings, csv_of("Zoe,z@northwind.example,2001,,webrtc,m@northwind.example", head=head))
    suggested = {column.heading: column.suggestion for column in matching_by_hand.look(session, settings, import_)}
    assert suggested["Extention"] == "extension"
    assert suggested["Kind"] == "typology"
    assert (suggested["Manager mail"], suggested["Name"]) == (None, None)


@pytest.mark.parametrize("deed", [confirming.confirm, confirming.cancel])
def test_a_file_with_a_dropped_column_is_deleted_once_it_is_confirmed_or_stopped(
    session: Session, settings: Settings, deed: Callable[..., None]
) -> None:
    import_ = finished(session, settings, csv_of(ZOE, head="Name,Email,Shoe size,Gehalt"))
    begin_writing(session)
    deed(session, import_, actor=HR)
    session.commit()
    assert list(uploads.stored(session, import_.id)()) == []


def test_any_other_file_is_kept(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, head="Name,Email,Shoe size,Locker"), auto_confirm=True)
    assert import_.state == "completed"
    assert list(uploads.stored(session, import_.id)()) != []
