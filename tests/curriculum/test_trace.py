"""Each piece of evidence exists, each test is collected and runs; what does not hold is named."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from curriculum.labs import labs_by_topic
from curriculum.references import find_code_fault, find_page_fault
from curriculum.topics import read_curriculum
from curriculum.trace import Evidence, State, cover, read_trace
from tests.curriculum.collected import collect
from tests.template import ROOT

TRACE = read_trace()
AT_LEAST = 115
SKIPPING = """
import pytest

def test_that_runs(): assert True

@pytest.mark.skip
def test_that_is_marked(): assert True

def test_that_skips_itself(): pytest.skip("not today")
"""


def test_every_topic_of_the_trace_is_one() -> None:
    assert set(TRACE) <= set(read_curriculum().by_id)


def test_every_topic_of_a_lab_is_one() -> None:
    assert set(labs_by_topic()) <= set(read_curriculum().by_id)


def test_every_entry_has_evidence_that_counts() -> None:
    weak = [t for t, e in TRACE.items() if not (e.docs or (e.code and e.tests))]
    assert weak == []


def test_code_is_never_without_a_test() -> None:
    assert [topic for topic, e in TRACE.items() if bool(e.code) != bool(e.tests)] == []


def test_enough_topics_are_exercised_in_full() -> None:
    rows = cover(read_curriculum(), TRACE, labs_by_topic(), {})
    full = [row for row in rows if row.state in (State.EXERCISED, State.PRACTISED)]
    assert len(full) >= AT_LEAST


def test_every_reference_leads_somewhere() -> None:
    assert list(reference_faults(TRACE)) == []


@pytest.mark.timeout(600)  # collects most of the suite
def test_every_test_is_collected_and_runs() -> None:
    assert list(find_test_faults(TRACE)) == []


@pytest.mark.parametrize(
    ("evidence", "fault"),
    [
        (Evidence(code=("functions/gone/app.py::handler",)), "no file functions/gone/app.py"),
        (Evidence(code=("functions/get_note/app.py::gone",)), "app.py has no gone"),
        (Evidence(code=("template.yaml::Gone",)), "has no Gone"),
        (Evidence(code=("template.yaml::Table.Gone",)), "has no Table.Gone"),
        (Evidence(code=("template.yaml::Consumers.${Name}Gone",)), "has no Consumers"),
        (Evidence(code=("samconfig.toml::gone",)), "has no gone"),
        (Evidence(code=("statemachines/escalation.asl.yaml::States.Gone",)), "no States.Gone"),
        (Evidence(code=("Makefile::gone",)), "has no gone"),
        (Evidence(docs=("docs/gone.md",)), "no page docs/gone.md"),
        (Evidence(docs=("docs/data-model.md#gone",)), "no heading gone"),
    ],
)
def test_reference_that_leads_nowhere_is_named(evidence: Evidence, fault: str) -> None:
    (found,) = reference_faults({"a-topic": evidence})
    assert found.startswith("a-topic: ")
    assert fault in found


@pytest.mark.parametrize(
    "reference",
    [
        "layers/core/callnotes/adapters/clients.py::calling",
        "layers/core/callnotes/adapters/dynamodb_notes.py::DynamoDBNotes.create_note",
        "layers/core/callnotes/adapters/clients.py::TRIES",
        "template.yaml::Table.TimeToLiveSpecification.Enabled",
        "template.yaml::Consumers.${Name}Queue.RedrivePolicy",
        "template.yaml::Globals.Function.AutoPublishAlias",
        "template.yaml::IsProd",
        "statemachines/escalation.asl.yaml::States.RequestDecision.HeartbeatSeconds",
        "samconfig.toml::staging.deploy.parameters.confirm_changeset",
        "flags/local.json::flags.dictation",
        "Makefile::bench",
    ],
)
def test_symbol_of_each_kind_is_found(reference: str) -> None:
    assert find_code_fault(ROOT, reference) is None


def test_test_that_is_not_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SKIPPING)
    found = collect([str(tmp_path / "test_sample.py")])
    reasons = {test.partition("::")[2]: why for test, why in found.items()}
    assert reasons == {
        "test_that_runs": None,
        "test_that_is_marked": "it is marked skip",
        "test_that_skips_itself": "it skips itself",
    }


def test_test_that_is_not_collected_is_named() -> None:
    gone = "tests/curriculum/test_trace.py::test_gone"
    here = "tests/curriculum/test_trace.py::test_code_is_never_without_a_test"
    (fault,) = find_test_faults({"a-topic": Evidence(tests=(gone, here))})
    assert fault == f"a-topic: {gone} is not collected"


def reference_faults(trace: Mapping[str, Evidence]) -> Iterator[str]:
    for topic, evidence in trace.items():
        found = (
            *(find_code_fault(ROOT, each) for each in evidence.code),
            *(find_page_fault(ROOT, each) for each in evidence.docs),
        )
        yield from (f"{topic}: {fault}" for fault in found if fault)


def find_test_faults(trace: Mapping[str, Evidence]) -> Iterator[str]:
    named = [(topic, test) for topic, evidence in trace.items() for test in evidence.tests]
    files = {test.partition("::")[0] for _, test in named}
    for topic, test in named:
        if not (ROOT / test.partition("::")[0]).is_file():
            yield f"{topic}: {test} is not collected"
            files.discard(test.partition("::")[0])
    collected = collect(files)
    for topic, test in named:
        if test.partition("::")[0] in files and test not in collected:
            yield f"{topic}: {test} is not collected"
        elif why := collected.get(test):
            yield f"{topic}: {test} does not run: {why}"
