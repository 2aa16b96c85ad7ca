"""Each rule selects something that happens; a pattern that selects nothing is named."""

import json
from typing import Any

import pytest
from moto.events.models import EventPattern

from callnotes.adapters.eventbridge_bus import SOURCE
from callnotes.api.events import EVENTS, EventRoute
from tests.events.rule_patterns import (
    REPLAY,
    find_idle,
    find_matching,
    find_undecided,
    read_recorded,
)
from tests.template import TEMPLATE
from tools.transform_template import transform_template


def rule(**pattern: Any) -> dict[str, Any]:
    return {"OurRule": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern}}}


def deployed() -> dict[str, Any]:
    resources: dict[str, Any] = transform_template(TEMPLATE, Environment="prod")["Resources"]
    return resources


def test_every_rule_of_the_template_matches_a_recorded_event() -> None:
    assert list(find_idle(deployed(), read_recorded())) == []


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["callnote"]},
        {"source": ["callnotes"], "detail-type": ["EscalationClosed.v2"]},
        {"detail-type": ["EscalationClosed.v1"], "detail": {"data": {"state": ["fail"]}}},
        {"detail-type": ["EscalationClosed.v1"], "detail": {"state": ["failed"]}},
    ],
)
def test_a_pattern_that_matches_nothing_recorded_is_named(pattern: dict[str, Any]) -> None:
    (said,) = find_idle(rule(**pattern), read_recorded())
    assert said.startswith("OurRule: no recorded event matches")


def test_filing_starts_for_approved_and_rejected_escalations_that_are_not_replayed() -> None:
    resources = transform_template(TEMPLATE, Environment="prod")["Resources"]
    pattern = EventPattern.load(
        json.dumps(resources["FileEscalationRule"]["Properties"]["EventPattern"])
    )

    def closed(state: str, **envelope: str) -> dict[str, Any]:
        detail = {"data": {"state": state}}
        return {"source": "callnotes", "detail-type": "EscalationClosed.v1", "detail": detail} | {
            name.replace("_", "-"): value for name, value in envelope.items()
        }

    matched = {
        state
        for state in ("approved", "rejected", "failed", "timed_out")
        if pattern.matches_event(closed(state))
    }
    assert matched == {"approved", "rejected"}
    assert not pattern.matches_event(closed("approved", replay_name="again"))


def test_a_pattern_with_a_reference_matches_by_its_other_parts() -> None:
    pattern = {"source": ["callnotes"], "detail": {"tenant": [{"Ref": "Tenant"}]}}
    assert list(find_idle(rule(**pattern), read_recorded())) == []


def test_every_rule_of_the_bus_says_what_it_does_about_replays() -> None:
    assert list(find_undecided(deployed())) == []


def test_a_rule_that_would_act_again_on_a_replay_is_named() -> None:
    spoiled = deployed()
    del spoiled["FailedEscalationRule"]["Properties"]["EventPattern"][REPLAY]
    (said,) = find_undecided(spoiled)
    assert said.startswith("FailedEscalationRule acts again")


@pytest.mark.parametrize("route", EVENTS, ids=lambda route: route.model.__name__)
def test_a_replayed_event_reaches_the_consumers_of_the_live_one(route: EventRoute) -> None:
    # A state that, live, tells supervisors.
    detail = {"data": {"state": "failed"}}
    event = {"source": SOURCE, "detail-type": route.type, "detail": detail, REPLAY: "replay-1"}
    rules = {f"{c.title().replace('_', '')}ReplayRule" for c in route.consumers}
    assert find_matching(deployed(), event) == rules


def test_a_live_event_reaches_no_rule_for_replays() -> None:
    live = [event for event in read_recorded() if REPLAY not in event]
    reached = set().union(*(find_matching(deployed(), event) for event in live))
    assert "FailedEscalationRule" in reached
    assert not {name for name in reached if name.endswith("ReplayRule")}
