"""The contract as OpenAPI 3.1, made from the table of routes: https://spec.openapis.org/oas/v3.1.1"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from callnotes.api.inputs import In, body_of, places_of
from callnotes.api.problem import Problem
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES

VERSION = "1.0.0"

type Json = dict[str, Any]

_RETRY_AFTER = {"Retry-After": "Seconds to wait."}
_PROBLEM_HEADERS: dict[int, dict[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "How to sign in."},
    HTTPStatus.TOO_MANY_REQUESTS: _RETRY_AFTER,
    HTTPStatus.SERVICE_UNAVAILABLE: _RETRY_AFTER,
}


def make_openapi() -> Json:
    """Return the whole document without `servers`, which depends on the request's address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Callnotes",
            "version": VERSION,
            "description": "A contact center in which the agents take notes.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "cognito": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The ID token of a Cognito user.",
                }
            },
        },
    }


def _paths() -> Json:
    paths: Json = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return paths


def _operation(route: AnyRoute) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "security": [{"cognito": []}] if route.roles else [],
        "parameters": _parameters(route),
        "responses": _answers(route) | _problems(route),
    }
    body = body_of(route.input)
    if body:
        operation["requestBody"] = {
            "required": True,
            "description": "UTF-8. U+FFFD itself is sent escaped, as \\ufffd.",
            "content": _json(_ref(body)),
        }
    return operation


def _parameters(route: AnyRoute) -> list[Json]:
    schemas = route.input.model_json_schema()["properties"] if places_of(route.input) else {}
    return [
        _parameter(name, place, schemas[name])
        for name, place in places_of(route.input).items()
        if place.place != "body"
    ]


def _parameter(name: str, place: In, schema: Json) -> Json:
    # A parameter that is not sent is absent: it is never null.
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    own = {
        key: value
        for key, value in schema.items()
        if key not in ("anyOf", "title", "description") and value is not None
    }
    return {
        "name": name,
        "in": place.place,
        "required": place.required,
        "description": schema["description"],
        "schema": {**(kinds[0] if kinds else {}), **own},
    }


def _answers(route: AnyRoute) -> Json:
    return {str(status): _answer(route, status) for status in (route.status, *route.also)}


def _answer(route: AnyRoute, status: int) -> Json:
    answer: Json = {
        "description": HTTPStatus(status).phrase,
        "headers": _headers(route.headers),
    }
    if status != HTTPStatus.NO_CONTENT:
        answer["content"] = _json(_ref(route.response) if route.response else {"type": "object"})
    return answer


def _problems(route: AnyRoute) -> Json:
    return {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "headers": _headers(_PROBLEM_HEADERS.get(status, {})),
            "content": {"application/problem+json": {"schema": _ref(Problem)}},
        }
        for status in sorted(route.errors)
    }


def _headers(own: Mapping[str, str]) -> Json:
    headers = {"x-request-id": "The request's id.", **own}
    return {
        name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
    }


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas() -> Json:
    inputs = {body for route in ROUTES if (body := body_of(route.input))}
    outputs = {route.response for route in ROUTES if route.response} | {Problem}
    named = [(model, "validation") for model in inputs] + [
        (model, "serialization") for model in outputs
    ]
    _, document = models_json_schema(
        sorted(named, key=lambda pair: pair[0].__name__),  # type: ignore[arg-type]
        ref_template="#/components/schemas/{model}",
    )
    return dict(document["$defs"])
