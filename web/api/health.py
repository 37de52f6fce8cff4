"""What machines ask a service: does it live, can it work, how much is there to do."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from onboarding.agents.readiness import STAGES
from onboarding.audit import SERVICE
from onboarding.database import db, now
from onboarding.directory.readiness import readiness
from onboarding.imports.models import STATES as IMPORT_STATES
from onboarding.imports.models import Import
from onboarding.mail import sender
from onboarding.mail.models import STATES as MESSAGE_STATES
from onboarding.mail.models import Message
from onboarding.preferences.models import Heartbeat
from onboarding.wording import say
from onboarding.work import Work
from tasks.app import broker_answers
from web.guard import public, settings

blueprint = Blueprint("health", __name__)

HEARTBEAT_FRESH = timedelta(seconds=15)
ANSWER_SECONDS = 3.0
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_asking = Lock()


@blueprint.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """200 for as long as the process lives."""
    return {"status": "alive"}


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """200 only when database and broker answer and a worker was alive in the last 15 s; says which is not."""
    worker = _worker_alive()
    answers = {"database": worker is not None, "broker": broker_answers(settings()), "worker": bool(worker)}
    ready = all(answers.values())
    missing = [say(f"not_ready_{name}", {}) for name, answered in answers.items() if not answered]
    return jsonify(ready=ready, **answers, problems=missing), 200 if ready else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response | tuple[str, int]:
    """Prometheus: work, heartbeats, agents, messages, imports, counted when asked."""
    registry = CollectorRegistry()
    try:
        registry.register(_Counted(db.session()))
        return Response(generate_latest(registry), content_type=METRICS_TYPE)
    except SQLAlchemyError:
        return say("not_ready_database", {}), 503


def _worker_alive() -> bool | None:
    """Whether a worker's heartbeat is fresh; None where the database does not answer, or not in time.

    A database that takes a question and never answers holds whoever asks. So a thread asks, one at a time: as long as
    one is held, nobody else is.
    """
    if not _asking.acquire(timeout=ANSWER_SECONDS):
        return None
    found: Queue[bool | None] = Queue()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    Thread(target=_look_for_worker, args=(app, found), name="readyz", daemon=True).start()
    try:
        return found.get(timeout=ANSWER_SECONDS)
    except Empty:
        return None


def _look_for_worker(app: Flask, found: "Queue[bool | None]") -> None:
    fresh = select(Heartbeat.name).where(Heartbeat.name.like("worker:%"), Heartbeat.at > now() - HEARTBEAT_FRESH)
    seen: bool | None = None
    try:
        with app.app_context():
            seen = db.session().scalar(fresh.limit(1)) is not None
    except SQLAlchemyError:
        seen = None
    finally:
        _asking.release()
        found.put(seen)


class _Counted(Collector):
    """Gauges read from the tables."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterator[Metric]:
        at = now()
        yield from self._work(at)
        yield self._heartbeats(at)
        stages = readiness(self._session, SERVICE, None).counts
        yield _gauge("onboard_agents", "Agents who are not deleted, by stage", "stage", STAGES, stages)
        yield self._by_state("onboard_messages", "Messages, by state", Message, MESSAGE_STATES)
        stopped = GaugeMetricFamily("onboard_mail_stopped", "Whether no mail can go out")
        stopped.add_metric([], float(sender.reason(self._session) is not None))
        yield stopped
        yield self._by_state("onboard_imports", "Imports, by state", Import, IMPORT_STATES)

    def _work(self, at: datetime) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("onboard_work_waiting", "Work that is due or planned, by kind", labels=["kind"])
        failed = GaugeMetricFamily("onboard_work_failed", "Work that was given up, by kind", labels=["kind"])
        oldest = GaugeMetricFamily(
            "onboard_work_oldest_seconds", "How long the oldest due work has waited, by kind", labels=["kind"]
        )
        is_open = Work.failed_at.is_(None)
        counts = select(
            Work.kind,
            func.count().filter(is_open),
            func.count().filter(~is_open),
            func.min(Work.due_at).filter(is_open),
        ).group_by(Work.kind)
        for kind, open_rows, failed_rows, due_at in self._session.execute(counts):
            waiting.add_metric([kind], open_rows)
            failed.add_metric([kind], failed_rows)
            oldest.add_metric([kind], max((at - due_at).total_seconds(), 0) if due_at else 0)
        yield from (waiting, failed, oldest)

    def _heartbeats(self, at: datetime) -> Metric:
        ages = GaugeMetricFamily(
            "onboard_heartbeat_age_seconds", "Since the last sign of life of any worker, of beat", labels=["name"]
        )
        newest: dict[str, datetime] = {}
        for name, seen in self._session.execute(select(Heartbeat.name, Heartbeat.at)):
            role = name.partition(":")[0]
            newest[role] = max(seen, newest.get(role, seen))
        for role, seen in sorted(newest.items()):
            ages.add_metric([role], (at - seen).total_seconds())
        return ages

    def _by_state(self, name: str, about: str, model: Any, states: tuple[str, ...]) -> Metric:
        counts: dict[str, int] = dict(
            self._session.execute(select(model.state, func.count()).group_by(model.state)).all()
        )
        return _gauge(name, about, "state", states, counts)


def _gauge(name: str, about: str, label: str, values: tuple[str, ...], counts: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value in values:
        family.add_metric([value], counts.get(value, 0))
    return family
