"""The check of a file asks whether people whom we know get the usernames of the file."""

from tests.web.files import checked, work

HEAD = "full_name,email,username\n"


def test_a_box_on_the_check_lets_usernames_change_and_checks_again(app, settings, hr):
    path = checked(app, settings, hr, HEAD + "Zoë Meer,zoe@northwind.example,zoe\n")
    hr.post(f"{path}/confirm", {"invite": "none"})
    work(app, settings)
    path = checked(app, settings, hr, HEAD + "Zoë Meer,zoe@northwind.example,zoe.meer\n")
    page = hr.page(path)
    assert "1 person has another username in this file than here." in page.text
    (box,) = page.all("input", name="change_usernames")
    assert box.get("checked") is None
    hr.post(f"{path}/usernames", {"change_usernames": "yes"})
    work(app, settings)
    page = hr.page(path)
    assert page.heading == "1 of 1 row is ready to import"
    (box,) = page.all("input", name="change_usernames")
    assert box.get("checked") is not None
    hr.post(f"{path}/usernames", {})
    work(app, settings)
    assert "1 needs fixing" in hr.page(path).heading
