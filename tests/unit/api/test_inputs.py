"""The contract's parameters and the parser accept the same texts."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from callnotes.api.inputs import places_of
from callnotes.api.openapi import make_openapi
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES
from callnotes.domain.errors import Invalid, PreconditionFailed
from callnotes.domain.versions import require_version

type Json = dict[str, Any]

TEXTS = st.text(max_size=130) | st.integers(-5, 200).map(str) | st.from_regex(r'"?[0-9]{0,20}"?')
PARAMETERS = [
    (route, parameter)
    for route in ROUTES
    for parameter in make_openapi()["paths"][route.path][route.method.lower()]["parameters"]
    if parameter["in"] != "path"
]
every_parameter = pytest.mark.parametrize(
    ("route", "parameter"), PARAMETERS, ids=[f"{r.name} {p['name']}" for r, p in PARAMETERS]
)


def allows(parameter: Json, text: str) -> bool:
    """Judge a text as a client would that reads the contract."""
    schema = parameter["schema"]
    if schema["type"] != "integer":
        return Draft202012Validator(schema).is_valid(text)
    plain = text.isascii() and text.isdigit() and not text.startswith("0")
    return plain and Draft202012Validator(schema).is_valid(json.loads(text))


def parses(route: AnyRoute, name: str, text: str) -> bool:
    try:
        route.input.model_validate({name: text})
    except ValidationError as error:
        return all(problem["loc"][0] != name for problem in error.errors())
    return True


def is_version(text: str) -> bool:
    try:
        require_version(text, 0)
    except Invalid:
        return False
    except PreconditionFailed:
        return True
    return True


@every_parameter
@given(text=TEXTS)
def test_parser_and_contract_accept_the_same_texts(
    route: AnyRoute, parameter: Json, text: str
) -> None:
    name = parameter["name"]
    if name == "If-Match":
        # Judged after the note is found; space around a header's value is never part of it.
        text = text.strip()
        assert is_version(text) == allows(parameter, text)
    else:
        assert parses(route, name, text) == allows(parameter, text)


@every_parameter
def test_parameter_is_described_and_never_null(route: AnyRoute, parameter: Json) -> None:
    assert places_of(route.input)[parameter["name"]].place == parameter["in"]
    assert parameter["description"]
    assert "null" not in json.dumps(parameter["schema"])
