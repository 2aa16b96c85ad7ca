"""`python -m curriculum.calculators NAME`: a calculator's result as JSON; `--help` lists them."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import wraps
from typing import Any

import typer

from curriculum.calculators import (
    capacity_units,
    cross_zone,
    deployment_policies,
    ecs_rollout,
    glacier,
    instance_refresh,
    kinesis_shards,
    lambda_cost,
    lambda_memory,
    s3_requests,
    sqs_workers,
    traffic,
)

CALCULATORS: dict[str, Callable[..., Any]] = {
    "backlog-workers": sqs_workers.count_workers,
    "beanstalk-policy": deployment_policies.deploy,
    "codedeploy-servers": traffic.plan_batches,
    "codedeploy-traffic": traffic.plan_shifts,
    "cross-zone": cross_zone.share_load_of,
    "ecs-rolling-update": ecs_rollout.roll_out,
    "glacier-tier": glacier.choose_tier,
    "instance-refresh": instance_refresh.refresh,
    "kinesis-fan-out": kinesis_shards.compare_fan_out,
    "kinesis-shards": kinesis_shards.count_shards,
    "lambda-bill": lambda_cost.calculate_bill,
    "lambda-memory": lambda_memory.tabulate,
    "read-units": capacity_units.count_read_units,
    "s3-prefixes": s3_requests.count_prefixes,
    "write-units": capacity_units.count_write_units,
}

app = typer.Typer(add_completion=False, help="What follows from AWS's rules and numbers.")


def _printing(calculate: Callable[..., Any]) -> Callable[..., None]:
    @wraps(calculate)
    def show(**values: Any) -> None:
        try:
            typer.echo(json.dumps(calculate(**values), default=_plain))
        except (KeyError, ValueError) as error:
            raise typer.BadParameter(str(error)) from None

    return show


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} is no result of a calculator")


for _name, _calculate in CALCULATORS.items():
    app.command(_name)(_printing(_calculate))

if __name__ == "__main__":
    app(prog_name="calculators")
