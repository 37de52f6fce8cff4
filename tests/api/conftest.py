"""The whole application, and callers with tokens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from onboarding.accounts import api_tokens
from onboarding.audit import SERVICE
from onboarding.database import db
from onboarding.settings import Settings
from tasks.app import attach
from tests.applications import Applications
from web.app import create_app

Inside = Callable[[], AbstractContextManager[Session]]
CallAs = Callable[[str], "Caller"]


class Caller:
    """A program that calls the API with its token."""

    def __init__(self, app: APIFlask, token: str | None) -> None:
        self._client = app.test_client()
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        headers = {**self._headers, **kwargs.pop("headers", {})}
        return self._client.open(f"/api/v1{path}", method=method, headers=headers, buffered=True, **kwargs)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> TestResponse:
        return self("POST", path, **kwargs)

    def patch(self, path: str, **kwargs: Any) -> TestResponse:
        return self("PATCH", path, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> TestResponse:
        return self("DELETE", path, **kwargs)


@pytest.fixture(scope="session")
def whole_apps() -> Applications[APIFlask]:
    return Applications(create_app)


@pytest.fixture
def app(database_url: str, settings: Settings, whole_apps: Applications[APIFlask]) -> Iterator[APIFlask]:
    with whole_apps.on(settings) as whole:
        attach(whole)
        yield whole


@pytest.fixture
def inside(app: APIFlask) -> Inside:
    """A session in a context of its own, committed at the end: what is written there, requests see."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with app.app_context():
            yield db.session()
            db.session.commit()

    return opened


@pytest.fixture
def call_as(app: APIFlask, inside: Inside) -> CallAs:
    def caller(role: str) -> Caller:
        with inside() as session:
            token = api_tokens.create(session, SERVICE, f"a program of {role}", role)
        return Caller(app, token)

    return caller


@pytest.fixture
def hr(call_as: CallAs) -> Caller:
    return call_as("hr")
