"""Ways of bringing a new version to a fleet, minute by minute: capacity, cost, way back.

https://docs.aws.amazon.com/whitepapers/latest/introduction-devops-aws/deployment-strategies.html
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise

from curriculum.calculators.deployment_policies import AGAIN, deploy
from curriculum.calculators.traffic import Shift, plan_batches, plan_shifts


@dataclass(frozen=True)
class Setting:
    """A fleet, minutes that things take, and how requests are shifted."""

    instances: int = 4
    batch: int = 1  # renewed together
    launch: int = 3  # minutes until a new instance is in service
    install: int = 1  # minutes out of service while the version is installed in place
    keep: int = 5  # minutes that the old instances stand by after the last shift
    ttl: int = 1  # minutes that DNS names stay in caches
    canary: str = "Canary10Percent5Minutes"
    linear: str = "Linear10PercentEvery1Minute"
    # A half of the users, always the same ones; a canary takes a share of the requests.
    ab: str = "Canary50Percent10Minutes"

    def __post_init__(self) -> None:
        if not 1 <= self.batch <= self.instances:
            raise ValueError(f"Not 1 <= batch {self.batch} <= instances {self.instances}")
        if min(self.launch, self.install, self.keep, self.ttl) < 0:
            raise ValueError("No time is shorter than 0 minutes")


@dataclass(frozen=True)
class Phase:
    """So long are so many instances of each version in service; unready ones are paid only."""

    minutes: int
    old: int
    new: int
    unready: int = 0
    shifted: int | None = None  # percent of the requests, where not each instance gets its part

    @property
    def in_service(self) -> int:
        """Instances that get requests, or could."""
        return self.old + self.new

    @property
    def instances(self) -> int:
        """Instances that are paid."""
        return self.in_service + self.unready

    @property
    def percent(self) -> int:
        """Of the requests, what the new version answers."""
        if self.shifted is not None:
            return self.shifted
        return round(100 * self.new / self.in_service) if self.in_service else 0


def all_at_once(setting: Setting) -> list[Phase]:
    """Install the version on all instances together."""
    return [Phase(setting.install, 0, 0, setting.instances)]


def rolling(setting: Setting, extra: int = 0) -> list[Phase]:
    """Install it on one batch after another, beside `extra` instances that have it already."""
    phases, done = [], 0
    for size in plan_batches(setting.instances, str(setting.instances - setting.batch)):
        left = setting.instances - done - size
        phases.append(Phase(setting.install, left, extra + done, size))
        done += size
    return phases


def rolling_with_additional_batch(setting: Setting) -> list[Phase]:
    """Launch one batch more first; it goes at the end."""
    launched = Phase(setting.launch, setting.instances, 0, setting.batch)
    return [launched, *rolling(setting, extra=setting.batch)]


def immutable(setting: Setting) -> list[Phase]:
    """Launch one new instance, then as many as there are; the old ones go when all are healthy."""
    n, minutes = setting.instances, setting.launch
    first, others = Phase(minutes, n, 0, 1), Phase(minutes, n, 1, n - 1)
    return [first, others] if n > 1 else [first]


def shift(setting: Setting, configuration: str) -> list[Phase]:
    """Launch a second fleet, then send it requests as CodeDeploy's configuration says."""
    n, shifts = setting.instances, plan_shifts(configuration)
    kept = Shift(shifts[-1].minute + setting.keep, 100)
    shifted = [
        Phase(after.minute - now.minute, n, n, shifted=now.percent)
        for now, after in pairwise([*shifts, kept])
    ]
    return [Phase(setting.launch, n, 0, n), *shifted]


# Each way with the policy of Elastic Beanstalk that goes back in the same manner.
WAYS: dict[str, tuple[str, Callable[[Setting], list[Phase]]]] = {
    "all at once": ("all at once", all_at_once),
    "rolling": ("rolling", rolling),
    "rolling with additional batch": (
        "rolling with additional batch",
        rolling_with_additional_batch,
    ),
    "immutable": ("immutable", immutable),
    "blue/green": ("blue/green", lambda setting: shift(setting, "AllAtOnce")),
    "canary": ("traffic splitting", lambda setting: shift(setting, setting.canary)),
    "linear": ("traffic splitting", lambda setting: shift(setting, setting.linear)),
    "A/B": ("traffic splitting", lambda setting: shift(setting, setting.ab)),
}


@dataclass(frozen=True)
class Comparison:
    """What a way costs: times in minutes, `extra` in minutes of instances beyond the fleet."""

    way: str
    fleet: int
    phases: list[Phase]
    minutes: int
    capacity: int  # percent of the fleet in service, at least
    instances: int  # at most
    down: int
    mixed: int  # while both versions answer
    extra: int
    back: int  # until only the old version answers, from the last moment before the end
    rollback: str


HEAD = (
    *("way", "minutes", "capacity", "most instances", "down", "both versions"),
    *("extra cost", "roll back", "how"),
)


def compare(setting: Setting) -> list[Comparison]:
    """Return all ways; ValueError for a configuration that CodeDeploy does not know."""
    return [_measure(way, setting) for way in WAYS]


def to_row(found: Comparison) -> tuple[str, ...]:
    """Return the cells of a table under HEAD."""
    numbers = (found.instances, found.down, found.mixed, found.extra, found.back)
    cells = (found.minutes, f"{found.capacity} %", *numbers)
    return (found.way, *map(str, cells), found.rollback)


def to_json(found: Comparison) -> dict[str, object]:
    """Return all fields; each phase with the percent of requests that the new version answers."""
    phases = [asdict(phase) | {"percent": phase.percent} for phase in found.phases]
    return asdict(found) | {"phases": phases}


def _measure(way: str, setting: Setting) -> Comparison:
    policy, simulate = WAYS[way]
    phases, outcome = simulate(setting), deploy(policy, setting.instances, setting.batch)
    minutes = sum(phase.minutes for phase in phases)
    shift_back = setting.ttl if outcome.changes_dns else 0
    return Comparison(
        way=way,
        fleet=setting.instances,
        phases=phases,
        minutes=minutes,
        capacity=min(100 * phase.in_service // setting.instances for phase in phases),
        instances=max(phase.instances for phase in phases),
        down=sum(phase.minutes for phase in phases if not phase.in_service),
        mixed=sum(phase.minutes for phase in phases if 0 < phase.percent < 100),
        extra=sum(phase.minutes * (phase.instances - setting.instances) for phase in phases),
        back=minutes if outcome.rollback == AGAIN else shift_back,
        rollback=outcome.rollback,
    )
