"""Finding agents: words, filters, who may see whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from onboarding.audit import Actor
from onboarding.database import now
from onboarding.directory.query import Query, QueryRefused
from onboarding.directory.search import count, counts, everybody, one, search
from onboarding.settings import Settings
from tests.directory.people import HR, account, agent, invitation


def found(session: Session, **query: object) -> set[str]:
    return {listed.agent.full_name for listed in everybody(session, HR, Query(**query))}


@pytest.fixture
def people(session: Session) -> None:
    at = now()
    agent(session, "Amara Okonkwo", extension=2417, provisioned_at=at, start_date=date(2026, 12, 1))
    agent(session, "Zoë van der Meer", username="zoe.vandermeer", typology="mobile", extension=2423)
    agent(session, "Émile Ångström", username="emile", email="E.Angstrom@Northwind.example", provisioned_at=at)
    agent(session, "Percy 100%_Sure", username="percy", typology="phonebar", disabled_at=at)
    agent(session, "Gone Person", username="gone", deleted_at=at)


WORDS: dict[str, set[str]] = {
    "okon": {"Amara Okonkwo"},
    "OKONKWO amara": {"Amara Okonkwo"},
    "zoe.vander": {"Zoë van der Meer"},
    "ZOË": {"Zoë van der Meer"},
    "émile": {"Émile Ångström"},
    "ÅNGSTRÖM": {"Émile Ångström"},
    "e.ANGSTROM@": {"Émile Ångström"},
    "242": {"Zoë van der Meer"},
    "24": {"Amara Okonkwo", "Zoë van der Meer"},
    "100%": {"Percy 100%_Sure"},
    "%": {"Percy 100%_Sure"},
    "_": {"Percy 100%_Sure"},
    "\\": set(),
    "'": set(),
    "nobody": set(),
    "amara zoe": set(),
    "a\0mara": {"Amara Okonkwo"},
    "\ud800": {"Amara Okonkwo", "Zoë van der Meer", "Émile Ångström", "Percy 100%_Sure"},
    "  ": {"Amara Okonkwo", "Zoë van der Meer", "Émile Ångström", "Percy 100%_Sure"},
}
FILTERS: list[tuple[dict[str, object], set[str]]] = [
    ({"typology": "mobile"}, {"Zoë van der Meer"}),
    ({"typology": "mobile,phonebar"}, {"Zoë van der Meer", "Percy 100%_Sure"}),
    ({"status": "disabled"}, {"Percy 100%_Sure"}),
    ({"status": "deleted"}, {"Gone Person"}),
    ({"deleted": True}, {"Gone Person"}),
    ({"stage": "provisioned"}, {"Amara Okonkwo", "Émile Ångström"}),
    ({"stage": "created, provisioned", "typology": "webrtc"}, {"Amara Okonkwo", "Émile Ångström"}),
    ({"start_date": date(2026, 12, 1)}, {"Amara Okonkwo"}),
    ({"q": "a", "stage": "provisioned", "start_date": date(2026, 12, 1)}, {"Amara Okonkwo"}),
]


@pytest.mark.usefixtures("people")
def test_each_word_is_found_somewhere_without_regard_to_case(session: Session) -> None:
    assert {words: found(session, q=words) for words in WORDS} == WORDS


@pytest.mark.usefixtures("people")
def test_filters_narrow_the_list(session: Session) -> None:
    assert [(query, found(session, **query)) for query, _ in FILTERS] == FILTERS


@pytest.mark.parametrize(
    ("query", "column", "sentence"),
    [
        ({"typology": "fax"}, "typology", "fax is not a typology. Write one of: webrtc, phonebar, external, mobile."),
        (
            {"status": "active,away"},
            "status",
            "away is not a status. Write one of: active, pending, locked, disabled, ",
        ),
        ({"stage": "done"}, "stage", "done is not a stage. Write one of: created, provisioned, "),
        ({"sort": "shoe_size"}, "sort", "Agents cannot be sorted by shoe_size. Write one of: name, "),
        ({"limit": 0}, "limit", "A page of 0 is not possible. Write a number from 1 to 200."),
        ({"limit": 201}, "limit", "A page of 201 is not possible."),
        ({"q": "x" * 201}, "q", "The search is too long. Write at most 200 characters."),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_would_be_right(
    query: dict[str, object], column: str, sentence: str
) -> None:
    with pytest.raises(QueryRefused) as refused:
        Query(**query)
    assert refused.value.problem.column == column
    assert refused.value.problem.sentence().startswith(sentence)


def test_the_total_is_exact_and_says_when_it_is_a_lower_bound(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.directory.counting.COUNTED_EXACTLY", 3)
    for number in range(3):
        agent(session, f"Agent {number}")
    assert count(session, HR, Query()) == (3, False)
    agent(session, "One more")
    page = search(session, settings, HR, Query(limit=2))
    assert (page.total, page.total_is_lower_bound) == (3, True)


def test_whoever_is_locked_is_counted_as_registered_and_takes_no_place_among_the_ready(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.directory.counting.COUNTED_EXACTLY", 3)
    at = now()
    ready = {"provisioned_at": at, "invited_at": at, "joined_at": at, "phone_seen": True, "queue_count": 1}
    for number in range(5):
        made = agent(session, f"Agent {number}", **ready)
        account(session, made, locked_until=at + timedelta(hours=1) if number < 2 else None)
    agent(session, "Gone", deleted_at=at, **ready)
    assert counts(session, HR, [Query(stage="ready"), Query(stage="registered")]) == [(3, False), (2, False)]
    assert count(session, HR, Query(stage="ready", deleted=True)) == (0, False)
    agent(session, "One more", **ready)
    assert counts(session, HR, [Query(stage="ready"), Query(stage="ready,registered")]) == [(3, True), (3, True)]


def test_administrators_and_hr_see_everybody_and_an_agent_only_themselves(session: Session) -> None:
    amara, zoe = agent(session, "Amara"), agent(session, "Zoë", username="zoe")
    own = Actor("Amara", account(session, amara).id, "agent")
    assert [listed.agent for listed in everybody(session, own, Query())] == [amara]
    assert count(session, own, Query()) == (1, False)
    assert one(session, own, zoe.id) is None
    for role in ("admin", "hr"):
        assert count(session, Actor("somebody", role=role), Query()) == (2, False)


def test_a_listed_agent_brings_its_lock_and_its_latest_invitation(session: Session) -> None:
    amara = agent(session, "Amara")
    until = now() + timedelta(minutes=15)
    account(session, amara, locked_until=until)
    invitation(session, amara, "revoked")
    invitation(session, amara, "sent")
    listed = one(session, HR, amara.id)
    assert listed is not None
    assert (listed.status, listed.account_locked_until, listed.invitation_state) == ("locked", until, "sent")


@pytest.mark.parametrize(
    ("state", "days_left", "shown"),
    [("sent", 1, "sent"), ("sent", -1, "expired"), ("planned", -1, "planned"), ("accepted", -1, "accepted")],
)
def test_an_invitation_whose_time_is_over_shows_as_expired(
    session: Session, state: str, days_left: int, shown: str
) -> None:
    amara = agent(session, "Amara")
    invitation(session, amara, state, days_left=days_left)
    listed = one(session, HR, amara.id)
    assert listed is not None
    assert listed.invitation_state == shown


def test_a_list_longer_than_what_is_read_at_a_time_comes_whole(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.directory.search._AT_A_TIME", 3)
    for number in range(8):
        invitation(session, agent(session, f"Agent {number}"), "sent")
    everyone = list(everybody(session, HR, Query(sort="-name")))
    assert [listed.agent.full_name for listed in everyone] == [f"Agent {number}" for number in range(7, -1, -1)]
    assert {listed.invitation_state for listed in everyone} == {"sent"}
