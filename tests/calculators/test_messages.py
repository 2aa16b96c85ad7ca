"""SQS, Kinesis, X-Ray: workers, calls, shards and samples."""

import pytest

from curriculum.calculators.kinesis_shards import compare_fan_out, count_shards
from curriculum.calculators.sqs_workers import backlog_target, count_workers, poll
from curriculum.calculators.xray_sampling import Rule, calculate_bill
from tests.template import resources_of_type


def test_the_backlog_for_each_worker_leads_to_their_number() -> None:
    """AWS' example: 1,500 messages, 0.1 s each, 10 s acceptable; 10 workers have 150 each."""
    assert backlog_target(10, 0.1) == pytest.approx(100)
    assert count_workers(1500, 10, 0.1) == 15


@pytest.mark.parametrize(("messages", "workers"), [(0, 2), (100_000, 40)])
def test_workers_stay_within_their_limits(messages: int, workers: int) -> None:
    assert count_workers(messages, 10, 0.1, least=2, most=40) == workers


def test_long_polling_makes_fewer_calls_and_is_quicker_than_pauses() -> None:
    arrivals = [7.0, 33.0, 90.0]
    short, lazy = poll(arrivals, 120, wait=0), poll(arrivals, 120, wait=0, pause=10)
    long = poll(arrivals, 120, wait=20)
    assert long.calls < 12 < short.calls
    assert long.empty < short.empty
    assert long.dollars < short.dollars / 100
    assert long.delay < 0.1 < lazy.delay


def test_a_busy_queue_gains_nothing() -> None:
    arrivals = [0.0] * 100
    assert poll(arrivals, 0.5, wait=20) == poll(arrivals, 0.5, wait=0)


def test_no_call_waits_longer_than_20_seconds() -> None:
    with pytest.raises(ValueError, match="0 to 20 s"):
        poll([], 60, wait=21)


@pytest.mark.parametrize(
    ("records", "kb", "consumers", "shards"),
    [(100, 1, 1, 1), (2500, 0.1, 1, 3), (1000, 5, 1, 5), (1000, 1, 5, 3)],
    ids=["one", "by records", "by bytes in", "by bytes out"],
)
def test_a_stream_needs_shards(records: int, kb: float, consumers: int, shards: int) -> None:
    assert count_shards(records, kb, consumers) == shards


def test_enhanced_consumers_share_nothing() -> None:
    assert count_shards(1000, 1, consumers=5, enhanced=True) == 1
    compared = compare_fan_out(consumers=5, shards=1, gb_read=100)
    assert (compared["shared"].mb_a_second, compared["enhanced"].mb_a_second) == (0.4, 2)
    assert compared["enhanced"].is_pushed
    assert compared["enhanced"].dollars == pytest.approx(5 * 730 * 0.015 + 5 * 100 * 0.013)
    assert compared["shared"].dollars == 0


def test_a_stream_has_a_limited_number_of_enhanced_consumers() -> None:
    with pytest.raises(ValueError, match="20 consumers"):
        compare_fan_out(consumers=21, shards=1, gb_read=1)


@pytest.mark.parametrize(
    ("rule", "requests", "sampled"),
    [
        (Rule(), 1, 1),
        (Rule(), 101, 6),
        (Rule(reservoir=50, rate=0.1), 30, 30),
        (Rule(reservoir=50, rate=0.1), 150, 60),
        (Rule(reservoir=0, rate=0), 150, 0),
    ],
)
def test_a_rule_keeps_of_a_second(rule: Rule, requests: int, sampled: float) -> None:
    assert rule.count_sampled(requests) == pytest.approx(sampled)


def test_a_month_of_traces_is_paid() -> None:
    assert calculate_bill(Rule(), 101) == pytest.approx(77.76)


def test_the_template_samples_changes_more_than_reads_and_health_never() -> None:
    """What no rule of the template takes is sampled as by default."""
    found = [resource["SamplingRule"] for resource in resources_of_type("AWS::XRay::SamplingRule")]
    found.sort(key=lambda rule: rule["Priority"])
    health, changes = (Rule(rule["ReservoirSize"], rule["FixedRate"]) for rule in found)
    assert [rule["HTTPMethod"] for rule in found] == ["GET", "P*"]
    assert health.count_sampled(101) == 0
    assert changes.count_sampled(101) > Rule().count_sampled(101)
