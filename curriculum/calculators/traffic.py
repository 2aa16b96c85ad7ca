"""How a deployment of CodeDeploy moves to the new version.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
"""

import math
import re
from dataclasses import dataclass

CANARY = re.compile(r"Canary(\d+)Percent(\d+)Minutes?")
LINEAR = re.compile(r"Linear(\d+)PercentEvery(\d+)Minutes?")


@dataclass(frozen=True)
class Shift:
    """From this minute on, so many percent of the requests reach the new version."""

    minute: int
    percent: int


def plan_shifts(configuration: str) -> list[Shift]:
    """Return the shifts of a configuration for Lambda or ECS; ValueError for no such name."""
    if found := CANARY.search(configuration):
        percent, minutes = map(int, found.groups())
        return [Shift(0, percent), Shift(minutes, 100)]
    if found := LINEAR.search(configuration):
        percent, minutes = map(int, found.groups())
        steps = math.ceil(100 / percent)
        return [Shift(n * minutes, min(100, percent * (n + 1))) for n in range(steps)]
    if configuration.endswith("AllAtOnce"):
        return [Shift(0, 100)]
    raise ValueError(f"{configuration}: neither AllAtOnce, nor Canary…, nor Linear…")


def plan_batches(servers: int, configuration: str) -> list[int]:
    """Return how many servers get the revision together, in place, one batch after another.

    `AllAtOnce`, `HalfAtATime`, `OneAtATime`, or of one's own: `<n>` servers or `<n>%` of them
    stay healthy.
    """
    match configuration.removeprefix("CodeDeployDefault."):
        case "AllAtOnce":
            healthy = 0
        case "HalfAtATime":
            healthy = math.ceil(servers / 2)
        case "OneAtATime":
            healthy = servers - 1
        case own if own.endswith("%"):
            healthy = math.ceil(servers * int(own[:-1]) / 100)
        case own:
            healthy = int(own)
    size = servers - healthy
    if size < 1:
        raise ValueError(f"{configuration}: all {servers} servers would have to stay healthy")
    return [min(size, servers - done) for done in range(0, servers, size)]


@dataclass(frozen=True)
class Fleet:
    """The load balancer's registered servers of both groups."""

    blue: int
    green: int


def plan_blue_green(servers: int, configuration: str) -> list[Fleet]:
    """Return the fleets: a new group beside the old, registered by batches, the old goes then."""
    fleets, green = [Fleet(servers, 0)], 0
    for batch in plan_batches(servers, configuration):
        green += batch
        fleets.append(Fleet(servers, green))
    return [*fleets, Fleet(0, servers)]
