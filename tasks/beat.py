"""What `celery -A tasks.beat beat` loads: the schedule of this deployment, which names tasks and needs none of them."""

from typing import Any

from celery import Celery
from celery.signals import setup_logging

from celeryconfig import configuration
from tasks.starting import log_to_stderr, read_settings

app = Celery("onboarding", set_as_current=False, changes=configuration(read_settings(), worker=True))


@setup_logging.connect
def _log(loglevel: Any = "INFO", **_: Any) -> None:
    log_to_stderr(loglevel or "INFO")
