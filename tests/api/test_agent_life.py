"""Coming and going over the API."""

import pytest

from onboarding.agents.models import Agent
from tests.api.conftest import CallAs, Caller, Inside

ZOE = {"full_name": "Zoë van der Meer", "email": "zoe@northwind.example"}


@pytest.fixture
def zoe(hr: Caller) -> str:
    """Where Zoë is."""
    return "/agents/" + str(hr.post("/agents", json=ZOE).get_json()["id"])


def based_on(version: str) -> dict[str, str]:
    return {"If-Match": version}


def test_whoever_is_deleted_is_gone_from_the_list_and_can_still_be_read(hr: Caller, zoe: str) -> None:
    deleted = hr.delete(zoe, headers=based_on('"1"'))
    assert (deleted.status_code, deleted.text) == (204, "")
    assert hr.get("/agents").get_json()["total"] == 0
    assert hr.get("/agents?deleted=true").get_json()["total"] == 1
    read = hr.get(zoe)
    assert (read.status_code, read.get_json()["status"], read.get_json()["extension"]) == (200, "deleted", None)
    assert read.headers["ETag"] == '"2"'


def test_deleting_needs_the_version_it_is_based_on(hr: Caller, zoe: str) -> None:
    assert hr.delete(zoe).status_code == 428
    assert hr.delete(zoe, headers=based_on('"7"')).status_code == 412
    assert hr.get(zoe).get_json()["status"] == "pending"
    assert hr.delete(zoe, headers=based_on("*")).status_code == 204


def test_whoever_is_restored_is_as_before(hr: Caller, zoe: str) -> None:
    before = hr.get(zoe).get_json()
    hr.delete(zoe, headers=based_on("*"))
    restored = hr.post(f"{zoe}/restore")
    assert (restored.status_code, restored.headers["ETag"]) == (200, '"3"')
    assert {**restored.get_json(), "updated_at": ""} == {**before, "updated_at": ""}


def test_what_is_to_be_known_about_a_restored_agent_is_a_warning(hr: Caller, zoe: str) -> None:
    hr.delete(zoe, headers=based_on("*"))
    hr.post("/agents", json={"full_name": "Anna Berg", "email": "anna@northwind.example"})
    restored = hr.post(f"{zoe}/restore").get_json()
    assert restored["extension"] == "1001"
    assert [(warning["column"], warning["message"]) for warning in restored["warnings"]] == [
        ("extension", "Extension 1000 could not be given back. Zoë van der Meer has 1001 now.")
    ]


def test_disabling_and_enabling_answer_with_the_agent(hr: Caller, zoe: str) -> None:
    disabled = hr.post(f"{zoe}/disable")
    assert (disabled.status_code, disabled.get_json()["status"], disabled.get_json()["extension"]) == (
        200,
        "disabled",
        "1000",
    )
    enabled = hr.post(f"{zoe}/enable", headers=based_on(disabled.headers["ETag"]))
    assert (enabled.status_code, enabled.get_json()["status"]) == (200, "pending")


@pytest.mark.parametrize(
    ("before", "deed", "sentence"),
    [
        ((), "enable", "Zoë van der Meer is not disabled."),
        ((), "restore", "Zoë van der Meer is not deleted."),
        (("disable",), "disable", "Zoë van der Meer is disabled already."),
    ],
)
def test_a_deed_that_the_status_does_not_allow_says_why(
    hr: Caller, zoe: str, before: tuple[str, ...], deed: str, sentence: str
) -> None:
    for each in before:
        hr.post(f"{zoe}/{each}")
    refused = hr.post(f"{zoe}/{deed}")
    assert (refused.status_code, refused.get_json()["detail"]) == (409, sentence)


def test_deleting_again_and_changing_what_is_deleted_are_refused(hr: Caller, zoe: str) -> None:
    hr.delete(zoe, headers=based_on("*"))
    assert hr.delete(zoe, headers=based_on("*")).status_code == 409
    changed = hr.patch(zoe, json={"alias": "Zo"}, headers=based_on("*"))
    assert (changed.status_code, changed.get_json()["errors"][0]["message"]) == (
        422,
        "Zoë van der Meer is deleted. Restore them first.",
    )


def test_a_version_that_is_over_is_refused_where_one_is_named(hr: Caller, zoe: str) -> None:
    assert hr.post(f"{zoe}/disable", headers=based_on('"9"')).status_code == 412


@pytest.mark.parametrize("deed", ["restore", "disable", "enable"])
def test_supervisors_may_not(call_as: CallAs, zoe: str, deed: str) -> None:
    assert call_as("supervisor").post(f"{zoe}/{deed}").status_code == 403


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"extension": 1500}, "from voicemail/default/1000 to voicemail/default/1500"),
        ({"voicemail": False}, "in voicemail/default/1000 of its spool folder"),
        ({"typology": "external"}, "set up anew, as external instead of webrtc"),
    ],
)
def test_a_change_says_what_it_means_for_the_phone(hr: Caller, zoe: str, change: dict[str, object], says: str) -> None:
    changed = hr.patch(zoe, json=change, headers=based_on("*"))
    (warning,) = changed.get_json()["warnings"]
    assert changed.status_code == 200
    assert says in warning["message"]
    assert warning["column"] == next(iter(change))


def test_a_change_that_means_nothing_for_the_phone_has_no_warnings(hr: Caller, zoe: str) -> None:
    assert "warnings" not in hr.patch(zoe, json={"alias": "Zo"}, headers=based_on("*")).get_json()


def test_what_is_odd_about_somebody_new_is_a_warning(hr: Caller, inside: Inside) -> None:
    added = hr.post("/agents", json={**ZOE, "start_date": "2020-01-31"})
    assert [warning["code"] for warning in added.get_json()["warnings"]] == ["past"]
    with inside() as session:
        assert session.query(Agent).count() == 1
