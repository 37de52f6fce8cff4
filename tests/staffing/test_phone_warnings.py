"""What changing a person means for the phone and the mailbox is said: at the check, after the deed, and once."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from onboarding.settings import Settings
from onboarding.staffing.people import Outcome
from tests.imports import flow
from tests.staffing.test_bring_on_board import bring, only, person

LONG = f"{'a' * 60}@{'b' * 30}.example"

MOVED = (
    "The recordings of mailbox 1005 have to be moved to 1010: on the switch, in its spool folder, "
    "from voicemail/default/1005 to voicemail/default/1010."
)
GONE = (
    "Mailbox 1005 goes, with its PIN. Its recordings stay on the switch, "
    "in voicemail/default/1005 of its spool folder, where nobody hears them."
)
WARNINGS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "somebody renumbered has recordings to move": (
        person(extension=1005),
        person(extension=1010),
        [MOVED],
    ),
    "somebody renumbered without a mailbox has none": (
        person(extension=1005, voicemail=False),
        person(extension=1010),
        [],
    ),
    "voicemail turned off loses the mailbox": (
        person(extension=1005),
        person(voicemail=False),
        [GONE],
    ),
    "voicemail turned off and renumbered has nothing to move": (
        person(extension=1005),
        person(voicemail=False, extension=1010),
        [GONE],
    ),
    "voicemail turned on loses nothing": (person(voicemail=False), person(voicemail=True), []),
    "another typology is set up anew": (
        person(),
        person(typology="phonebar"),
        ["The phone has to be set up anew, as phonebar instead of webrtc."],
    ),
    "another name is nothing to worry about": (person(), person("Amara Okonkwo", full_name="Amara O"), []),
}


def sentences(outcome: Outcome) -> list[str]:
    return [warning.sentence() for warning in outcome.warnings]


@pytest.mark.parametrize("case", WARNINGS)
def test_a_change_says_what_it_means(case: str, session: Session, settings: Settings) -> None:
    before, change, expected = WARNINGS[case]
    bring(session, settings, before)
    (outcome,) = bring(session, settings, change)
    assert (outcome.problems, sentences(outcome)) == ([], expected)


@pytest.mark.parametrize(("voicemail", "said"), [(True, ["address_too_long_for_voicemail"]), (False, [])])
def test_an_address_that_the_switch_cannot_keep_is_said(
    session: Session, settings: Settings, voicemail: bool, said: list[str]
) -> None:
    (outcome,) = bring(session, settings, person(email=LONG, voicemail=voicemail))
    assert [warning.reason for warning in outcome.warnings] == said
    assert only(session).email == LONG


def test_an_import_says_it_at_the_check_and_not_once_more_when_it_is_done(session: Session, settings: Settings) -> None:
    flow.finished(session, settings, flow.csv_of("7,Amara Okonkwo,a@northwind.example,1005,webrtc,"), auto_confirm=True)
    changed = flow.csv_of("7,Amara Okonkwo,a@northwind.example,1010,webrtc,")
    import_ = flow.finished(session, settings, changed)
    assert [kept["reason"] for kept in flow.rows_of(session, import_)[2].warnings or []] == ["recordings_to_move"]
    again = flow.csv_of("7,Amara Okonkwo,a@northwind.example,1011,webrtc,")
    import_ = flow.finished(session, settings, again, auto_confirm=True)
    row = flow.rows_of(session, import_)[2]
    assert (row.state, [kept["reason"] for kept in row.warnings or []]) == ("applied", ["recordings_to_move"])
