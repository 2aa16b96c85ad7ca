"""What one action uses of each meter: requests, events with their consumers, workflows."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from costs.wiring import Wiring
from costs.workflow import Workflow, read_workflow
from curriculum.calculators.lambda_cost import count_gb_seconds

type Json = dict[str, Any]

METERS = {
    "eventbridge": "bus_event",
    "kms": "key_request",
    "s3": "object_put",
    "sns": "topic_message",
}


@cache
def read_data() -> Json:
    """Return costs/actions.yaml."""
    data: Json = yaml.safe_load((Path(__file__).parent / "actions.yaml").read_text())
    return data


@dataclass
class Usage:
    """Quantities by meter, and by place how many traces may begin: a method, or a function."""

    meters: Counter[str] = field(default_factory=Counter)
    starts: Counter[str] = field(default_factory=Counter)

    def add(self, **quantities: float) -> None:
        """Add quantities of meters; those of a bill are fractions, too."""
        for meter, quantity in quantities.items():
            self.meters[meter] += quantity  # type: ignore[assignment]  # Counter wants integers


@dataclass(frozen=True)
class Reckoner:
    """Adds up actions by the data and a template's wiring."""

    wiring: Wiring
    data: Json = field(default_factory=read_data)

    def reckon(self, action: str) -> Usage:
        """Return what one action uses when nothing is batched and nothing fails."""
        usage, row = Usage(), self.data["actions"][action]
        for route in row["routes"]:
            usage.add(api_request=1, log_byte=self.data["estimates"]["access_log_bytes"])
            usage.starts[self.wiring.method(route)] += 1
            self._invoke(usage, route)
        for event in row.get("events", ()):
            self._publish(usage, event)
        for workflow in row.get("executions", ()):
            usage.starts[workflow] += 1
            self._execute(usage, workflow)
        return usage

    def milliseconds(self, function: str, event: str = "") -> int:
        """Return the estimate of one invocation with one record, what it waits for included."""
        estimates, row = self.data["estimates"], self._row(function, event)
        calls: int = sum(row["calls"].values())
        milliseconds: int = estimates["function_milliseconds"]
        milliseconds += calls * estimates["call_milliseconds"]
        workflow = row.get("execution", "")
        if workflow and self.wiring.is_express(workflow):
            milliseconds += estimates["express_milliseconds"]
        return milliseconds

    def _row(self, function: str, event: str) -> Json:
        functions = self.data["functions"]
        row: Json = functions.get(f"{function} {event}", functions[function])
        return row

    def _publish(self, usage: Usage, event: str) -> None:
        usage.starts["publish_events"] += 1
        self._invoke(usage, "publish_events")
        for consumer in self.wiring.consumers[event]:
            # SNS sends to the queue; the mapping receives and deletes.
            usage.add(queue_request=3)
            usage.starts[consumer] += 1
            self._invoke(usage, consumer, event)

    def _invoke(self, usage: Usage, function: str, event: str = "") -> None:
        row, milliseconds = self._row(function, event), self.milliseconds(function, event)
        if workflow := row.get("execution"):
            self._execute(usage, workflow)
        usage.add(
            lambda_request=1,
            lambda_gb_second=count_gb_seconds(1, milliseconds, self.wiring.memory(function)),
            read_unit=row["read"],
            write_unit=row["written"],
            log_byte=row["log_bytes"] + self.data["estimates"]["platform_log_bytes"],
            **{METERS[name]: count for name, count in row["calls"].items() if name in METERS},
        )

    def _execute(self, usage: Usage, name: str) -> None:
        row, estimates = self.data["workflows"][name], self.data["estimates"]
        workflow = read_workflow(name, tuple(row["way"]))
        self._add_states(usage, workflow, row.get("index_writes", 0))
        # Standard workflows write the same history to their log group.
        usage.add(log_byte=workflow.history * estimates["history_log_bytes"])
        if not self.wiring.is_express(name):
            usage.add(transition=workflow.transitions)
            return
        milliseconds = estimates["express_milliseconds"]
        gb_seconds = estimates["express_mb"] / 1024 * milliseconds / 1000
        usage.add(express_request=1, express_gb_second=gb_seconds)

    def _add_states(self, usage: Usage, workflow: Workflow, index_writes: float) -> None:
        usage.add(
            read_unit=workflow.read,
            write_unit=workflow.written + index_writes,
            topic_message=workflow.published,
        )
        for function in workflow.functions:
            self._invoke(usage, function)
        for nested in workflow.executions:
            self._execute(usage, nested)
