"""costs/actions.yaml agrees with the code: calls, log bytes, units, ways of workflows, wiring."""

import io
import re
from collections import Counter
from contextlib import redirect_stdout
from typing import Any

import pytest
import yaml

from costs.usage import Reckoner, read_data
from costs.wiring import Wiring
from costs.workflow import read_workflow
from tests.cloud import Cloud
from tests.events.world import FOLDER, Invocation
from tests.faults.cells import Bench
from tests.log import Log, catch_log
from tests.template import ROOT, functions, resource
from tests.workflows import cases

DATA = read_data()
MEASURED = {name: row for name, row in DATA["functions"].items() if "event" in row}
WAYS = {name: row["way"] for name, row in DATA["workflows"].items()}
MEASURING = ("test_unit_budgets.py", "test_escalation_budgets.py", "test_enrich_note.py")
BUDGETS = [ROOT / "tests" / "integration" / name for name in MEASURING]


@pytest.fixture(scope="module")
def bench(cloud: Cloud) -> Bench:
    return Bench.of(cloud)


@pytest.mark.parametrize("function", MEASURED)
def test_a_function_makes_the_calls_and_writes_the_log_of_its_line(
    bench: Bench, function: str
) -> None:
    row = MEASURED[function]
    calls, log_bytes = measure(bench, function, row["event"])
    assert calls == row["calls"]
    assert log_bytes == pytest.approx(row["log_bytes"], rel=0.1)


def measure(bench: Bench, function: str, event: str) -> tuple[dict[str, int], int]:
    """Return the calls by service, and the bytes of log lines and metrics."""
    path, faults = FOLDER / function / f"{event}.json", bench.cloud.faults
    bench._begin()
    faults.clear()
    with catch_log() as log, redirect_stdout(io.StringIO()) as output:
        done = Invocation(bench.cloud, Log(), path, idempotency_key="costs")
    calls = Counter(call.service for call in faults.calls)
    faults.clear()
    assert done.error is None
    return dict(calls), len(f"{log.text}{output.getvalue()}".encode())


@pytest.mark.parametrize("name", WAYS)
def test_the_way_of_a_workflow_is_one_that_its_tests_go(name: str) -> None:
    top = yaml.safe_load((ROOT / "statemachines" / f"{name}.asl.yaml").read_text())["States"]
    taken = tuple(state for state in WAYS[name] if state in top)
    gone = {case.path for case in cases.CASES if case.machine == name}
    assert taken in gone
    assert read_workflow(name, tuple(WAYS[name])).transitions == len(WAYS[name])


def test_units_and_nested_work_of_a_workflow_are_read_from_its_definition() -> None:
    escalation = read_workflow("escalation", tuple(WAYS["escalation"]))
    # MarkNote puts an item of 1 KB; CloseEscalation writes two in a transaction.
    assert (escalation.read, escalation.written) == (0, 1 + 2 * 2)
    assert escalation.functions == ["check_escalation", "request_decision"]
    assert escalation.executions == ["collect_opinions"]
    enrichment = read_workflow("enrich_note", tuple(WAYS["enrich_note"]))
    # The note's language, strongly consistent; the customer, eventually.
    assert (enrichment.read, enrichment.functions) == (1.5, ["give_opinion"])
    # Start and end, Parallel 4, Task 5, Choice and Pass 2.
    assert enrichment.history == 2 + 4 + 3 * 5 + 2 * 2


def test_closing_an_escalation_writes_indexes_as_letting_it_wait_does() -> None:
    """Both move an escalation to another state, and put one item, in one transaction."""
    close = read_workflow("escalation", ("CloseEscalation",))
    indexes = DATA["workflows"]["escalation"]["index_writes"]
    assert close.written + indexes == DATA["functions"]["request_decision"]["written"]


def test_every_units_of_the_data_are_measured_on_the_deployed_table() -> None:
    texts = "".join(path.read_text() for path in BUDGETS)
    measured = set(re.findall(r'(?:units_of|written_by)\("(\w+)"\)', texts))
    # It reads the note as get_note does.
    assert DATA["functions"]["give_opinion"]["read"] == DATA["functions"]["get_note"]["read"]
    expected = {
        n.split()[0] for n, row in DATA["functions"].items() if row["read"] + row["written"]
    }
    assert expected - measured == {"give_opinion"}


def test_a_started_workflow_has_its_call_and_its_way() -> None:
    for row in DATA["functions"].values():
        assert "execution" not in row or row["calls"]["sfn"] == 1
    started = {row["execution"] for row in DATA["functions"].values() if "execution" in row}
    assert started <= set(WAYS)


def test_shares_are_the_whole() -> None:
    assert sum(action["share"] for action in DATA["actions"].values()) == pytest.approx(1)


def test_consumers_are_those_of_the_template(wiring: Wiring) -> None:
    note = ["enrich_note", "index_note", "record_audit"]
    assert sorted(wiring.consumers["NoteCreated.v1"]) == note
    assert wiring.consumers["EscalationClosed.v1"] == ["record_audit"]
    events = {event for action in DATA["actions"].values() for event in action.get("events", ())}
    assert events <= set(wiring.consumers)


def test_a_consumer_more_costs_more(wiring: Wiring) -> None:
    resources = dict(wiring.resources)
    resources["Another"] = resources["IndexNoteSubscription"]
    more = Reckoner(Wiring(resources)).reckon("create_note")
    assert (
        more.meters["lambda_request"]
        == 1 + (Reckoner(wiring).reckon("create_note").meters["lambda_request"])
    )


def test_routes_and_the_rule_that_files_are_of_the_template(wiring: Wiring) -> None:
    routes = {route for action in DATA["actions"].values() for route in action["routes"]}
    assert routes <= set(functions())
    assert {wiring.method(route) for route in routes} == {"GET", "POST", "PUT"}
    (target,) = resource("FileEscalationRule")["Targets"]
    assert "FileEscalationStateMachine" in str(target["Arn"])


def test_the_access_log_is_as_long_as_estimated() -> None:
    form: Any = resource("Api")["AccessLogSetting"]["Format"]
    values = {"requestId": 36, "httpMethod": 4, "resourcePath": 20, "status": 3}
    values |= {"identity.sourceIp": 12, "requestTimeEpoch": 13, "responseLatency": 2}
    line = re.sub(r"\$context\.([\w.]+\w)", lambda m: "x" * values.get(m[1], 1), str(form))
    assert len(line) == pytest.approx(DATA["estimates"]["access_log_bytes"], rel=0.1)
