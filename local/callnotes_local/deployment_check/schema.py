"""The schemas of resource types that cfn-lint brings along, read without importing it (seconds)."""

import importlib.util
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, validators

from callnotes_local.deployed.stack import PropertyPath
from callnotes_local.emulator import REGION

type Schema = Mapping[str, Any]

RULES = Draft7Validator.VALIDATORS
# Values are none of this check's business.
NAMES_ONLY = validators.create(
    {}, {name: RULES[name] for name in ("$ref", "properties", "items", "additionalProperties")}
)


def find_unknown(kind: str, properties: Mapping[str, Any]) -> list[PropertyPath]:
    """The properties that the resource type does not have."""
    schema = _read_schema(kind)
    errors = NAMES_ONLY(schema).iter_errors(properties) if schema else ()
    return [
        (*map(str, error.absolute_path), name)
        for error in errors
        for name in error.instance
        if name not in error.schema.get("properties", ())
    ]


@cache
def _read_schema(kind: str) -> Schema | None:
    spec = importlib.util.find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise RuntimeError("cfn-lint is not installed: run `make venv`")
    folder = Path(spec.origin).parent / "data" / "schemas"
    digest = _read_json(folder / "providers" / f"{REGION}.json").get(kind)
    return _read_json(folder / "resources" / f"{digest}.json") if digest else None


@cache
def _read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))
