"""Every page of the staff in every state that it can be in, also those that only answer a form."""

import re
import uuid

from tests.web.browser import Browser, Page
from tests.web.files import checked, confirmed, upload


def all_pages(app, settings, browser: Browser, amara: str) -> dict[str, Page]:
    """Every page of the staff, in every state that it can be in."""
    done, ready = confirmed(app, settings, browser), checked(app, settings, browser)
    reading, stopped = upload(browser), checked(app, settings, browser)
    browser.post(f"{stopped}/cancel")
    unknown = checked(app, settings, browser, "full_name,email,teams\nZoe Meer,zoe@northwind.example,Nights\n")
    queue = browser.post("/groups", {"kind": "queue", "name": "support"}).headers["Location"]
    browser.post(f"{queue}/add", {"agent": amara})
    browser.post("/agents/density", {"density": "roomy"})
    browser.post("/agents/views?q=ama", {"name": "Mine"})
    supervisor = re.search(r'/staff/[0-9a-f-]{36}(?=")', browser.page("/staff").text)
    paths = {
        "start": "/",
        "start, a day of nobody": "/?start_date=2030-01-07",
        "settings": "/settings",
        "filtered": "/agents?filter=full_name~amara&filter=extension=2000..2999&filter=queue=&filter=reason!=no_queue",
        "agents": "/agents",
        "found": "/agents?q=amara&sort=name&stage=provisioned,created&status=pending",
        "not found": "/agents?q=nobody&typology=mobile",
        "fields to filter by": "/agents/filter?q=a",
        "a filter": "/agents/filter?q=a&field=queue",
        "a filter to change": "/agents/filter?start_date=2026-12-01&replace=start_date&field=start_date&part=value",
        "columns": "/agents/columns?q=a",
        "views": "/agents/views?q=a",
        "menu of an agent": f"/agents/{amara}/menu?list=q%3Da",
        "one agent": f"/agents/{amara}",
        "one agent's phone story": f"/agents/{amara}?story=phone",
        "delete an agent": f"/agents/{amara}?ask=delete",
        "disable an agent": f"/agents/{amara}?ask=disable",
        "change the account": f"/agents/{amara}/account",
        "change the phone": f"/agents/{amara}/phone",
        "change the voicemail": f"/agents/{amara}/voicemail",
        "an agent's groups": f"/agents/{amara}/groups",
        "an agent's history": f"/agents/{amara}/history",
        "new agent": "/agents/new",
        "imports": "/imports",
        "reading": reading,
        "check": ready,
        "check, to fix": f"{ready}?rows=invalid",
        "check, none": f"{ready}?rows=update",
        "columns of a file": f"{ready}/columns",
        "template": "/imports/template",
        "confirm": f"{ready}?step=confirm",
        "result": done,
        "stopped": stopped,
        "ranges": "/ranges",
        "reserved numbers": "/ranges?tab=reserved",
        "foreign numbers": "/ranges?tab=foreign",
        "resting numbers": "/ranges?tab=resting",
        "client log": f"/agents/{amara}/logs",
        "voicemail": "/voicemail",
        "voicemail off": "/voicemail?on=no",
        "mailbox not found": "/voicemail?q=nobody",
        "turn voicemail off": f"/voicemail/{amara}/off",
        "switch": "/switch",
        "switch, differences": "/switch?tab=differences",
        "switch, configuration": "/switch?tab=configuration",
        "staff": "/staff",
        "supervises": supervisor[0] if supervisor else "",
        "another role": f"{supervisor[0]}/role" if supervisor else "",
        "invite staff": "/staff/new",
        "sheets": "/agents/sheets",
        "check, unknown groups": unknown,
        "teams": "/groups",
        "queues": "/groups?kind=queue",
        "messages": "/messages",
        "messages to nobody": "/messages?message=locked&agent=nobody",
        "accounts": "/groups?kind=channel_account",
        "one queue": queue,
        "one queue, nobody found": f"{queue}?q=nobody",
        "add to a queue": f"{queue}/add",
        "delete a queue": f"{queue}/delete",
    }
    pages = {name: browser.page(path) for name, path in paths.items()}
    pages["nothing"] = browser.page("/nothing-here", status=404)
    pages["mistakes"] = Page(browser.post("/agents/new", {"typology": "mobile"}).text)
    pages["link"] = Page(browser.post(f"/agents/{amara}/invitation-link").text)
    pages["printed sheets"] = Page(browser.post("/agents/sheets", {"agent": amara}).text)
    pages["staff refused"] = Page(browser.post("/staff/new", {"email": "x", "role": "x"}).text)
    pages["locking refused"] = Page(browser.post("/settings/locking", {"tries": "x"}).text)
    pages["queue refused"] = Page(browser.post(queue, {"name": "Störungen"}).text)
    pages["seats refused"] = Page(browser.post(f"{queue}/members", {"shown": amara, f"penalty-{amara}": "x"}).text)
    pages["refused"] = Page(browser.post("/ranges", {"range": "x"}).text)
    pages["settings refused"] = Page(browser.post("/settings/organisation", {"colour": "teal"}).text)
    pages["view refused"] = Page(browser.post("/agents/views", {"name": ""}).text)
    pages["filter mistaken"] = browser.page("/agents/filter?field=extension&operator==&one=x&sent=yes", status=422)
    pages |= bulk_invites(browser, amara)
    pages["filter refused"] = browser.page("/agents?filter=colour=red", status=422)
    pages["changed meanwhile"] = Page(browser.post(f"/agents/{amara}/phone", {"extension": "2419"}).text)
    pages |= acted_on_many(browser, amara)
    pages["nobody deleted"] = browser.page("/agents?deleted=1")
    browser.post(f"/agents/{amara}/delete")
    pages["a phone deleted"] = browser.page(f"/agents/{amara}/phone")
    pages["deleted"], pages["one deleted"] = browser.page("/agents?deleted=1"), browser.page(f"/agents/{amara}")
    return pages


def acted_on_many(browser: Browser, amara: str) -> dict[str, Page]:
    """The questions of deeds for many, and what became of one of them."""
    pages = {"nothing done to many": browser.page("/bulk-actions")}
    for deed in ("invite", "add", "enable", "disable", "unlock", "typology", "delete", "restore", "erase"):
        pages[f"{deed} many"] = Page(browser.post("/agents/bulk", {"deed": deed, "agent": amara}).text)
    form = {"deed": "disable", "agent": amara, "confirmed": "1", "id": str(uuid.uuid4())}
    pages["choices refused"] = Page(browser.post("/bulk-actions", {**form, "deed": "typology"}).text)
    done = browser.post("/bulk-actions", form).headers["Location"]
    pages |= {"done to many": browser.page(done), "left out of many": browser.page(f"{done}?outcome=left_out")}
    pages["undone for many"] = browser.page(browser.post(f"{done}/undo").headers["Location"])
    pages["was undone for many"] = browser.page(done)
    pages["all done to many"] = browser.page("/bulk-actions")
    return pages


def bulk_invites(browser: Browser, amara: str) -> dict[str, Page]:
    """The plan of a bulk invite for each way of choosing people, and one that is planned."""
    new = "/bulk-invites/new?shown=1"
    pages = {"no bulk invites": browser.page("/bulk-invites")}
    for who in ("start_date", "filter", "import", "chosen"):
        pages[f"bulk invite by {who}"] = browser.page(f"{new}&who={who}")
    pages["bulk invite"] = browser.page(f"{new}&who=filter&filter=full_name~amara&when=before&place=one&remind=1")
    pages["bulk invite now"] = browser.page(f"{new}&who=chosen&agent={amara}&as=text")
    form = {"who": "chosen", "agent": amara, "when": "day", "day": "2099-12-01", "place": "local", "shown": "1"}
    made = browser.post("/bulk-invites", form).headers["Location"]
    pages |= {"planned": browser.page(made), "planned, nobody": browser.page(f"{made}?part=joined")}
    browser.post(f"{made}/pause")
    pages["paused"] = browser.page(made)
    browser.post(f"{made}/cancel")
    return {**pages, "cancelled": browser.page(made), "bulk invites": browser.page("/bulk-invites")}
