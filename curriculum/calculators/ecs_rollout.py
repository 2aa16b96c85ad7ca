"""The steps of a rolling update of an ECS service.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What the scheduler does, and how many old and new tasks run after it."""

    action: str
    tasks: int
    old: int
    new: int


def roll_out(desired: int, minimum: int, maximum: int) -> list[Step]:
    """Return the steps, given minimum and maximum healthy percent of the desired tasks.

    The minimum is rounded up, the maximum down. Raises ValueError when nothing may move.
    """
    least, most = math.ceil(desired * minimum / 100), math.floor(desired * maximum / 100)
    if not 0 <= minimum <= 100 <= maximum:
        raise ValueError(f"Not minimum {minimum} <= 100 <= maximum {maximum} percent")
    if least == desired == most:
        raise ValueError(f"No task may stop below {least}, none may start above {most}")
    return replace(desired, least, most)


def replace(desired: int, least: int, most: int) -> list[Step]:
    """Return the steps that keep at least and at most so many running; one end leaves room."""
    steps: list[Step] = []
    old, new = desired, 0
    while old or new < desired:
        if started := min(most - old - new, desired - new):
            new += started
            steps.append(Step("start", started, old, new))
        if stopped := min(old + new - least, old):
            old -= stopped
            steps.append(Step("stop", stopped, old, new))
    return steps
