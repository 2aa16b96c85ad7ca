"""template.yaml as tests read it: loops are expanded, intrinsic functions plain dictionaries."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools import language_extensions

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "template.yaml"

type Json = dict[str, Any]


@dataclass(frozen=True)
class Function:
    """A function of the template; `name` is its verb_noun."""

    name: str
    logical_id: str
    timeout: int
    environment: dict[str, Any]
    events: dict[str, Json]


@cache
def read_template() -> Json:
    return language_extensions.read_template(TEMPLATE)


def resource(logical_id: str) -> Json:
    """Return the properties of a resource."""
    properties: Json = read_template()["Resources"][logical_id]["Properties"]
    return properties


def logical_ids_of_type(kind: str) -> list[str]:
    """Return the names of all resources of a type."""
    return [name for name, item in read_template()["Resources"].items() if item["Type"] == kind]


def resources_of_type(kind: str) -> list[Json]:
    """Return the properties of all resources of a type."""
    return [resource(logical_id) for logical_id in logical_ids_of_type(kind)]


@cache
def functions() -> dict[str, Function]:
    """Return the functions by verb_noun."""
    found = [
        _read_function(logical_id, item)
        for logical_id, item in read_template()["Resources"].items()
        if item["Type"] == "AWS::Serverless::Function"
    ]
    return {function.name: function for function in found}


def events_of_type(kind: str) -> list[tuple[Function, Json]]:
    """Return (function, event's properties) for each event source of a type."""
    return [
        (function, event["Properties"])
        for function in functions().values()
        for event in function.events.values()
        if event["Type"] == kind
    ]


def _read_function(logical_id: str, item: Json) -> Function:
    shared = read_template()["Globals"]["Function"]
    properties = item["Properties"]
    # What a function lacks is named by tools/check_functions.py, not by a KeyError here.
    own = properties.get("Environment", {}).get("Variables", {})
    return Function(
        name=to_verb(logical_id.removesuffix("Function")),
        logical_id=logical_id,
        timeout=properties.get("Timeout", shared["Timeout"]),
        environment=shared["Environment"]["Variables"] | own,
        events=properties.get("Events", {}),
    )


def to_verb(name: str) -> str:
    """Return the verb_noun of a name in the template."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
