"""The check of a file offers to make the teams and queues that it names and that there are not."""

from tests.web.files import checked, work

FILE = b"full_name,email,teams,queues\nZoe Meer,zoe@northwind.example,North,support|sales\n"


def test_unknown_groups_are_offered_made_and_found_by_the_next_check(app, settings, hr):
    path = checked(app, settings, hr, FILE)
    page = hr.page(path)
    assert "The file names 3 groups that you do not have." in page.text
    assert [box.get("value") for box in page.all("input", name="group")] == [
        "teams:North",
        "queues:support",
        "queues:sales",
    ]
    hr.post(f"{path}/groups", {"group": ["teams:North", "queues:support", "queues:nothing of the file"]})
    work(app, settings)
    page = hr.page(path)
    assert "2 groups made. The file is checked again." in page.text
    assert "The file names 1 queue that you do not have." in page.text
    hr.post(f"{path}/groups", {"group": ["queues:sales"]})
    work(app, settings)
    assert hr.page(path).heading == "1 of 1 row is ready to import"


def test_one_that_the_switch_cannot_take_is_said_and_nothing_else_happens(app, settings, hr):
    path = checked(app, settings, hr, FILE.replace(b"support|sales", "Störungen".encode()).replace(b"North", b""))
    hr.post(f"{path}/groups", {"group": ["queues:Störungen"]})
    page = hr.page(path)
    assert "Write it such as Storungen." in page.text
    assert "checked again" not in page.text


def test_one_that_is_spelled_nearly_like_one_there_is_waits_to_be_ticked(app, settings, hr):
    hr.post("/groups", {"kind": "team", "name": "North"})
    page = hr.page(checked(app, settings, hr, FILE.replace(b"North", b"Nroth|Nights")))
    ticked = {box.get("value"): box.get("checked") is not None for box in page.all("input", name="group")}
    assert ticked == {"teams:Nroth": False, "teams:Nights": True, "queues:support": True, "queues:sales": True}
    assert "much like North" in page.text
