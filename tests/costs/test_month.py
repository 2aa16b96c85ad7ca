"""The bill of a month, beside the same month computed by hand."""

from collections import Counter

import pytest

from costs.month import Month, mix, reckon_month
from costs.usage import Reckoner
from costs.wiring import Sampling, Wiring

MILLION = 1_000_000
NOTES = 100_000


@pytest.fixture(scope="module")
def month(reckoner: Reckoner) -> Month:
    return reckon_month(reckoner, {"create_note": NOTES})


def test_a_month_of_100_000_notes_costs_what_is_computed_by_hand(month: Month) -> None:
    requests = NOTES * 3.50 / MILLION  # 0.35
    # create_note, publish_events, index_note, enrich_note, give_opinion, record_audit.
    invocations = NOTES * 6 * 0.20 / MILLION  # 0.12
    # 5 ms of each and 10 ms of each of its calls: 2, 2, 2, 4, 1, 1; enrich_note waits 200 ms.
    milliseconds = 25 + 25 + 25 + (45 + 200) + 15 + 15  # 350
    gb_seconds = NOTES * milliseconds / 1000 * 512 / 1024 * 0.0000166667  # 0.29
    # The note 3; index_note 1; enrich_note 4.
    writes = NOTES * (3 + 1 + 4) * 0.625 / MILLION  # 0.50
    # The customer's key 0.5; index_note 1; enrich_note 2; its workflow 1.5; give_opinion 1.
    reads = NOTES * (0.5 + 1 + 2 + 1.5 + 1) * 0.125 / MILLION  # 0.08
    topic, bus = NOTES * 0.50 / MILLION, NOTES * 1.00 / MILLION  # 0.05, 0.10
    # Three consumers; each message is sent, received, deleted.
    queues = NOTES * 3 * 3 * 0.40 / MILLION  # 0.36
    express = NOTES * (1.00 / MILLION + 64 / 1024 * 0.2 * 0.06 / 3600)  # 0.12
    audit = NOTES * 5.00 / MILLION  # 0.50
    # Log lines of the six; START, END and REPORT of each; access log; 25 events of the workflow.
    lines = 576 + 656 + 619 + 621 + 419 + 622
    logs = NOTES * (lines + 6 * 350 + 200 + 25 * 600) * 0.50 / 10**9  # 1.04
    # Less than one a second: requests, and what the stream and three queues start, are all traced.
    traces = NOTES * 5 * 5.00 / MILLION  # 2.50
    # 105 alarm metrics, five pollers of 3 queues every 20 s, a key, a secret.
    standing = 105 * 0.10 + 3 * 5 * 129_600 * 0.40 / MILLION + 1.00 + 0.40  # 12.68
    by_hand = (
        requests + invocations + gb_seconds + writes + reads + topic + bus + queues + express
    ) + (audit + logs + traces + standing)
    assert round(month.dollars, 2) == round(by_hand, 2) == 18.69
    assert round(month.standing_dollars, 2) == 12.68


def test_services_add_up_to_the_bill(month: Month) -> None:
    assert sum(month.services.values()) == pytest.approx(month.dollars)
    assert list(month.services.values()) == sorted(month.services.values(), reverse=True)


def test_above_the_reservoir_a_share_is_traced(reckoner: Reckoner) -> None:
    """Ten POST and PUT a second make 2.8 traces a second: docs/traces.md."""
    rate, month = 10, 30 * 24 * 3600
    found = reckon_month(reckoner, {"create_note": rate * month})
    requests = (1 + 0.2 * 9) * month
    functions = 4 * (1 + 0.05 * 9) * month
    assert found.used["trace"] == pytest.approx(requests + functions)


def test_routes_are_sampled_by_the_rules_of_the_template(wiring: Wiring) -> None:
    assert wiring.sampling("PUT") == Sampling(1, 0.2)
    assert wiring.sampling("GET") == Sampling(1, 0.05)


def test_twice_the_actions_are_twice_the_use(reckoner: Reckoner) -> None:
    once, twice = (reckon_month(reckoner, mix(reckoner, n)).used for n in (1000, 2000))
    doubled = Counter({meter: 2 * quantity for meter, quantity in once.items()})
    assert twice == pytest.approx(doubled)
