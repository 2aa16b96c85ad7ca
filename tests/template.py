"""template.yaml as tests read it: loops are expanded, intrinsic functions plain dictionaries."""

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


def resources_of_type(kind: str) -> list[Json]:
    """Return the properties of all resources of a type."""
    resources = read_template()["Resources"].values()
    return [item["Properties"] for item in resources if item["Type"] == kind]


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
    variables = shared["Environment"]["Variables"] | properties["Environment"]["Variables"]
    return Function(
        name=Path(item["Metadata"]["WorkingDirectory"]).name,
        logical_id=logical_id,
        timeout=properties.get("Timeout", shared["Timeout"]),
        environment=variables,
        events=properties["Events"],
    )
