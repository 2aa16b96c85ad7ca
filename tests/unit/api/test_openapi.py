"""The contract is OpenAPI 3.1 and matches the code."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from callnotes.api.note_models import NoteInput, NoteOutput, NotePageOutput
from callnotes.api.openapi import make_openapi
from callnotes.api.problem import Problem
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES
from callnotes.domain.note import NotePage
from tests.builders import make_content, make_note

type Json = dict[str, Any]

every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)


def operation(route: AnyRoute) -> Json:
    found: Json = make_openapi()["paths"][route.path][route.method.lower()]
    return found


def validator(model: type) -> Draft202012Validator:
    schemas = make_openapi()["components"]["schemas"]
    document = {
        "$ref": f"#/components/schemas/{model.__name__}",
        "components": {"schemas": schemas},
    }
    return Draft202012Validator(document)


def test_the_contract_is_valid_openapi() -> None:
    errors = list(OpenAPIV31SpecValidator(make_openapi()).iter_errors())
    assert errors == []


def test_the_contract_is_openapi_3_1() -> None:
    assert make_openapi()["openapi"].startswith("3.1.")


def test_the_contract_is_the_same_every_time() -> None:
    assert json.dumps(make_openapi()) == json.dumps(make_openapi())


@every_route
def test_an_operation_is_named_by_its_function(route: AnyRoute) -> None:
    assert operation(route)["operationId"] == route.name


@every_route
def test_an_operation_needs_a_token_unless_it_is_public(route: AnyRoute) -> None:
    assert operation(route)["security"] == ([{"cognito": []}] if route.roles else [])


@every_route
def test_an_operation_lists_every_status_of_the_route(route: AnyRoute) -> None:
    assert {int(status) for status in operation(route)["responses"]} == set(route.statuses)


@every_route
def test_every_error_of_an_operation_is_a_problem(route: AnyRoute) -> None:
    contents = [operation(route)["responses"][str(status)]["content"] for status in route.errors]
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    assert contents == [{"application/problem+json": schema}] * len(route.errors)


@every_route
def test_an_operation_has_a_parameter_for_each_part_of_its_path(route: AnyRoute) -> None:
    names = {p["name"] for p in operation(route)["parameters"] if p["in"] == "path"}
    assert {f"{{{name}}}" for name in names} == {
        part for part in route.path.split("/") if part.startswith("{")
    }


@pytest.mark.parametrize(
    "note",
    [
        make_note(),
        make_note(make_content(tags=("a",), customer_id="c", language="ko")),
        make_note(make_content("x" * 200, "x" * 65_536)),
    ],
    ids=["smallest", "complete", "largest"],
)
def test_a_note_validates_against_the_contract(note: Any) -> None:
    output = json.loads(NoteOutput.of(note).model_dump_json())
    assert list(validator(NoteOutput).iter_errors(output)) == []


def test_a_page_validates_against_the_contract() -> None:
    page = NotePageOutput.of(NotePage((make_note(),), None))
    assert list(validator(NotePageOutput).iter_errors(json.loads(page.model_dump_json()))) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "T"},
        {"title": "", "body": "B"},
        {"title": "x" * 201, "body": "B"},
        {"title": "T", "body": "B", "owner": "me"},
        {"title": "T", "body": "B", "tags": ["x"] * 21},
        {"title": "T", "body": "B", "tags": None},
        {"title": "T", "body": "B", "language": "fr"},
    ],
)
def test_what_the_code_refuses_the_contract_refuses_too(body: Json) -> None:
    assert not validator(NoteInput).is_valid(body)


def test_a_problem_needs_all_members_but_errors() -> None:
    required = make_openapi()["components"]["schemas"][Problem.__name__]["required"]
    assert set(required) == {"type", "title", "status", "detail", "instance", "request_id"}
