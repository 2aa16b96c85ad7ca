"""Which instance of an ECS cluster gets the next task.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass
class Instance:
    """A container instance: its zone, type, and what is free of its resources."""

    name: str
    zone: str
    cpu: int
    memory: int
    type: str = "t3.medium"
    tasks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Task:
    """What a task needs."""

    name: str
    cpu: int
    memory: int


# A strategy rates an instance: the lowest gets the task. A constraint says whether it may.
type Strategy = Callable[[Instance, Sequence[Instance]], float]
type Constraint = Callable[[Instance, Task], bool]


def binpack(resource: str) -> Strategy:
    """Fill the instance with the least of `cpu` or `memory` left: the fewest instances."""
    return lambda instance, _: float(getattr(instance, resource))


def spread(attribute: str) -> Strategy:
    """Keep the number of tasks alike in each value of `name` (the instance) or `zone`."""

    def rate(instance: Instance, all_instances: Sequence[Instance]) -> float:
        value = getattr(instance, attribute)
        return sum(len(i.tasks) for i in all_instances if getattr(i, attribute) == value)

    return rate


def at_random(random: Random) -> Strategy:
    """Take any."""
    return lambda *_: random.random()


def distinct_instance(instance: Instance, task: Task) -> bool:
    """At most one task of the kind on an instance."""
    return task.name not in instance.tasks


def member_of(attribute: str, *values: str) -> Constraint:
    """Only instances whose attribute has one of the values."""
    return lambda instance, _: getattr(instance, attribute) in values


def place(
    task: Task,
    cluster: Sequence[Instance],
    strategies: Sequence[Strategy],
    constraints: Sequence[Constraint] = (),
) -> Instance | None:
    """Put the task on an instance and return it; None when none has room and may.

    A later strategy decides between instances that are alike for the ones before.
    """
    fitting = [i for i in cluster if i.cpu >= task.cpu and i.memory >= task.memory]
    allowed = [i for i in fitting if all(may(i, task) for may in constraints)]
    if not allowed:
        return None
    chosen = min(allowed, key=lambda i: tuple(rate(i, cluster) for rate in strategies))
    chosen.cpu, chosen.memory = chosen.cpu - task.cpu, chosen.memory - task.memory
    chosen.tasks.append(task.name)
    return chosen
