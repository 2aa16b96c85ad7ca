"""Every entry point meets every fault of every dependency: the outcome is the matrix's, nothing is
lost or doubled, and what fails is seen (docs/fault-matrix.md)."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.cloud import Cloud
from tests.faults.cells import (
    FAULTS,
    Bench,
    Run,
    faults_of,
    find_doubts,
    find_events,
    read_matrix,
)
from tests.faults.rules import Rule
from tests.template import ROOT, functions, logical_ids_of_type, resource
from tools.write_fault_matrix import PAGE, render

type Json = dict[str, Any]
type Cells = dict[str, dict[str, dict[str, str]]]

CELLS: Cells = read_matrix()["cells"]
KNOWN = {(cell["entry"], cell["dependency"], cell["fault"]) for cell in read_matrix()["known"]}
ELSEWHERE = read_matrix()["elsewhere"]
ROWS = [(entry, dependency) for entry, rows in CELLS.items() for dependency in rows]
WRITE = "python -m tests.faults.write_matrix, then read the diff"
# botocore's names of services whose actions have another.
SERVICES = {
    "cognito-idp": "cognito-identity-provider",
    "events": "eventbridge",
    "secretsmanager": "secrets-manager",
    "states": "sfn",
}


@pytest.fixture(scope="module")
def bench(cloud: Cloud) -> Bench:
    return Bench.of(cloud)


@pytest.fixture(scope="module")
def events(bench: Bench) -> dict[tuple[str, str], Path]:
    return find_events(bench)


@pytest.mark.parametrize(("entry", "dependency"), ROWS)
def test_every_fault_has_the_outcome_of_its_cell(
    bench: Bench, events: dict[tuple[str, str], Path], entry: str, dependency: str
) -> None:
    path, (service, operation) = events[entry, dependency], dependency.split(".")
    undisturbed = bench.run(path)
    runs = {
        name: bench.run(path, Rule(service, operation, *FAULTS[name]))
        for name in faults_of(dependency)
    }
    assert {name: run.first for name, run in runs.items()} == CELLS[entry][dependency]
    doubts = {name: find_doubts(undisturbed, run) for name, run in runs.items()}
    known = {fault for *row, fault in KNOWN if row == [entry, dependency]}
    assert {name: doubt for name, doubt in doubts.items() if doubt and name not in known} == {}
    assert all(doubts[fault] for fault in known), "this cell is as the others now: remove it there"


def test_every_entry_point_and_every_call_of_an_event_has_a_row(
    events: dict[tuple[str, str], Path],
) -> None:
    assert set(events) == set(ROWS), WRITE
    assert set(functions()) == set(CELLS), WRITE


def test_every_permission_of_the_template_has_a_cell() -> None:
    assert find_uncovered(CELLS, ELSEWHERE) == []


def test_a_row_that_is_missing_is_named() -> None:
    without = {entry: rows for entry, rows in CELLS.items() if entry != "record_audit"}
    assert find_uncovered(without, ELSEWHERE) == ["RecordAuditPolicy s3:PutObject"]
    assert "PublishEventsPolicy dynamodb:GetRecords" in find_uncovered(CELLS, [])


def test_what_fails_is_seen_in_a_metric_or_an_alarm() -> None:
    alarms = set(logical_ids_of_type("AWS::CloudWatch::Alarm"))
    unseen = [
        (entry, dependency, fault, outcome)
        for entry, rows in CELLS.items()
        for dependency, row in rows.items()
        for fault, outcome in row.items()
        if not set(alarms_of(entry, outcome)) <= alarms
    ]
    assert unseen == []


def alarms_of(entry: str, outcome: str) -> Iterator[str]:
    """Return the alarms that must exist for an outcome."""
    first, *metrics = outcome.split(", ")
    name = functions()[entry].logical_id.removesuffix("Function")
    yield from (f"{metric}Alarm" for metric in metrics if metric != "parked")
    if first.startswith("5"):
        yield "ApiErrorsAlarm"
    if first.startswith("raises"):
        yield f"{name}Alarm"
    if first == "retried":
        yield "PublishEventsAgeAlarm" if name == "PublishEvents" else f"{name}QueueAgeAlarm"


def test_every_test_elsewhere_exists() -> None:
    for item in ELSEWHERE:
        path, _, name = item["test"].partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(), item


def test_no_cell_is_undefined() -> None:
    assert all(sorted(row) == sorted(faults_of(name)) and all(row.values()) for name, row in rows())


def test_every_task_of_a_workflow_is_on_the_page() -> None:
    assert "| `escalation` | CheckEscalation |" in render()


def test_the_page_is_the_matrix() -> None:
    assert PAGE.read_text() == render(), "make docs"


def test_a_lost_and_a_doubled_effect_are_named() -> None:
    undisturbed = Run("201", "201", ["note", "audit"])
    assert find_doubts(undisturbed, Run("201", "201", ["note", "audit"])) == []
    assert find_doubts(undisturbed, Run("201", "201", ["note"])) == ["lost audit"]
    assert find_doubts(undisturbed, Run("503", "201", ["audit", "note", "note"])) == ["more note"]
    assert find_doubts(undisturbed, Run("503", "409", ["audit", "note"])) == ["again: 409, not 201"]


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    for dependencies in CELLS.values():
        yield from dependencies.items()


def find_uncovered(cells: Cells, elsewhere: list[Json]) -> list[str]:
    """Return the permissions of functions' policies that neither a row nor a test is about."""
    found = []
    for policy in logical_ids_of_type("AWS::IAM::Policy"):
        name = policy.removesuffix("Policy")
        called = cells.get(entry_of(name), {})
        found += [
            f"{policy} {action}"
            for action in actions_of(policy)
            if not name.endswith("StateMachine")  # the section on workflows has all their tasks
            if dependency_of(action) not in called
            if not any(
                fnmatchcase(policy, item["policy"]) and action in item["actions"]
                for item in elsewhere
            )
        ]
    return found


def entry_of(policy: str) -> str:
    """Return the function that a policy is named after."""
    names = {f.logical_id.removesuffix("Function"): f.name for f in functions().values()}
    return names.get(max(filter(policy.startswith, names), key=len, default=""), "")


def actions_of(policy: str) -> Iterator[str]:
    for statement in resource(policy)["PolicyDocument"]["Statement"]:
        actions = statement["Action"]
        yield from [actions] if isinstance(actions, str) else actions


def dependency_of(action: str) -> str:
    service, _, operation = action.partition(":")
    return f"{SERVICES.get(service, service)}.{operation}"
