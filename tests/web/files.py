"""Imports as they come about: uploaded by a person, checked and applied by the worker's own code."""

import io
import uuid

from apiflask import APIFlask

from onboarding.settings import Settings
from tasks.lines import work_off_all
from tests.web.browser import Browser

HIRES = """\
full_name,email,typology,extension,badge colour
Zoë van der Meer,zoe@,webrtc,,red
Mateus Figueiredo,mateus@northwind.example,phonebar,2418,blue
Nguyễn Thu Hà,thuha@northwind.example,webrtc,,blue
"""


def upload(browser: Browser, content: str | bytes = HIRES, name: str = "hires.csv") -> str:
    """Upload a file as the form does; the address of its page."""
    data = content.encode() if isinstance(content, str) else content
    answer = browser.post("/imports", {"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    path = answer.headers["Location"]
    uuid.UUID(path.rpartition("/")[2])
    return path


def work(app: APIFlask, settings: Settings) -> None:
    """What a worker does with all that is due."""
    with app.app_context():
        work_off_all(settings, 10)


def checked(app: APIFlask, settings: Settings, browser: Browser, content: str | bytes = HIRES) -> str:
    path = upload(browser, content)
    work(app, settings)
    return path


def confirmed(app: APIFlask, settings: Settings, browser: Browser, content: str | bytes = HIRES) -> str:
    path = checked(app, settings, browser, content)
    assert browser.post(f"{path}/confirm", {"on_error": "skip", "invite": "none"}).status_code == 303
    work(app, settings)
    return path
