"""Knees and the simulation behind docs/scale.md."""

from datetime import date

import pytest

from costs.queueing import percentile, simulate_delays, simulate_refusals
from costs.scale import QUOTAS, QUOTAS_AS_OF, find_knees
from costs.usage import Reckoner


def test_knees_are_quotas_divided_by_what_an_action_uses(reckoner: Reckoner) -> None:
    rates = {knee.where: knee.rate for knee in find_knees(reckoner, throttle=100, tenant=50)}
    # Two environments, 5 ms and four calls of 10 ms, and 200 ms of the workflow.
    assert rates["queue of `enrich_note`"] == pytest.approx(2 / 0.245)
    assert rates["Lambda, new account"] == pytest.approx(100)
    assert rates["Standard workflows"] == 100
    assert rates["partition `ESCALATIONS#OPEN`"] == 500


def test_knees_come_in_order(reckoner: Reckoner) -> None:
    rates = [knee.rate for knee in find_knees(reckoner, throttle=100, tenant=50)]
    assert rates == sorted(rates)


def test_nobody_waits_long_below_the_knee_and_everybody_above() -> None:
    below, above = (percentile(simulate_delays(rate, 2, 0.1), 0.95) for rate in (2, 40))
    assert below < 0.2
    # 4,000 messages, twice as many as two servers take: the last wait for half of the time.
    assert above == pytest.approx(100 * 0.95, rel=0.1)


def test_delays_are_the_work_itself_when_servers_are_plenty() -> None:
    assert simulate_delays(10, 1000, 0.1) == pytest.approx([0.1] * 4000)


def test_refusals_agree_with_erlangs_formula() -> None:
    """Ten servers offered ten erlangs refuse 21.5 %: https://en.wikipedia.org/wiki/Erlang_(unit)"""
    assert simulate_refusals(100, 10, 0.1) == pytest.approx(0.215, abs=0.03)


def test_the_same_seed_gives_the_same_delays() -> None:
    assert simulate_delays(8, 2, 0.2) == simulate_delays(8, 2, 0.2)


def test_each_quota_has_a_page_of_aws_and_the_list_a_date() -> None:
    pages = {
        str(quota["page"]).startswith("https://docs.aws.amazon.com/") for quota in QUOTAS.values()
    }
    assert pages == {True}
    assert date.fromisoformat(QUOTAS_AS_OF).isoformat() == QUOTAS_AS_OF
