"""The task queue's application: a bare Flask app, the base task, and who carries the bell to the workers."""

import logging
import time
from typing import Any

from celery import Celery, Task
from flask import Flask

from celeryconfig import configuration
from onboarding import database as onboarding_database
from onboarding import doorbell
from onboarding.database import db
from onboarding.settings import Settings

log = logging.getLogger(__name__)

BELL_TASKS: dict[str, tuple[str, str]] = {
    "imports": ("work-off-imports", "imports"),
    "looking": ("work-off-looking", "imports"),
    "applying": ("work-off-applying", "imports"),
    "forgetting": ("work-off-forgetting", "imports"),
    "telephony": ("work-off-telephony", "telephony"),
    "queues": ("work-off-queues", "telephony"),
    "inspection": ("work-off-inspection", "telephony"),
    "mail": ("work-off-mail", "mail"),
    "sender": ("work-off-sender", "mail"),
    "reset": ("work-off-reset", "mail"),
    "bulk": ("work-off-bulk", "mail"),
    "actions": ("work-off-actions", "imports"),
    "digest": ("work-off-digest", "mail"),
}
"""Kind of work → the task that works it off, and its task queue."""

SILENT_AFTER_FAILURE_SECONDS = 5.0


class ServiceTask(Task):  # type: ignore[type-arg]
    """Runs inside the app's context, under the request id of the click that caused it."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        headers = self.request.headers or {}
        token = doorbell.request_id.set(str(headers.get("request_id", "-")))
        try:
            with current_flask_app().app_context():
                return super().__call__(*args, **kwargs)
        finally:
            doorbell.request_id.reset(token)


celery = Celery("onboarding", task_cls=ServiceTask, set_as_current=False)
_flask_apps: list[Flask] = []


def current_flask_app() -> Flask:
    """The app in whose context the tasks of this process run."""
    return _flask_apps[-1]


def create_bare_app(settings: Settings) -> Flask:
    """A Flask app with settings and database, without pages: for workers and the command line."""
    app = Flask("onboarding")
    app.config["ONBOARD"] = settings
    app.config.update(onboarding_database.configuration(settings))
    db.init_app(app)
    return app


def attach(app: Flask) -> None:
    """Let this process ring for the workers of its deployment."""
    doorbell.answer_with(Bellringer(app.config["ONBOARD"]))


def become_worker(app: Flask) -> None:
    """Let the task queue's application of this process serve this deployment, and ring for its other workers."""
    settings: Settings = app.config["ONBOARD"]
    celery.conf.update(configuration(settings, worker=True))
    _flask_apps[:] = [app]
    attach(app)


def _publisher(settings: Settings) -> Celery:
    return Celery("bell", set_as_current=False, changes=configuration(settings, worker=False))


class Bellringer:
    """Publishes one small message a bell; after a failure it is silent for 5 s, so that nobody waits twice."""

    def __init__(self, settings: Settings) -> None:
        self._publisher = _publisher(settings)
        self._silent_until = 0.0

    def __call__(self, kind: str) -> None:
        if time.monotonic() < self._silent_until:
            return
        task, queue = BELL_TASKS[kind]
        headers = {"request_id": doorbell.request_id.get()}
        try:
            self._publisher.send_task(task, queue=queue, headers=headers, retry=False, ignore_result=True)
        except Exception as error:
            self._silent_until = time.monotonic() + SILENT_AFTER_FAILURE_SECONDS
            # Without the error's text: it may hold the broker's address with its password.
            log.warning("the broker does not answer (%s); the sweeper will find the work", type(error).__name__)


def broker_answers(settings: Settings) -> bool:
    """Whether a connection to the broker can be made within a second or so."""
    try:
        with _publisher(settings).connection_for_write(connect_timeout=1) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=1)
            connection.default_channel.close()  # type: ignore[attr-defined]
    except Exception:
        return False
    return True
