"""State machines whose tasks answer as a test says, in the form of Step Functions Local's mocks.

https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud
from tests.template import ROOT

FOLDER = ROOT / "statemachines"
# What a task of a state does: a result, or an error's name.
Mocks = Mapping[str, Any]
type States = dict[str, Any]


@dataclass(frozen=True)
class Throw:
    """A task that fails with this error, at every attempt."""

    error: str
    cause: str = "mocked"


@dataclass(frozen=True, init=False)
class InTurn:
    """A task whose first call has the first of these results, and so on."""

    results: tuple[Any, ...]

    def __init__(self, *results: Any) -> None:
        object.__setattr__(self, "results", results)


@dataclass(frozen=True)
class Case:
    """What each task answers, and the way the execution takes then."""

    name: str
    machine: str
    input: Any
    mocks: Mocks
    path: tuple[str, ...]
    status: str
    output: Any = None
    error: str | None = None
    # Compared when it is given.
    cause: str | None = None


def read_definition(machine: str) -> dict[str, Any]:
    """A definition as written, but for the names that the template puts in."""
    text = (FOLDER / f"{machine}.asl.yaml").read_text()
    definition: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{(\w+)\}", r"\1", text))
    return definition


def walk_states(definition: dict[str, Any]) -> Iterator[tuple[str, States]]:
    """Every state of a definition with its name, those inside Map and Parallel too."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in (*state.get("Branches", ()), *filter(None, [state.get("ItemProcessor")])):
            yield from walk_states(inner)


def to_mock_config(cases: list[Case]) -> dict[str, Any]:
    """The mock configuration of all cases: a test case and its responses for each."""
    machines: dict[str, Any] = {}
    responses: dict[str, Any] = {}
    for case in cases:
        named = machines.setdefault(case.machine, {"TestCases": {}})["TestCases"]
        named[case.name] = {state: f"{case.machine}.{case.name}.{state}" for state in case.mocks}
        for state, mock in case.mocks.items():
            responses[f"{case.machine}.{case.name}.{state}"] = _responses(mock)
    return {"StateMachines": machines, "MockedResponses": responses}


def _responses(mock: Any) -> dict[str, Any]:
    if isinstance(mock, InTurn):
        return {str(turn): _response(result) for turn, result in enumerate(mock.results)}
    return {"0-999": _response(mock)}


def _response(mock: Any) -> dict[str, Any]:
    if isinstance(mock, Throw):
        return {"Throw": {"Error": mock.error, "Cause": mock.cause}}
    return {"Return": mock}


@dataclass(frozen=True)
class Run:
    """How an execution went: the states it entered in order, and its end."""

    path: tuple[str, ...]
    status: str
    output: Any
    error: str | None
    cause: str | None
    history: str


def run_case(cloud: Cloud, case: Case) -> Run:
    """Start the case's state machine with its mocks and wait for the end."""
    client = cloud.client("stepfunctions", inject_host_prefix=False)
    machine = find_machine(cloud, case.machine)
    started = client.start_execution(
        stateMachineArn=f"{machine}#{case.name}", input=json.dumps(case.input)
    )
    arn = started["executionArn"]
    assert wait_until(
        lambda: client.describe_execution(executionArn=arn)["status"] != "RUNNING", 30
    )
    found = client.describe_execution(executionArn=arn)
    events = client.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    entered = [event["stateEnteredEventDetails"]["name"] for event in events if _enters(event)]
    output = json.loads(found["output"]) if found["status"] == "SUCCEEDED" else None
    history = json.dumps(events, default=str)
    error, cause = found.get("error"), found.get("cause")
    return Run(tuple(entered), found["status"], output, error, cause, history)


def _enters(event: dict[str, Any]) -> bool:
    return "stateEnteredEventDetails" in event


def find_machine(cloud: Cloud, name: str) -> str:
    """The ARN of a state machine by its name."""
    machines = cloud.client("stepfunctions").list_state_machines()["stateMachines"]
    return next(str(m["stateMachineArn"]) for m in machines if m["name"] == name)
