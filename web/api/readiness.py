"""Readiness: who is not ready for a start date, and why."""

from collections import Counter
from typing import Any

from onboarding.database import db
from onboarding.directory.query import day
from onboarding.directory.readiness import readiness
from web.api.bearer import actor
from web.api.given import ReadinessOut
from web.api.resource import resource
from web.api.taken import ReadinessQuery
from web.guard import staff

blueprint = resource("readiness", "Readiness")


@blueprint.get("/readiness")
@blueprint.input(ReadinessQuery, location="query", unknown=None)
@blueprint.output(ReadinessOut)
@staff
def read_readiness(query_data: dict[str, Any]) -> dict[str, Any]:
    """Count who is ready, and why the others are not"""
    on = query_data.get("start_date")
    found = readiness(db.session(), actor(), day(on) if on else None)
    reasons: Counter[str] = Counter()
    for counts in found.reasons.values():
        reasons.update(counts)
    return {
        "start_date": on or None,
        "total": found.total,
        "ready": found.ready,
        "not_ready": found.not_ready,
        "stages": found.counts,
        "reasons": dict(reasons),
    }
