"""The schemas of resource types that cfn-lint brings along, read without importing it (seconds)."""

import importlib.util
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from callnotes_local.deployed import PropertyPath
from callnotes_local.emulator import REGION

type Schema = Mapping[str, Any]


def find_unknown(kind: str, properties: Mapping[str, Any]) -> list[PropertyPath]:
    """The properties that the resource type does not have."""
    schema = _read_schema(kind)
    return list(_walk(schema, schema, properties, ())) if schema else []


@cache
def _folder() -> Path:
    spec = importlib.util.find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise RuntimeError("cfn-lint is not installed: run `make venv`")
    return Path(spec.origin).parent / "data" / "schemas"


@cache
def _read_index() -> dict[str, str]:
    index: dict[str, str] = json.loads((_folder() / "providers" / f"{REGION}.json").read_text())
    return index


@cache
def _read_schema(kind: str) -> Schema | None:
    digest = _read_index().get(kind)
    path = _folder() / "resources" / f"{digest}.json"
    found: Schema | None = json.loads(path.read_text()) if digest else None
    return found


def _walk(root: Schema, schema: Schema, value: Any, path: PropertyPath) -> Iterator[PropertyPath]:
    schema = _follow(root, schema)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(root, schema.get("items", {}), item, (*path, str(index)))
    if not isinstance(value, dict) or not _is_closed(schema):
        return
    for name, item in value.items():
        if name not in schema["properties"]:
            yield (*path, name)
        else:
            yield from _walk(root, schema["properties"][name], item, (*path, name))


def _follow(root: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = root
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _is_closed(schema: Schema) -> bool:
    return schema.get("additionalProperties") is False and "properties" in schema
