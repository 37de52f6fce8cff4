"""onboard token."""

import json
import os

import pytest

from onboarding import settings
from onboarding.accounts import api_tokens
from onboarding.database import db
from tasks.app import create_bare_app
from tests.cli.conftest import Onboard, on_each_database


@on_each_database
def test_a_token_is_printed_once_and_opens_the_api(onboard: Onboard) -> None:
    result = onboard("token", "create", "payroll", "--role", "hr")
    assert result.exit_code == 0
    assert result.stderr == "Keep it now: it is not shown again.\n"
    with create_bare_app(settings.read(os.environ)).app_context():
        found = api_tokens.find(db.session(), result.stdout.strip())
        assert found is not None
        assert (found.name, found.role, found.created_by) == ("payroll", "hr", "the command line")
        db.session.remove()
        db.engine.dispose()


def test_json_has_the_token_with_its_name_and_role(onboard: Onboard) -> None:
    made = json.loads(onboard("token", "create", "payroll", "--role", "supervisor", "--json").stdout)
    assert (made["name"], made["role"]) == ("payroll", "supervisor")
    assert made["token"].startswith("onb_")


@pytest.mark.parametrize("arguments", [("payroll",), ("payroll", "--role", "agent"), ("", "--role", "hr")])
def test_without_a_name_or_a_role_of_staff_there_is_no_token(onboard: Onboard, arguments: tuple[str, ...]) -> None:
    result = onboard("token", "create", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
