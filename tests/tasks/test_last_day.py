"""Who has left is disabled in the evening of their last day, by the clock of the service."""

from datetime import timedelta

from flask import Flask

from celeryconfig import configuration
from onboarding.agents.models import Agent
from onboarding.audit import SERVICE
from onboarding.database import begin_writing, db, now
from onboarding.settings import Settings
from onboarding.staffing import adding
from tasks import upkeep


def test_the_clock_disables_whoever_has_left(app: Flask, settings: Settings) -> None:
    with app.app_context():
        session = db.session()
        begin_writing(session)
        for name, days in (("Zoe Meer", -1), ("Owen Li", 1)):
            typed = {"full_name": name, "email": f"{name[0]}@northwind.example"}
            agent = adding.add(session, settings, typed, actor=SERVICE, invite="none").agent
            agent.end_date = now().date() + timedelta(days=days)
        session.commit()
        upkeep.disable_those_who_left()
        session.rollback()
        gone = {agent.full_name: agent.disabled_at is not None for agent in session.query(Agent).populate_existing()}
        db.session.remove()
    assert gone == {"Zoe Meer": True, "Owen Li": False}


def test_it_is_looked_for_every_few_minutes(settings: Settings) -> None:
    planned = configuration(settings, worker=True)["beat_schedule"]["disable-those-who-left"]
    assert planned["schedule"] <= 600
