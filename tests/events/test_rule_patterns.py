"""Each rule selects something that happens; a pattern that selects nothing is named."""

from typing import Any

import pytest

from tests.events.rule_patterns import find_idle, read_recorded
from tests.template import TEMPLATE
from tools.transform_template import transform_template


def rule(**pattern: Any) -> dict[str, Any]:
    return {"OurRule": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern}}}


def test_every_rule_of_the_template_matches_a_recorded_event() -> None:
    resources = transform_template(TEMPLATE, Environment="prod")["Resources"]
    assert list(find_idle(resources, read_recorded())) == []


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


def test_a_pattern_with_a_reference_matches_by_its_other_parts() -> None:
    pattern = {"source": ["callnotes"], "detail": {"tenant": [{"Ref": "Tenant"}]}}
    assert list(find_idle(rule(**pattern), read_recorded())) == []
