"""One cell of the fault matrix: an entry point meets a fault of a dependency, then comes again.

The entry point gets a file of events/ that calls the dependency. What is stored in the end is what
is stored when the event comes twice and nothing fails: nothing is lost, nothing is doubled.
"""

import copy
import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from moto.backends import get_backend

from faults.rule import INVOKE, Fault
from tests.cloud import ACCOUNT, BUCKET, REGION, Cloud
from tests.events.world import FILES, Invocation, prepare_world
from tests.faults.rules import ALWAYS, Rule
from tests.log import Log
from tests.metrics import list_metrics

type Json = dict[str, Any]
type Row = dict[str, str]

MATRIX = Path(__file__).parent / "matrix.yaml"
INVOCATION = ".".join(INVOKE)
# The columns: how a call of the dependency fails, once or until it is off.
FAULTS: dict[str, tuple[Fault, int]] = {
    "throttle:2": ("throttle", 2),
    "throttle": ("throttle", ALWAYS),
    "error_before": ("error_before", ALWAYS),
    "error_after:1": ("error_after", 1),
    "error_after": ("error_after", ALWAYS),
    "delay:1": ("delay", 1),
    "drop": ("drop", ALWAYS),
    "duplicate:1": ("duplicate", 1),
    "corrupt:1": ("corrupt", 1),
}
NOT_OF_INVOCATIONS = {"throttle:2", "throttle", "error_after:1"}
NO_LOG = Log()
FAILURES = {"refused", "failed"}


@cache
def read_matrix() -> Json:
    """Return the outcome by entry point, dependency (`service.Operation`) and fault."""
    matrix: Json = yaml.safe_load(MATRIX.read_text())
    return matrix


def faults_of(dependency: str) -> list[str]:
    """Return the columns that a dependency has."""
    without = NOT_OF_INVOCATIONS if dependency == INVOCATION else set[str]()
    return [name for name in FAULTS if name not in without]


@dataclass(frozen=True)
class Run:
    """What came of an event with a fault, of the same event without, and what is stored then."""

    first: str
    second: str
    stored: list[str]


@dataclass
class Bench:
    """A prepared cloud that begins anew for each run."""

    cloud: Cloud
    items: Any
    secrets: Any

    @classmethod
    def of(cls, cloud: Cloud) -> "Bench":
        """Let nothing but the events' own notes, customers and escalations be stored."""
        _table(cloud).items.clear()
        prepare_world(cloud)
        return cls(cloud, copy.deepcopy(_table(cloud).items), copy.deepcopy(_secrets().secrets))

    def run(self, path: Path, rule: Rule | None = None) -> Run:
        """Give the event with the fault, then again without."""
        self._begin()
        with self._rules(rule):
            first, parked = self._give(path), self._take_parked()
        with self._rules():
            second = self._give(path)
        self._take_parked()
        return Run(f"{first}, parked" if parked else first, second, self._stored())

    def calls_of(self, path: Path) -> list[str]:
        """Return which operations an event calls."""
        self._begin()
        with self._rules():
            self._give(path)
            calls = list(self.cloud.faults.calls)
        return [f"{call.service}.{call.operation}" for call in calls]

    def _give(self, path: Path) -> str:
        with redirect_stdout(io.StringIO()) as output:
            done = Invocation(self.cloud, NO_LOG, path, idempotency_key="matrix")
        return ", ".join([outcome_of(done), *list_metrics(output.getvalue())])

    @contextmanager
    def _rules(self, rule: Rule | None = None) -> Iterator[None]:
        self.cloud.faults.clear()
        if rule:
            self.cloud.faults.add(rule)
        yield
        self.cloud.faults.clear()
        assert not rule or rule.fired, f"this rule never fired: {rule}"

    def _begin(self) -> None:
        self.cloud.restart()
        _table(self.cloud).items = copy.deepcopy(self.items)
        _secrets().secrets = copy.deepcopy(self.secrets)
        _audit_objects().clear()
        self._take_parked()

    def _take_parked(self) -> list[str]:
        queue = get_backend("sqs")[ACCOUNT][REGION].queues["ParkedEventsQueue"]
        parked = [message.body for message in queue._messages]
        queue._messages.clear()
        return parked

    def _stored(self) -> list[str]:
        items = [
            item.to_json()["Attributes"]
            for partition in _table(self.cloud).items.values()
            for item in partition.values()
        ]
        stored = [_describe(item) for item in items if not item["pk"]["S"].startswith("QUOTA#")]
        objects = _audit_objects()
        return sorted(stored + [key for key in objects for _ in objects.getlist(key)])


def outcome_of(done: Invocation) -> str:
    """Return the outcome in a word: a status, done, retried, or the error that is raised."""
    match done.answer:
        case _ if done.error is not None:
            return f"raises {type(done.error).__name__}"
        case {"statusCode": int() as status}:
            return str(status)
        case {"batchItemFailures": [_, *_]}:
            return "retried"
    return "done"


def find_events(bench: Bench) -> dict[tuple[str, str], Path]:
    """Return for each entry point and dependency a file of events/ that calls it."""
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(FILES, key=_is_failure):
        for dependency in (INVOCATION, *bench.calls_of(path)):
            found.setdefault((path.parent.name, dependency), path)
    return found


def find_doubts(undisturbed: Run, run: Run) -> list[str]:
    """Return what was lost or doubled, and what is otherwise when the event comes again."""
    lost = Counter(undisturbed.stored) - Counter(run.stored)
    more = Counter(run.stored) - Counter(undisturbed.stored)
    doubts = [f"lost {text}" for text in lost] + [f"more {text}" for text in more]
    if run.second not in {undisturbed.first, undisturbed.second}:
        doubts.append(f"again: {run.second}, not {undisturbed.first}")
    return doubts


def _is_failure(path: Path) -> bool:
    outcome = path.name.split(".")[1]
    return outcome in FAILURES or outcome.startswith(("4", "5"))


def _table(cloud: Cloud) -> Any:
    return get_backend("dynamodb")[ACCOUNT][REGION].get_table(cloud.resources["Table"])


def _secrets() -> Any:
    return get_backend("secretsmanager")[ACCOUNT][REGION]


def _audit_objects() -> Any:
    return get_backend("s3")[ACCOUNT]["aws"].buckets[BUCKET].keys


def _describe(item: Json) -> str:
    numbers = {name: item[name]["N"] for name in ("version", "notes") if name in item}
    return json.dumps([item["pk"]["S"], item["sk"]["S"], numbers])
