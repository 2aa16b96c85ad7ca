"""What a way through a workflow uses, read from its definition."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

type Json = dict[str, Any]

FOLDER = Path(__file__).resolve().parents[1] / "statemachines"
# Events of the history by a state's type: entered and exited, and what is between.
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
HISTORY = {"Task": 5, "Parallel": 4, "Map": 6}
PLAIN, START_AND_END = 2, 2


@dataclass(frozen=True)
class Workflow:
    """The states that one execution enters."""

    states: tuple[Json, ...]

    @property
    def transitions(self) -> int:
        """What a Standard workflow is paid by: each state that is entered."""
        return len(self.states)

    @property
    def history(self) -> int:
        """How many events the history has, and so the log at level ALL."""
        return START_AND_END + sum(HISTORY.get(state["Type"], PLAIN) for state in self.states)

    @property
    def read(self) -> float:
        """Read units of the items that its states get."""
        gets = [_arguments(state) for state in self._tasks("getItem")]
        return sum(1 if given.get("ConsistentRead") else 0.5 for given in gets)

    @property
    def written(self) -> float:
        """Write units of the items, each of 1 KB; an item in a transaction counts twice."""
        writes = sum(1 for _ in self._tasks("putItem", "updateItem", "deleteItem"))
        transactions = map(_arguments, self._tasks("transactWriteItems"))
        return writes + sum(2 * len(given["TransactItems"]) for given in transactions)

    @property
    def published(self) -> int:
        """Messages to topics."""
        return sum(1 for _ in self._tasks("sns:publish"))

    @property
    def functions(self) -> list[str]:
        """The functions that its states invoke."""
        return [_verb(_arguments(s)["FunctionName"]) for s in self._tasks("lambda:invoke")]

    @property
    def executions(self) -> list[str]:
        """The workflows that its states start."""
        started = self._tasks("startExecution", "startSyncExecution")
        return [_verb(_arguments(state)["StateMachineArn"]) for state in started]

    def _tasks(self, *names: str) -> Iterator[Json]:
        ends = tuple(f":{name}" for name in names)
        for state in self.states:
            # An ending such as .sync:2 or .waitForTaskToken is how the state waits.
            if state.get("Resource", "").partition(".")[0].endswith(ends):
                yield state


@cache
def read_workflow(name: str, way: tuple[str, ...]) -> Workflow:
    """Return the workflow with the states of a way; KeyError for a state that it has not."""
    definition = yaml.safe_load((FOLDER / f"{name}.asl.yaml").read_text())
    states = dict(_states(definition["States"]))
    return Workflow(tuple(states[state] for state in way))


def _states(states: Json) -> Iterator[tuple[str, Json]]:
    for name, state in states.items():
        yield name, state
        for inner in (*state.get("Branches", ()), state.get("ItemProcessor", {"States": {}})):
            yield from _states(inner["States"])


def _arguments(state: Json) -> Json:
    given: Json = state.get("Arguments") or state.get("Parameters") or {}
    return given


def _verb(substitution: str) -> str:
    name = re.sub(r"\W|Function|StateMachine", "", substitution)
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
