"""Teams, queues, profile and AI assistant of people who are brought on board: by name, in sets, replaced as given."""

from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.database import begin_writing, now
from onboarding.groups import groups, members
from onboarding.numbering.models import Range
from onboarding.settings import Settings
from onboarding.staffing import adding, planning
from onboarding.staffing.bring_on_board import bring_on_board
from onboarding.staffing.people import Newcomer, Outcome, Plan
from tests.groups.people import HR, asked_of_the_switch, nothing_asked
from tests.staffing.test_bring_on_board import bring, person, verdicts

GROUPS = {
    "team": ("North", "South"),
    "queue": ("support", "sales", "VIP"),
    "profile": ("Standard", "Back office"),
    "ai_assistant": ("Claire",),
}


@pytest.fixture(autouse=True)
def _groups(session: Session) -> None:
    begin_writing(session)
    for kind, names in GROUPS.items():
        for name in names:
            groups.create(session, HR, kind, name)
    nothing_asked(session)
    session.commit()


def lenient(session: Session, settings: Settings, **values: Any) -> tuple[Newcomer, Outcome]:
    """Somebody whose teams and queues stood under another system's headings."""
    begin_writing(session)
    newcomer = Newcomer(person(**values), 2, lenient=frozenset({"teams", "queues"}))
    (outcome,) = bring_on_board(session, settings, [newcomer], actor=HR)
    session.commit()
    session.expire_all()
    return newcomer, outcome


def amara(session: Session) -> Agent:
    return session.scalars(select(Agent).where(Agent.full_name == "Amara Okonkwo")).one()


def has(session: Session, kind: str) -> dict[str, int]:
    """Name → penalty of what Amara belongs to."""
    belongs = members.of(session, [amara(session).id])[amara(session).id]
    return {one.name: one.penalty for one in belongs if one.kind == kind}


def changes(session: Session) -> dict[str, Any]:
    """What the last change of Amara was, as the audit has it."""
    entries = select(AuditEntry).where(AuditEntry.deed == "agent.changed").order_by(AuditEntry.id.desc())
    changed: dict[str, Any] = session.scalars(entries).first().detail["changes"]  # type: ignore[union-attr]
    return changed


def test_a_new_person_belongs_to_what_was_asked_for_whatever_its_case(session: Session, settings: Settings) -> None:
    values = {"teams": [["NORTH", None]], "queues": [["support", 2], ["vip", None]], "profile": "standard"}
    bring(session, settings, person(**values, ai_assistant="Claire"))
    assert has(session, "team") == {"North": 0}
    assert has(session, "queue") == {"support": 2, "VIP": 0}
    assert (has(session, "profile"), has(session, "ai_assistant")) == ({"Standard": 0}, {"Claire": 0})
    assert amara(session).queue_count == 2


CHANGES: dict[str, tuple[dict[str, Any], str, dict[str, Any], dict[str, int]]] = {
    "another list takes the place of the first": (
        {"queues": [["sales", None], ["VIP", None]]},
        "queue",
        {"queues": [["sales", "support:2"], ["sales", "VIP"]]},
        {"sales": 0, "VIP": 0},
    ),
    "another penalty": (
        {"queues": [["sales", None], ["support", 5]]},
        "queue",
        {"queues": [["sales", "support:2"], ["sales", "support:5"]]},
        {"sales": 0, "support": 5},
    ),
    "a penalty of nothing": (
        {"queues": [["sales", None], ["support", 0]]},
        "queue",
        {"queues": [["sales", "support:2"], ["sales", "support"]]},
        {"sales": 0, "support": 0},
    ),
    "nothing at all any more": ({"queues": None}, "queue", {"queues": [["sales", "support:2"], []]}, {}),
    "another profile": (
        {"profile": "Back office"},
        "profile",
        {"profile": ["Standard", "Back office"]},
        {"Back office": 0},
    ),
    "no profile": ({"profile": None}, "profile", {"profile": ["Standard", None]}, {}),
    "a first team": ({"teams": [["south", None]]}, "team", {"teams": [[], ["South"]]}, {"South": 0}),
}
BEFORE = {"queues": [["support", 2], ["sales", None]], "profile": "Standard"}


@pytest.mark.parametrize("case", CHANGES)
def test_what_changes_is_shown_old_and_new(case: str, session: Session, settings: Settings) -> None:
    given, kind, expected, after = CHANGES[case]
    bring(session, settings, person(**BEFORE))
    assert verdicts(bring(session, settings, person(**given))) == ["update"]
    assert changes(session) == expected
    assert has(session, kind) == after
    assert amara(session).queue_count == len(has(session, "queue"))
    assert amara(session).version == 2


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"queues": [["support", 2], ["sales", 0]]},
        {"queues": [["SALES", None], ["support", None]]},
        {"profile": "standard"},
        {"teams": None},
    ],
    ids=["blank", "the same", "the same in another order, without penalties", "in other case", "none cleared"],
)
def test_what_is_so_already_is_unchanged(given: dict[str, Any], session: Session, settings: Settings) -> None:
    bring(session, settings, person(**BEFORE))
    assert verdicts(bring(session, settings, person(**given))) == ["unchanged"]


def test_who_stays_in_a_queue_still_begins_paused(session: Session, settings: Settings) -> None:
    bring(session, settings, person(**BEFORE))
    begin_writing(session)
    support = groups.find(session, "queue", ["support"])["support"]
    members.change(session, HR, support, [amara(session).id], penalty=2, paused=True)
    session.commit()
    bring(session, settings, person(queues=[["support", 7], ["VIP", None]]))
    seats = members.seats(session, [amara(session).id])[amara(session).id]
    assert [(seat.queue, seat.penalty, seat.paused) for seat in seats] == [("support", 7, True), ("VIP", 0, False)]


def test_another_queue_is_work_for_the_switch(session: Session, settings: Settings) -> None:
    bring(session, settings, person(**BEFORE))
    nothing_asked(session)
    session.commit()
    bring(session, settings, person(queues=[["VIP", None]]))
    assert asked_of_the_switch(session) == {amara(session).id}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("teams", [["Nroth", None]], "There is no team called Nroth. Did you mean North?"),
        ("queues", [["suport", 2]], "There is no queue called suport. Did you mean support?"),
        ("profile", "Standart", "There is no profile called Standart. Did you mean Standard?"),
        ("ai_assistant", "clara", "There is no AI assistant called clara. Did you mean Claire?"),
        ("teams", [["東京", None]], "There is no team called 東京."),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(
    field: str, value: Any, sentence: str, session: Session, settings: Settings
) -> None:
    (outcome,) = bring(session, settings, person(**{field: value}))
    assert [(p.code, p.column, p.sentence()) for p in outcome.problems] == [("unknown_value", field, sentence)]
    assert session.scalars(select(Agent)).all() == []


def test_each_unknown_name_of_a_list_is_said(session: Session, settings: Settings) -> None:
    (outcome,) = bring(session, settings, person(teams=[["East", None], ["North", None], ["West", None]]))
    assert [problem.value for problem in outcome.problems] == ["East", "West"]


def test_under_another_system_s_heading_an_unknown_name_is_left_out_with_a_warning(
    session: Session, settings: Settings
) -> None:
    newcomer, outcome = lenient(session, settings, teams=[["Accounting", None]], queues=[["VIP", None], ["Hold", 1]])
    assert (outcome.verdict, [warning.column for warning in outcome.warnings]) == ("create", ["teams", "queues"])
    assert (has(session, "team"), has(session, "queue")) == ({}, {"VIP": 0})
    assert "teams" not in newcomer.values


def test_under_another_system_s_heading_unknown_names_leave_somebody_where_they_are(
    session: Session, settings: Settings
) -> None:
    bring(session, settings, person(teams=[["North", None]]))
    _, outcome = lenient(session, settings, teams=[["Accounting", None]])
    assert (outcome.verdict, has(session, "team")) == ("unchanged", {"North": 0})


def test_who_comes_back_is_where_they_were(session: Session, settings: Settings) -> None:
    bring(session, settings, person(**BEFORE))
    begin_writing(session)
    amara(session).deleted_at = now()
    session.commit()
    assert verdicts(bring(session, settings, person())) == ["comes_back"]
    assert has(session, "queue") == {"support": 2, "sales": 0}
    assert amara(session).queue_count == 2


def test_a_group_that_goes_between_the_plan_and_the_deed_is_left_out(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = planning.plan

    def plan_and_lose_a_queue(*given: Any, **more: Any) -> list[Plan]:
        plans = real(*given, **more)
        groups.delete(session, HR, groups.find(session, "queue", ["VIP"])["vip"])
        return plans

    monkeypatch.setattr(planning, "plan", plan_and_lose_a_queue)
    bring(session, settings, person(queues=[["VIP", None], ["sales", None]]))
    assert (has(session, "queue"), amara(session).queue_count) == ({"sales": 0}, 1)


@pytest.mark.parametrize("known", [False, True], ids=["new people", "people who are there"])
def test_many_people_take_no_more_statements_than_few(known: bool, session: Session, settings: Settings) -> None:
    def crowd(name: str, count: int) -> list[dict[str, Any]]:
        given = {"queues": [["support", 1], ["VIP", None]], "teams": [["North", None]]}
        return [person(f"{name} {number}", **given) for number in range(count)]

    def plain(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: each[key] for key in ("full_name", "email")} for each in people]

    def statements(people: list[dict[str, Any]]) -> int:
        if known:
            bring(session, settings, *plain(people))
        counted: list[str] = []

        def count(*given: Any) -> None:
            if "group_members" in given[2]:
                counted.append(given[2])

        event.listen(session.get_bind(), "before_cursor_execute", count)
        bring(session, settings, *people)
        event.remove(session.get_bind(), "before_cursor_execute", count)
        return len(counted)

    assert statements(crowd("Few", 2)) == statements(crowd("Many", 40))


def test_a_team_s_own_extensions_go_to_those_who_come_into_it_or_are_in_it(
    session: Session, settings: Settings
) -> None:
    begin_writing(session)
    north = groups.find(session, "team", ["North"])["north"]
    session.add(Range(name="North", first=20000, last=20099, free_from=20000, team_id=north.id))
    session.commit()
    bring(session, settings, person(teams=[["North", None]]), person("Zoe Meer"))
    assert amara(session).extension == 20000
    bring(session, settings, person("Zoe Meer", teams=[["North", None]], extension=20001))
    assert session.scalars(select(Agent.extension).where(Agent.full_name == "Zoe Meer")).one() == 20001


def test_one_person_by_form_belongs_to_what_was_ticked(session: Session, settings: Settings) -> None:
    begin_writing(session)
    typed = {"full_name": "Amara Okonkwo", "email": "amara@northwind.example", "queues": "support|VIP:3"}
    adding.add(session, settings, typed, actor=HR, invite="none")
    assert has(session, "queue") == {"support": 0, "VIP": 3}
