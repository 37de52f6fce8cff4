"""The description of the API is whole."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask

from onboarding.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def spec(app: APIFlask) -> dict[str, Any]:
    response = app.test_client().get("/api/v1/openapi.json", headers={"Host": "elsewhere.example"})
    assert response.mimetype == "application/json"
    return dict(response.get_json())


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_it_is_openapi_3_1_and_names_the_address_of_this_deployment(spec: dict[str, Any], settings: Settings) -> None:
    assert spec["openapi"].startswith("3.1.")
    assert spec["info"]["title"]
    assert spec["servers"] == [{"url": settings.base_url}]


def test_it_describes_every_route_of_the_api_and_no_page(app: APIFlask, spec: dict[str, Any]) -> None:
    routes = {
        f"{method.lower()} {rule.rule.replace('<uuid:', '{').replace('>', '}')}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {name for name, _ in operations(spec)} == routes


def test_every_operation_says_what_it_is_who_may_and_what_may_go_wrong(spec: dict[str, Any]) -> None:
    schemes = spec["components"]["securitySchemes"]
    ids = [operation["operationId"] for _, operation in operations(spec)]
    assert len(ids) == len(set(ids))
    for name, operation in operations(spec):
        assert operation["summary"], name
        assert operation["tags"], name
        assert operation["x-roles"], name
        assert all(scheme in schemes for each in operation["security"] for scheme in each), name
        assert operation["security"], name
        for status, response in operation["responses"].items():
            assert response["description"], name
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], name
            elif status != "204":
                assert all("schema" in content for content in response["content"].values()), name
        assert {"401", "403", "500", "503"} <= set(operation["responses"]), name
        assert any(status < "400" for status in operation["responses"]), name


def test_every_body_and_every_parameter_has_a_schema(spec: dict[str, Any]) -> None:
    for name, operation in operations(spec):
        assert all("schema" in parameter for parameter in operation["parameters"]), name
        named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
        assert named == set(re.findall(r"{(.*?)}", name)), name
        for content in operation.get("requestBody", {"content": {}})["content"].values():
            assert content["schema"], name


def test_no_reference_leads_nowhere_and_no_schema_is_there_twice(spec: dict[str, Any]) -> None:
    schemas = spec["components"]["schemas"]
    used = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(spec)))
    assert used <= set(schemas)
    assert not [name for name in schemas if name[-1].isdigit()]


def test_an_agent_is_described_as_it_is_given(spec: dict[str, Any]) -> None:
    agent = spec["components"]["schemas"]["AgentOut"]["properties"]
    assert agent["mailbox"]["type"] == ["string", "null"]
    assert agent["stage"]["enum"] == ["created", "provisioned", "invited", "joined", "registered", "ready"]
