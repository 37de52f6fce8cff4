"""onboard admin."""

import json

from tests.cli.conftest import Onboard


def test_an_account_is_made_and_a_link_to_choose_a_password_printed(onboard: Onboard) -> None:
    result = onboard("admin", "create", "ingrid@northwind.example")
    assert result.exit_code == 0
    assert result.stdout.startswith("http://127.0.0.1:8000/sign-up/")


def test_the_role_can_be_chosen(onboard: Onboard) -> None:
    made = json.loads(onboard("admin", "create", "i@northwind.example", "--role", "hr", "--json").stdout)
    assert (made["email"], made["role"]) == ("i@northwind.example", "hr")
    assert "/sign-up/" in made["url"]


def test_an_address_that_is_none_or_taken_is_a_sentence_on_stderr(onboard: Onboard) -> None:
    onboard("admin", "create", "ingrid@northwind.example")
    for address in ("ingrid", "Ingrid@northwind.example"):
        result = onboard("admin", "create", address)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.rstrip().endswith(".")
