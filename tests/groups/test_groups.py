"""Groups are made, renamed and deleted; what the switch has of a queue follows."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from onboarding.agents.models import Agent
from onboarding.audit import AuditEntry
from onboarding.database import now
from onboarding.groups import groups, members
from onboarding.groups.groups import GroupRefused
from onboarding.groups.models import KINDS, Group
from onboarding.numbering.models import Range
from tests.groups.people import HR, agents, asked_of_the_switch, belongs, group, nothing_asked, queue_counts


def refusal(session: Session, kind: str, name: str, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(GroupRefused) as refused:
        groups.create(session, HR, kind, name, **more)
    return refused.value.problem.reason, refused.value.problem.column


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_of_each_kind_is_made_and_written_down(session: Session, kind: str) -> None:
    made = group(session, kind, "  Night   shift ")
    assert [listed.group.name for listed in groups.listed(session, kind)] == ["Night shift"]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.subject_id, entry.actor) == ("group.created", made.id, "Ingrid Solheim")
    assert asked_of_the_switch(session, "queues") == ({made.id} if kind == "queue" else set())


NO_NAMES = {
    "none": ("team", "   ", "group_name_missing"),
    "one too long": ("team", "x" * 121, "cell_too_long"),
    "one too long for the switch": ("queue", "x" * 81, "cell_too_long"),
    "a bar, which stands between names in a cell": ("team", "North|South", "group_name_bar"),
    "two lines": ("team", "North\nSouth", "cell_lines"),
    "a character that nobody can see": ("profile", "North\x07", "cell_control_character"),
    "what empties a cell": ("team", "(Clear)", "group_name_means_nothing"),
    "what people write for nothing": ("profile", "N/A", "group_name_means_nothing"),
    "what a formula leaves behind": ("team", "#REF!", "cell_formula_error"),
    "a colon in a queue, which a penalty follows": ("queue", "support:2", "queue_name_characters"),
    "a comma in a queue, which ends it in the dial plan": ("queue", "support,it", "queue_name_characters"),
    "letters that the switch may lose": ("queue", "Störungen", "queue_name_characters"),
    "a queue that begins with a dash": ("queue", "-support", "queue_name_characters"),
}


@pytest.mark.parametrize(("kind", "name", "reason"), NO_NAMES.values(), ids=NO_NAMES.keys())
def test_a_name_that_cannot_be_is_refused(session: Session, kind: str, name: str, reason: str) -> None:
    assert refusal(session, kind, name) == (reason, "name")


def test_the_refusal_of_a_queue_s_name_shows_one_that_can_be(session: Session) -> None:
    with pytest.raises(GroupRefused) as refused:
        groups.create(session, HR, "queue", "Störungen: Süd")
    suggestion = refused.value.problem.params["suggestion"]
    assert suggestion in refused.value.problem.sentence()
    assert groups.create(session, HR, "queue", suggestion).name == suggestion


@pytest.mark.parametrize("name", ["Störungen", "東京", "Sales, EMEA: 24/7", "x" * 120, "Zoë's team"])
def test_teams_may_be_called_almost_anything(session: Session, name: str) -> None:
    assert group(session, "team", name).name == name


def test_a_name_is_unique_in_its_kind_without_regard_to_case(session: Session) -> None:
    group(session, "team", "Süden")
    assert refusal(session, "team", "SÜDEN") == ("team_taken", "name")
    assert group(session, "profile", "Süden").kind == "profile"


def test_a_channel_account_says_what_it_is_for(session: Session) -> None:
    assert refusal(session, "channel_account", "Front desk", channel="pigeon") == ("channel_unknown", "channel")
    assert groups.create(session, HR, "channel_account", "Front desk", channel="whatsapp").channel == "whatsapp"


def test_a_group_is_found_by_its_name_without_regard_to_case_and_blanks(session: Session) -> None:
    north = group(session, "team", "Night Shift")
    assert groups.find(session, "team", ["NIGHT  shift", "South"]) == {"night shift": north}
    assert groups.find(session, "queue", ["night shift"]) == {}


def test_renaming_changes_the_name_only_where_it_is_free(session: Session) -> None:
    north, _ = group(session, "team", "North"), group(session, "team", "South")
    groups.change(session, HR, north, name="NORTH", description=None)
    with pytest.raises(GroupRefused) as refused:
        groups.change(session, HR, north, name="south", description=None)
    assert refused.value.problem.reason == "team_taken"
    session.refresh(north)
    assert north.name == "NORTH"


def test_saving_a_group_as_it_is_writes_nothing(session: Session) -> None:
    north = group(session, "team", "North")
    before = len(session.scalars(select(AuditEntry)).all())
    groups.change(session, HR, north, name="North", description=" ")
    assert len(session.scalars(select(AuditEntry)).all()) == before


def test_a_renamed_queue_is_renamed_on_the_switch_with_its_members(session: Session) -> None:
    amara, _ = agents(session, 2)
    support = group(session, "queue", "support")
    members.add(session, HR, support, [amara])
    nothing_asked(session)
    groups.change(session, HR, support, name="help", description=None)
    assert support.former_names == ["support"]
    assert asked_of_the_switch(session, "queues") == {support.id}
    assert asked_of_the_switch(session) == {amara}


def test_a_queue_that_gets_an_earlier_name_back_has_not_left_it(session: Session) -> None:
    support = group(session, "queue", "support")
    for name in ("help", "desk", "support"):
        groups.change(session, HR, support, name=name, description=None)
    assert support.former_names == ["help", "desk"]


def test_describing_a_queue_is_no_matter_of_the_switch(session: Session) -> None:
    support = group(session, "queue", "support")
    nothing_asked(session)
    groups.change(session, HR, support, name="support", description="Orders and returns")
    assert support.description == "Orders and returns"
    assert asked_of_the_switch(session, "queues") == set()


def test_a_deleted_queue_has_no_members_and_waits_for_the_switch_to_forget_it(session: Session) -> None:
    amara, _ = ids = agents(session, 2)
    support, sales = group(session, "queue", "support"), group(session, "queue", "sales")
    members.add(session, HR, support, ids)
    members.add(session, HR, sales, [amara])
    nothing_asked(session)
    assert groups.delete(session, HR, support) == 2
    assert queue_counts(session, ids) == [1, 0]
    assert asked_of_the_switch(session) == set(ids)
    assert asked_of_the_switch(session, "queues") == {support.id}
    assert session.get_one(Group, support.id).former_names == ["support"]
    assert groups.one(session, support.id) is None
    assert [listed.group.name for listed in groups.listed(session, "queue")] == ["sales"]


def test_the_name_of_a_deleted_queue_is_free_again(session: Session) -> None:
    groups.delete(session, HR, group(session, "queue", "support"))
    assert group(session, "queue", "Support").name == "Support"


def test_deleting_any_other_group_leaves_nothing_of_it(session: Session) -> None:
    (amara,) = agents(session, 1)
    north = group(session, "team", "North")
    members.add(session, HR, north, [amara])
    assert groups.delete(session, HR, north) == 1
    assert belongs(session, amara) == []
    assert session.scalars(select(Group)).all() == []
    assert session.get_one(Agent, amara).full_name == "Agent 0"


def test_a_team_with_extensions_of_its_own_is_not_deleted_and_says_which(session: Session) -> None:
    north = group(session, "team", "North")
    session.add(Range(name="Lagos", first=20000, last=20099, free_from=20000, team_id=north.id))
    session.flush()
    with pytest.raises(GroupRefused) as refused:
        groups.delete(session, HR, north)
    assert "20000–20099 (Lagos)" in refused.value.problem.sentence()


def test_deleted_agents_do_not_count(session: Session) -> None:
    ids = agents(session, 3)
    north = group(session, "team", "North")
    members.add(session, HR, north, ids)
    session.get_one(Agent, ids[0]).deleted_at = now()
    session.flush()
    assert [listed.members for listed in groups.listed(session, "team")] == [2]
    assert members.count(session, north.id) == 2
    assert belongs(session, ids[0]) == [("team", "North")]
