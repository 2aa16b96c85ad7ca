"""Lambda, ECS, Elastic Beanstalk, CodeDeploy, EC2: time, money and the steps of a deployment."""

from collections import Counter
from random import Random

import pytest

from curriculum.calculators import ecs_placement as ecs
from curriculum.calculators.deployment_policies import deploy
from curriculum.calculators.ec2_purchase import Workload, choose_purchase, count_paid_seconds
from curriculum.calculators.ecs_rollout import Step, roll_out
from curriculum.calculators.lambda_cost import calculate_bill, choose_memory, count_gb_seconds
from curriculum.calculators.lambda_memory import calculate_time, count_vcpus, tabulate
from curriculum.calculators.traffic import (
    Fleet,
    Shift,
    plan_batches,
    plan_blue_green,
    plan_shifts,
)

RANDOM = Random(7)  # noqa: S311 - the same in each run


def test_a_month_of_three_million_requests_costs_as_in_the_price_list() -> None:
    """3 million requests of 120 ms with 1,536 MB: 540,000 GB-s."""
    assert count_gb_seconds(3_000_000, 120, 1536) == 540_000
    assert calculate_bill(3_000_000, 120, 1536) == pytest.approx(0.60 + 9.00, abs=0.01)


def test_a_millisecond_that_began_is_paid() -> None:
    assert calculate_bill(1, 1.01, 1024) == calculate_bill(1, 2, 1024)
    assert calculate_bill(1, 2.01, 1024) > calculate_bill(1, 2, 1024)


@pytest.mark.parametrize(
    ("measured", "at_most", "size"),
    [
        ({128: 2000, 512: 480, 1024: 260, 2048: 250}, 10_000, 512),
        ({128: 2000, 512: 480, 1024: 260, 2048: 250}, 300, 1024),
        ({512: 400, 1024: 200}, 10_000, 1024),
    ],
    ids=["in the middle", "quick enough", "same price, quicker"],
)
def test_cheapest_size_of_a_measured_curve(
    measured: dict[int, float], at_most: float, size: int
) -> None:
    assert choose_memory(measured, at_most) == size


def test_no_size_is_quick_enough() -> None:
    with pytest.raises(ValueError, match="100 ms at most"):
        choose_memory({128: 200}, 100)


def test_1769_mb_are_one_processor() -> None:
    assert count_vcpus(1769) == 1
    assert count_vcpus(10_240) == pytest.approx(5.79, abs=0.01)


@pytest.mark.parametrize("memory", [127, 10_241])
def test_a_size_that_lambda_has_not_is_refused(memory: int) -> None:
    with pytest.raises(ValueError, match="128 to 10240 MB"):
        count_vcpus(memory)


def test_above_one_processor_only_threads_are_quicker() -> None:
    assert calculate_time(2, 3538, threads=1) == calculate_time(2, 1769)
    assert calculate_time(2, 3538, threads=2) == calculate_time(2, 1769) / 2


def test_a_table_of_memory_and_time_shows_what_times_out() -> None:
    rows = tabulate(1, [128, 512, 1769, 3538])
    assert [row.seconds for row in rows] == [3, 3, 1, 1]
    assert [row.is_timed_out for row in rows] == [True, True, False, False]


def test_no_timeout_is_longer_than_15_minutes() -> None:
    with pytest.raises(ValueError, match="1 to 900 s"):
        tabulate(1, [128], timeout=901)


@pytest.mark.parametrize(
    ("minimum", "maximum", "first"),
    [
        (50, 100, Step("stop", 2, 2, 0)),
        (100, 150, Step("start", 2, 4, 2)),
        (100, 200, Step("start", 4, 4, 4)),
    ],
)
def test_a_rolling_update_of_four_tasks_begins(minimum: int, maximum: int, first: Step) -> None:
    steps = roll_out(4, minimum, maximum)
    assert steps[0] == first
    assert (steps[-1].old, steps[-1].new) == (0, 4)
    assert all(4 * minimum / 100 <= s.old + s.new <= 4 * maximum / 100 for s in steps)


@pytest.mark.parametrize(("minimum", "maximum"), [(100, 100), (80, 120)])
def test_a_rolling_update_of_one_task_may_never_begin(minimum: int, maximum: int) -> None:
    with pytest.raises(ValueError, match="No task may stop"):
        roll_out(1, minimum, maximum)


def make_cluster() -> list[ecs.Instance]:
    return [
        ecs.Instance("a1", "a", cpu=1024, memory=2048),
        ecs.Instance("a2", "a", cpu=2048, memory=4096, type="c5.large"),
        ecs.Instance("b1", "b", cpu=2048, memory=4096),
    ]


def place(
    number: int, strategies: list[ecs.Strategy], constraints: list[ecs.Constraint] | None = None
) -> list[str | None]:
    cluster, task = make_cluster(), ecs.Task("worker", cpu=512, memory=512)
    placed = (ecs.place(task, cluster, strategies, constraints or []) for _ in range(number))
    return [instance.name if instance else None for instance in placed]


def test_binpack_fills_the_fullest_instance_first() -> None:
    assert place(3, [ecs.binpack("cpu")]) == ["a1", "a1", "a2"]


def test_spread_over_zones_keeps_them_alike() -> None:
    zones = Counter(str(name)[0] for name in place(6, [ecs.spread("zone"), ecs.binpack("memory")]))
    assert zones == {"a": 3, "b": 3}


def test_spread_over_instances_visits_each() -> None:
    assert sorted(map(str, place(3, [ecs.spread("name")]))) == ["a1", "a2", "b1"]


def test_random_takes_any_that_has_room() -> None:
    assert set(place(9, [ecs.at_random(RANDOM)])) == {"a1", "a2", "b1"}


def test_nothing_is_placed_where_there_is_no_room() -> None:
    assert place(11, [ecs.binpack("cpu")])[-1] is None


def test_constraints_come_before_strategies() -> None:
    assert place(2, [ecs.binpack("cpu")], [ecs.member_of("type", "c5.large")]) == ["a2", "a2"]
    assert place(4, [ecs.binpack("cpu")], [ecs.distinct_instance]) == ["a1", "a2", "b1", None]


@pytest.mark.parametrize(
    ("policy", "in_service", "at_most", "rollback"),
    [
        ("all at once", 0, 4, "deploy the old version again"),
        ("rolling", 2, 4, "deploy the old version again"),
        ("rolling with additional batch", 4, 6, "deploy the old version again"),
        ("immutable", 4, 8, "terminate the new instances"),
        ("traffic splitting", 4, 8, "send all requests back"),
        ("blue/green", 4, 8, "swap the URLs back"),
    ],
)
def test_four_instances_go_through(
    policy: str, in_service: int, at_most: int, rollback: str
) -> None:
    outcome = deploy(policy, instances=4, batch=2)
    assert (outcome.in_service_at_least, outcome.instances_at_most) == (in_service, at_most)
    assert outcome.rollback.startswith(rollback)
    assert outcome.is_down == (policy == "all at once")
    assert outcome.changes_dns == (policy == "blue/green")


def test_a_single_instance_is_down_while_it_is_renewed() -> None:
    assert deploy("rolling", instances=1).is_down


@pytest.mark.parametrize(
    ("configuration", "shifts"),
    [
        ("CodeDeployDefault.LambdaAllAtOnce", [Shift(0, 100)]),
        ("CodeDeployDefault.LambdaCanary10Percent5Minutes", [Shift(0, 10), Shift(5, 100)]),
        (
            "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
            [Shift(minute, 10 * minute + 10) for minute in range(10)],
        ),
        (
            "Linear30PercentEvery2Minutes",
            [Shift(0, 30), Shift(2, 60), Shift(4, 90), Shift(6, 100)],
        ),
        (
            "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
            [Shift(3 * step, 10 * step + 10) for step in range(10)],
        ),
    ],
)
def test_traffic_moves(configuration: str, shifts: list[Shift]) -> None:
    assert plan_shifts(configuration) == shifts


def test_a_configuration_of_no_such_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="neither AllAtOnce"):
        plan_shifts("CodeDeployDefault.OneAtATime")


@pytest.mark.parametrize(
    ("configuration", "batches"),
    [
        ("CodeDeployDefault.AllAtOnce", [5]),
        ("CodeDeployDefault.HalfAtATime", [2, 2, 1]),
        ("CodeDeployDefault.OneAtATime", [1, 1, 1, 1, 1]),
        ("80%", [1, 1, 1, 1, 1]),
        ("2", [3, 2]),
    ],
)
def test_five_servers_are_renewed_in_batches(configuration: str, batches: list[int]) -> None:
    assert plan_batches(5, configuration) == batches


def test_a_configuration_that_lets_no_server_go_is_refused() -> None:
    with pytest.raises(ValueError, match="all 2 servers"):
        plan_batches(2, "100%")


def test_blue_green_registers_a_new_group_before_the_old_one_goes() -> None:
    fleets = plan_blue_green(2, "CodeDeployDefault.OneAtATime")
    assert fleets == [Fleet(2, 0), Fleet(2, 1), Fleet(2, 2), Fleet(0, 2)]


@pytest.mark.parametrize(
    ("workload", "option"),
    [
        (Workload(), "on-demand"),
        (Workload(is_steady=True), "reserved instance"),
        (Workload(is_steady=True, may_change_family=True), "convertible reserved instance"),
        (Workload(is_steady=True, may_move_to_fargate_or_lambda=True), "compute savings plan"),
        (Workload(may_move_to_fargate_or_lambda=True), "on-demand"),
        (Workload(may_be_interrupted=True), "spot"),
        (Workload(is_steady=True, has_licences_by_core=True), "dedicated host"),
        (Workload(needs_own_hardware=True), "dedicated instance"),
        (Workload(needs_capacity_in_a_zone=True), "on-demand capacity reservation"),
    ],
)
def test_a_workload_is_bought(workload: Workload, option: str) -> None:
    assert choose_purchase(workload) == option


def test_an_instance_is_paid_by_the_second_from_a_minute_on() -> None:
    assert [count_paid_seconds(seconds) for seconds in (1, 60, 61.2)] == [60, 60, 62]
