"""GET /v1/openapi.json: the contract, and responses that conform to it."""

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from callnotes.api.openapi import make_openapi
from callnotes.api.routes import ROUTES
from tests.stack.http import Answer, Api, Json, note_input, path_of
from tests.stack.stack import Stack


@pytest.fixture
def document(stack: Stack) -> Json:
    return stack.anonymous.get("/v1/openapi.json").json


def test_given_the_contract_when_served_then_it_is_the_codes_own(
    stack: Stack, document: Json
) -> None:
    answer = stack.anonymous.get("/v1/openapi.json")

    assert answer.headers["Content-Type"] == "application/json"
    assert document == make_openapi() | {"servers": [{"url": "/"}]}


def test_given_the_contract_when_validated_then_it_is_openapi_3_1(document: Json) -> None:
    validate(document, cls=OpenAPIV31SpecValidator)
    assert document["openapi"].startswith("3.1.")


def test_given_the_contract_when_compared_then_it_has_every_route(document: Json) -> None:
    found = {
        (operation["operationId"], method.upper(), path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }

    assert found == {(route.name, route.method, route.path) for route in ROUTES}


def test_given_the_contract_when_compared_then_only_two_routes_are_open(document: Json) -> None:
    found = {
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if not operation["security"]
    }

    assert found == {"get_health", "get_openapi"}


def assert_declared(document: Json, path: str, method: str, answer: Answer) -> None:
    """Validate a response against the contract's operation."""
    declared = document["paths"][path][method]["responses"][str(answer.status)]
    for name in declared.get("headers", {}):
        assert name in answer.headers
    media_types = declared.get("content", {})
    if media_types:
        schema = media_types[answer.headers["Content-Type"]]["schema"]
        jsonschema.validate(answer.json, schema | {"components": document["components"]})
    else:
        assert answer.body == b""


def test_given_responses_of_every_kind_when_validated_then_they_fit_the_contract(
    stack: Stack, agent: Api, document: Json
) -> None:
    notes, note = "/v1/notes", "/v1/notes/{note_id}"
    created = agent.post(notes, note_input())
    path = path_of(created.json)
    answers = [
        (notes, "post", created),
        (notes, "post", agent.post(notes, {})),
        (notes, "post", agent.post(notes, note_input(body="b" * 65_537))),
        (notes, "post", agent.send("POST", notes, b"x", {"Content-Type": "text/plain"})),
        (notes, "post", stack.anonymous.post(notes, note_input())),
        (notes, "get", agent.get(notes)),
        (notes, "get", agent.get(f"{notes}?limit=x")),
        (note, "get", agent.get(path)),
        (note, "get", agent.get("/v1/notes/x")),
        (note, "put", agent.put(path, note_input())),
        (note, "put", agent.put(path, note_input(), If_Match='"7"')),
        (note, "put", agent.put(path, note_input(), If_Match='"1"')),
        (note, "delete", agent.delete(path, If_Match="2")),
        (note, "delete", agent.delete(path, If_Match='"2"')),
        ("/v1/health", "get", stack.anonymous.get("/v1/health")),
        ("/v1/openapi.json", "get", stack.anonymous.get("/v1/openapi.json")),
    ]

    for route, method, answer in answers:
        assert_declared(document, route, method, answer)
