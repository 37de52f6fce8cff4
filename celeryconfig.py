"""The task queue's settings: broker, queues, time limits, beat schedule."""

from pathlib import Path
from typing import Any

from kombu import Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

from onboarding.settings import Settings

TRANSPORT_ALIASES["embedded"] = "tasks.embedded_broker:Transport"

QUEUES = ("imports", "telephony", "mail", "upkeep")

EMBEDDED_URL = "embedded://localhost"
EMBEDDED_POLLS_SECONDS = 0.05
PUBLISHING_WAITS_SECONDS = 1
SLICE_SECONDS = 15
"""How long one task works before it gives the others a turn; what is left rings again."""


def configuration(settings: Settings, *, worker: bool) -> dict[str, Any]:
    """Celery's settings for this deployment; a process that only publishes never waits long for the broker."""
    return {
        "broker_url": EMBEDDED_URL if settings.embedded_broker else settings.broker_url,
        "broker_transport_options": _transport_options(settings, worker),
        "broker_connection_timeout": PUBLISHING_WAITS_SECONDS,
        "broker_connection_retry_on_startup": True,
        "broker_pool_limit": 4,
        "task_queues": [Queue(name, Exchange(name, type="direct"), routing_key=name) for name in QUEUES],
        "task_default_queue": "upkeep",
        "task_ignore_result": True,
        "task_store_errors_even_if_ignored": False,
        "task_publish_retry": False,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_acks_late": True,
        "task_soft_time_limit": 120,
        "task_time_limit": 150,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 5000,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "enable_utc": True,
        "timezone": "UTC",
        "beat_schedule": _beat_schedule(settings),
        "beat_max_loop_interval": settings.sweep_seconds,
    }


def _beat_schedule(settings: Settings) -> dict[str, Any]:
    # A tick nobody took within its interval is worth nothing: the next one does the same.
    def every(task: str, seconds: int) -> dict[str, Any]:
        return {"task": task, "schedule": float(seconds), "options": {"expires": seconds, "queue": "upkeep"}}

    return {
        "sweep": every("sweep", settings.sweep_seconds),
        "look-at-switch": every("look-at-switch", 3 * settings.sweep_seconds),
        "disable-those-who-left": every("disable-those-who-left", 300),
        "find-foreign-numbers": every("find-foreign-numbers", 60),
        "tidy": every("tidy", 300),
        "forget-uploads": every("forget-uploads", 300),
        "erase-deleted-agents": every("erase-deleted-agents", 300),
        "forget-client-logs": every("forget-client-logs", 300),
        "tend-invitations": every("tend-invitations", 15),
        "plan-digest": every("plan-digest", 300),
    }


def _transport_options(settings: Settings, worker: bool) -> dict[str, Any]:
    if settings.embedded_broker:
        return _embedded(settings.data_dir / "broker")
    waits = 10 if worker else PUBLISHING_WAITS_SECONDS
    if settings.broker_url.startswith("redis"):
        # Redelivery by time-out only: every task looks at the rows, so a second delivery finds nothing to do.
        return {
            "socket_timeout": waits,
            "socket_connect_timeout": waits,
            "retry_on_timeout": False,
            "visibility_timeout": 3600,
            **_tries(worker),
        }
    return {"read_timeout": waits, "write_timeout": waits, **_tries(worker)}


def _tries(worker: bool) -> dict[str, Any]:
    return {} if worker else {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def _embedded(folder: Path) -> dict[str, Any]:
    """All folders inside the data folder: kombu would pass messages through the temporary folder otherwise, and a
    rename to another file system fails."""
    paths = {name: folder / name for name in ("queue", "processed")}
    for path in paths.values():
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "data_folder_in": str(paths["queue"]),
        "data_folder_out": str(paths["queue"]),
        "processed_folder": str(paths["processed"]),
        "store_processed": True,
        "polling_interval": EMBEDDED_POLLS_SECONDS,
    }
