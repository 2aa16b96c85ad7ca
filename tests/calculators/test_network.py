"""Load balancers, Route 53, network ACLs and security groups."""

from collections import Counter
from random import Random

import pytest

from curriculum.calculators import routing_policies as route53
from curriculum.calculators.cross_zone import BALANCERS, share_load, share_load_of
from curriculum.calculators.network_rules import (
    ALL,
    EPHEMERAL,
    AclRule,
    GroupRule,
    Network,
    Ports,
    connect,
)
from curriculum.calculators.routing_policies import Record

RANDOM = Random(1)  # noqa: S311 - the same in each run
HTTPS = Ports(443, 443)
OPEN_IN, OPEN_OUT = [AclRule(100, True, ALL)], [AclRule(100, True, ALL)]  # noqa: FBT003
CLIENT, PORT = "198.51.100.7", 50_000


def test_70_units_over_2_and_5_targets() -> None:
    assert share_load(70, [2, 5], cross_zone=True) == [10, 10]
    assert share_load(70, [2, 5], cross_zone=False) == [17.5, 7]


def test_a_zone_without_targets_gets_nothing() -> None:
    assert share_load(60, [3, 0], cross_zone=False) == [20, 0]
    assert share_load(60, [3, 0], cross_zone=True) == [20, 0]


def test_only_an_application_load_balancer_shares_over_zones_by_itself_and_freely() -> None:
    assert share_load_of("application", 70, [2, 5]) == [10, 10]
    for kind in ("network", "gateway"):
        assert share_load_of(kind, 70, [2, 5]) == [17.5, 7]
    assert [kind for kind, it in BALANCERS.items() if it.is_always_on] == ["application"]
    assert [kind for kind, it in BALANCERS.items() if it.is_charged] == ["network", "gateway"]


def test_simple_answers_all_values() -> None:
    assert sorted(route53.answer_simple(["a", "b"], RANDOM)) == ["a", "b"]


def test_weighted_answers_by_share_of_the_healthy() -> None:
    records = [Record("a", weight=3), Record("b"), Record("off", weight=0)]
    sick = Record("c", weight=90, is_healthy=False)
    found = Counter(route53.answer_weighted([*records, sick], RANDOM).value for _ in range(4000))
    assert set(found) == {"a", "b"}
    assert 0.7 < found["a"] / 4000 < 0.8


def test_latency_answers_the_quickest_healthy_region() -> None:
    records = [Record("seoul", region="ap-northeast-2"), Record("virginia", region="us-east-1")]
    times = {"ap-northeast-2": 9.0, "us-east-1": 180.0}
    assert route53.answer_latency(records, times).value == "seoul"
    records[0] = Record("seoul", region="ap-northeast-2", is_healthy=False)
    assert route53.answer_latency(records, times).value == "virginia"


@pytest.mark.parametrize(
    ("primary", "secondary", "answer"),
    [(True, True, "1"), (False, True, "2"), (False, False, "1"), (True, False, "1")],
)
def test_failover_answers(*, primary: bool, secondary: bool, answer: str) -> None:
    records = [Record("2", is_healthy=secondary), Record("1", primary, is_primary=True)]
    assert route53.answer_failover(records).value == answer


@pytest.mark.parametrize(
    ("country", "continent", "answer"),
    [("KR", "AS", "korea"), ("JP", "AS", "asia"), ("DE", "EU", "rest")],
)
def test_geolocation_answers_the_closest_place(country: str, continent: str, answer: str) -> None:
    records = [Record("rest"), Record("asia", location="AS"), Record("korea", location="KR")]
    found = route53.answer_geolocation(records, country, continent)
    assert found is not None
    assert found.value == answer


def test_geolocation_without_a_default_has_no_answer_elsewhere() -> None:
    assert route53.answer_geolocation([Record("korea", location="KR")], "DE", "EU") is None


@pytest.mark.parametrize(("bias", "answer"), [(0, "near"), (60, "far"), (-60, "near")])
def test_geoproximity_draws_users_by_bias(bias: int, answer: str) -> None:
    records = [Record("near", region="a"), Record("far", region="b", bias=bias)]
    distances = {"a": 1000.0, "b": 2000.0}
    assert route53.answer_geoproximity(records, distances).value == answer


def test_a_negative_bias_sends_users_away() -> None:
    records = [Record("near", region="a", bias=-60), Record("far", region="b")]
    assert route53.answer_geoproximity(records, {"a": 1000.0, "b": 2000.0}).value == "far"


@pytest.mark.parametrize(
    ("address", "answer"), [("10.1.2.3", "office"), ("10.9.9.9", "company"), ("8.8.8.8", "rest")]
)
def test_ip_based_answers_the_longest_block(address: str, answer: str) -> None:
    company, office = Record("company", cidr="10.0.0.0/8"), Record("office", cidr="10.1.0.0/16")
    found = route53.answer_ip_based([Record("rest"), company, office], address)
    assert found is not None
    assert found.value == answer


def test_multivalue_answers_eight_healthy_at_most() -> None:
    records = [Record(str(n), is_healthy=n > 0) for n in range(12)]
    found = {record.value for record in route53.answer_multivalue(records, RANDOM)}
    assert len(found) == 8
    assert "0" not in found


def test_a_calculated_check_counts_its_children() -> None:
    assert route53.is_calculated_check_healthy([True, True, False], 2)
    assert not route53.is_calculated_check_healthy([True, False, False], 2)
    with pytest.raises(ValueError, match="256"):
        route53.is_calculated_check_healthy([True] * 257, 1)


def test_a_stateless_acl_needs_a_rule_for_the_reply_too() -> None:
    server = [GroupRule(HTTPS)]
    only_https = [AclRule(100, True, HTTPS)]  # noqa: FBT003
    high_ports = [AclRule(100, True, EPHEMERAL)]  # noqa: FBT003
    assert connect(Network(OPEN_IN, only_https, server), CLIENT, PORT, 443) == "network ACL: reply"
    assert connect(Network(OPEN_IN, high_ports, server), CLIENT, PORT, 443) == "connected"


def test_a_stateful_group_needs_no_rule_for_the_reply() -> None:
    """It has no outbound rule here at all."""
    server = Network(OPEN_IN, OPEN_OUT, [GroupRule(HTTPS)])
    assert connect(server, CLIENT, PORT, 443) == "connected"
    assert connect(server, CLIENT, PORT, 22) == "security group: request"


@pytest.mark.parametrize(("number", "found"), [(50, "network ACL: request"), (150, "connected")])
def test_the_lowest_rule_of_an_acl_decides(number: int, found: str) -> None:
    block = AclRule(number, False, ALL, f"{CLIENT}/32")  # noqa: FBT003
    network = Network([*OPEN_IN, block], OPEN_OUT, [GroupRule(HTTPS)])
    assert connect(network, CLIENT, PORT, 443) == found


def test_what_no_rule_allows_is_denied() -> None:
    assert connect(Network([], OPEN_OUT, [GroupRule(ALL)]), CLIENT, PORT, 443).endswith("request")
    assert connect(Network(OPEN_IN, OPEN_OUT, []), CLIENT, PORT, 443).startswith("security group")
