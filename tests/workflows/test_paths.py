"""Every state and every Catch of the state machines is walked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.workflows.cases import CASES, ESCALATIONS
from tests.workflows.mocked import Case, Run, Throw, read_definition, walk_states

MACHINES = sorted({case.machine for case in CASES})
LONGEST_OF_THE_SHORTEST = 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.machine}-{case.name}")
def test_given_what_tasks_answer_when_executed_then_the_way_and_the_end_are_these(
    runs: Mapping[tuple[str, str], Run], case: Case
) -> None:
    run = runs[case.machine, case.name]
    assert (run.path, run.status, run.error) == (case.path, case.status, case.error)
    assert run.output == case.output
    assert case.cause in {None, run.cause}


@pytest.mark.parametrize("machine", MACHINES)
def test_given_all_cases_when_joined_then_every_state_is_walked(machine: str) -> None:
    cases = [case for case in CASES if case.machine == machine]
    definition = read_definition(machine)
    walked = {state for case in cases for state in (*case.path, *case.mocks)}
    # Inside Parallel and Map only tasks show; the others show in the output.
    tasks = {name for name, state in walk_states(definition) if state["Type"] == "Task"}
    assert {*definition["States"], *tasks} <= walked


@pytest.mark.parametrize("machine", MACHINES)
def test_given_all_cases_when_joined_then_every_catch_is_taken(machine: str) -> None:
    definition = read_definition(machine)
    taken = {
        (before, after)
        for case in CASES
        if case.machine == machine
        for before, after in zip(case.path, case.path[1:], strict=False)
    }
    top_level = definition["States"].items()
    catches = {(name, c["Next"]) for name, state in top_level for c in state.get("Catch", ())}
    assert catches <= taken


@pytest.mark.parametrize("machine", MACHINES)
def test_given_a_catch_inside_parallel_or_map_when_read_then_a_case_throws_there(
    machine: str,
) -> None:
    thrown = {
        state
        for case in CASES
        if case.machine == machine
        for state, mock in case.mocks.items()
        if isinstance(mock, Throw)
    }
    catching = {name for name, state in walk_states(read_definition(machine)) if "Catch" in state}
    inside = catching - set(read_definition(machine)["States"])
    assert inside <= thrown


def test_given_the_shortest_way_when_counted_then_five_transitions_at_most() -> None:
    assert min(len(case.path) for case in ESCALATIONS if not case.error) <= LONGEST_OF_THE_SHORTEST


@pytest.mark.parametrize("machine", MACHINES)
def test_given_a_task_when_read_then_it_has_a_time_out_and_retries_with_jitter(
    machine: str,
) -> None:
    for name, state in walk_states(read_definition(machine)):
        if state["Type"] == "Task":
            assert "TimeoutSeconds" in state, name
            assert all(r["JitterStrategy"] == "FULL" for r in state.get("Retry", ())), name
