"""What `celery -A tasks.worker worker` loads: the application of this deployment."""

import logging
from typing import Any

from celery.signals import setup_logging, worker_process_init, worker_ready, worker_shutdown
from flask import current_app

from onboarding import doorbell
from onboarding.database import db
from tasks import bulk, upkeep
from tasks.app import BELL_TASKS, become_worker, celery, create_bare_app
from tasks.heartbeat import Pulse
from tasks.lines import LINES
from tasks.starting import log_to_stderr, read_settings
from tasks.working import work_off

flask_app = create_bare_app(read_settings())
become_worker(flask_app)
pulse = Pulse(flask_app)


def _register(kind: str) -> None:
    name, queue = BELL_TASKS[kind]

    def task() -> None:
        work_off(LINES[kind], current_app.config["ONBOARD"])

    # An import may check for long; its lease, not this limit, says whether somebody still works on it.
    soft, hard = (1800, 1860) if kind == "imports" else (120, 150)
    celery.task(name=name, queue=queue, soft_time_limit=soft, time_limit=hard)(task)


for _kind in LINES:
    _register(_kind)
celery.task(name="sweep", queue="upkeep")(upkeep.sweep)
celery.task(name="tidy", queue="upkeep")(upkeep.tidy)
celery.task(name="forget-uploads", queue="upkeep")(upkeep.forget_uploads)
celery.task(name="erase-deleted-agents", queue="upkeep")(upkeep.erase_deleted_agents)
celery.task(name="forget-client-logs", queue="upkeep")(upkeep.forget_client_logs)
celery.task(name="plan-digest", queue="upkeep")(bulk.plan_digest)
celery.task(name="tend-invitations", queue="upkeep")(bulk.tend_invitations)
celery.task(name="disable-those-who-left", queue="upkeep")(upkeep.disable_those_who_left)
celery.task(name="look-at-switch", queue="upkeep")(upkeep.look_at_switch)
celery.task(name="find-foreign-numbers", queue="upkeep")(upkeep.find_foreign_numbers)


@setup_logging.connect
def _log(loglevel: Any = "INFO", **_: Any) -> None:
    log_to_stderr(loglevel or "INFO", doorbell.request_id.get)
    for noisy in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@worker_process_init.connect
def _forget_inherited_connections(**_: Any) -> None:
    # A forked child must not talk over its parent's sockets.
    with flask_app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)


@worker_ready.connect
def _start_pulse(**_: Any) -> None:
    pulse.start()
    # Beat's first time comes only after its interval, and people may be given numbers before.
    celery.send_task("find-foreign-numbers", queue="upkeep", ignore_result=True)


@worker_shutdown.connect
def _stop_pulse(**_: Any) -> None:
    pulse.stop()
