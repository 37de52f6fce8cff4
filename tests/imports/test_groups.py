"""Teams and queues that a file names: applied, refused, offered to be made."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.database import begin_writing
from onboarding.groups import groups, members
from onboarding.imports import confirming, reporting, unknown_groups
from onboarding.imports.models import Import
from onboarding.numbering.models import Range
from onboarding.settings import Settings
from tests.imports.flow import HR, csv_of, finished, mistakes, rows_of, worked_off

HEAD = "Full Name,Email,{teams},{queues}"
CANONICAL = HEAD.format(teams="teams", queues="queues")
SYNONYMS = HEAD.format(teams="Department", queues="Ring Groups")
ZOE = "Zoe Meer,zoe@northwind.example,North|Nights,support:2"
OWEN = "Owen Li,owen@northwind.example,NORTH,"


def make(session: Session, **names: str) -> None:
    begin_writing(session)
    for kind, name in names.items():
        groups.create(session, HR, kind, name)
    session.commit()


def unknown(import_: Import) -> list[tuple[str, str, int]]:
    return [(each.kind, each.name, each.rows) for each in unknown_groups.of(import_)]


def belongs(session: Session, name: str) -> list[str]:
    agent = session.scalars(select(Agent).where(Agent.full_name == name)).one()
    return [one.name for one in members.of(session, [agent.id])[agent.id]]


def test_teams_and_queues_of_a_file_are_applied(session: Session, settings: Settings) -> None:
    make(session, team="North", queue="support")
    finished(session, settings, csv_of(OWEN + "support:3", head=CANONICAL), auto_confirm=True)
    assert belongs(session, "Owen Li") == ["support", "North"]


def test_unknown_names_under_our_own_headings_are_mistakes_and_counted(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, OWEN, head=CANONICAL))
    rows = rows_of(session, import_)
    assert mistakes(rows[2]) == [("teams", "unknown_value")] * 2 + [("queues", "unknown_value")]
    assert mistakes(rows[3]) == [("teams", "unknown_value")]
    assert unknown(import_) == [("team", "North", 2), ("team", "Nights", 1), ("queue", "support", 1)]


def test_under_another_system_s_headings_they_are_warnings_and_offered_too(
    session: Session, settings: Settings
) -> None:
    make(session, team="North")
    import_ = finished(session, settings, csv_of(ZOE, OWEN, head=SYNONYMS), auto_confirm=True)
    assert import_.state == "completed"
    assert [warning.value for warning in reporting.warnings_of(rows_of(session, import_)[2])] == ["Nights", "support"]
    assert (belongs(session, "Zoe Meer"), belongs(session, "Owen Li")) == (["North"], ["North"])
    assert unknown(import_) == [("team", "Nights", 1), ("queue", "support", 1)]


def test_made_and_checked_again_they_are_there(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of(ZOE, OWEN, head=CANONICAL))
    begin_writing(session)
    made, problems = unknown_groups.create(session, HR, unknown_groups.of(import_))
    confirming.check_again(session, import_, actor=HR)
    session.commit()
    assert (made, problems) == (3, [])
    import_ = worked_off(session, settings, import_)
    counts = reporting.counts(session, import_.id)
    assert (import_.state, counts.create, counts.invalid, unknown(import_)) == ("ready", 2, 0, [])
    begin_writing(session)
    confirming.confirm(session, import_, actor=HR)
    session.commit()
    worked_off(session, settings, import_)
    assert belongs(session, "Zoe Meer") == ["support", "Nights", "North"]


def test_a_name_that_a_queue_cannot_have_is_said_and_the_others_are_made(session: Session, settings: Settings) -> None:
    content = csv_of("Zoe Meer,zoe@northwind.example,,Störungen|support", head=CANONICAL)
    import_ = finished(session, settings, content)
    begin_writing(session)
    made, problems = unknown_groups.create(session, HR, unknown_groups.of(import_))
    assert (made, [problem.value for problem in problems]) == (1, ["Störungen"])


def test_a_column_of_thousands_of_names_is_not_kept_whole(session: Session, settings: Settings) -> None:
    rows = [f"Zoe {n},zoe{n}@northwind.example,Team {n}," for n in range(unknown_groups.MOST + 50)]
    import_ = finished(session, settings, csv_of(*rows, head=SYNONYMS))
    assert len(unknown(import_)) == unknown_groups.MOST


def test_an_import_that_is_over_is_not_checked_again(session: Session, settings: Settings) -> None:
    import_ = finished(session, settings, csv_of("Zoe Meer,zoe@northwind.example,,", head=CANONICAL), auto_confirm=True)
    begin_writing(session)
    with pytest.raises(confirming.WrongState) as refused:
        confirming.check_again(session, import_, actor=HR)
    assert refused.value.problem.params == {"state": "completed"}


def test_the_check_proposes_the_team_s_own_extensions_and_those_are_given(session: Session, settings: Settings) -> None:
    make(session, team="North", queue="support")
    begin_writing(session)
    north = groups.find(session, "team", ["North"])["north"]
    session.add(Range(name="North", first=20000, last=20099, free_from=20000, team_id=north.id))
    session.commit()
    content = csv_of(OWEN, "Zoe Meer,zoe@northwind.example,,", head=CANONICAL)
    proposed = rows_of(session, finished(session, settings, content))
    assert [(row.proposed or {})["extension"] for row in proposed.values()] == [20000, 1000]
    applied = rows_of(session, finished(session, settings, content, auto_confirm=True))
    assert [reporting.warnings_of(row) for row in applied.values()] == [[], []]
    assert session.scalars(select(Agent.extension).order_by(Agent.extension.desc())).all() == [20000, 1000]
