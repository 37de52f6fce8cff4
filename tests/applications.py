"""Applications that are kept from test to test: what was compiled and looked up for one test serves the next."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Generic, TypeVar

from flask import Flask

from onboarding.database import db
from onboarding.settings import Settings

App = TypeVar("App", bound=Flask)


class Applications(Generic[App]):
    """One application for all tests with the same databases and settings, but for the folder and its keys."""

    def __init__(self, make: Callable[[Settings], App]) -> None:
        self._make = make
        self._made: dict[Settings, App] = {}

    @contextmanager
    def on(self, settings: Settings) -> Iterator[App]:
        """The application for these settings; no connection stays open afterwards."""
        alike = replace(settings, data_dir=Path(), secret_keys=())
        if alike not in self._made:
            self._made[alike] = self._make(settings)
        app = self._made[alike]
        app.config["ONBOARD"] = settings
        if app.secret_key:
            app.config.update(SECRET_KEY=settings.secret_keys[0], SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]))
        try:
            yield app
        finally:
            with app.app_context():
                for engine in db.engines.values():
                    engine.dispose()
