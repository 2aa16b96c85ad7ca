"""The patterns of the template's rules against the events that are recorded in events/."""

import json
from collections.abc import Iterator
from typing import Any

from moto.events.models import EventPattern

from callnotes.adapters.eventbridge_bus import make_entry
from callnotes.domain.events import parse_event
from tests.template import ROOT

type Json = dict[str, Any]

# What a deployment fills in.
ANYTHING = {"exists": True}
REPLAY = "replay-name"


def read_recorded() -> list[Json]:
    """Return every valid recorded event, as rules see it: of the bus, and of AWS's services.

    Each comes live and replayed:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
    """
    files = [json.loads(path.read_bytes()) for path in sorted(ROOT.glob("events/*/*.json"))]
    bodies = [
        record["body"]
        for path in sorted(ROOT.glob("events/*/*.consumed.json"))
        for record in json.loads(path.read_bytes())["Records"]
    ]
    live = [*map(envelope_of, bodies), *(event for event in files if "detail-type" in event)]
    return [*live, *({**event, REPLAY: "replay-1"} for event in live)]


def envelope_of(body: str) -> Json:
    """Return an event as it stands on the bus."""
    entry = make_entry(parse_event(body))
    detail = json.loads(entry["Detail"])
    return {"source": entry["Source"], "detail-type": entry["DetailType"], "detail": detail}


def find_idle(resources: Json, recorded: list[Json]) -> Iterator[str]:
    """Name each rule whose pattern matches nothing recorded."""
    for name, pattern in _patterns(resources):
        if not any(_matches(pattern, event) for event in recorded):
            yield f"{name}: no recorded event matches {json.dumps(pattern)}"


def find_undecided(resources: Json) -> Iterator[str]:
    """Name each rule on a bus of ours that does not say whether replayed events are for it."""
    for name, resource in resources.items():
        rule = resource["Properties"] if resource["Type"] == "AWS::Events::Rule" else {}
        if "EventBusName" in rule and REPLAY not in rule["EventPattern"]:
            yield f"{name} acts again on what is replayed: say {REPLAY} exists, or does not"


def find_matching(resources: Json, event: Json) -> set[str]:
    """Return the rules that an event reaches."""
    return {name for name, pattern in _patterns(resources) if _matches(pattern, event)}


def _patterns(resources: Json) -> Iterator[tuple[str, Json]]:
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Events::Rule" and "EventPattern" in resource["Properties"]:
            yield name, resource["Properties"]["EventPattern"]


def _matches(pattern: Json, event: Json) -> bool:
    wanted = EventPattern.load(json.dumps(_without_intrinsics(pattern)))
    return bool(wanted.matches_event(event))


def _without_intrinsics(pattern: Any) -> Any:
    if isinstance(pattern, list):
        return [ANYTHING if _is_intrinsic(item) else item for item in pattern]
    return {name: _without_intrinsics(value) for name, value in pattern.items()}


def _is_intrinsic(item: Any) -> bool:
    return isinstance(item, dict) and any(name == "Ref" or "Fn::" in name for name in item)
