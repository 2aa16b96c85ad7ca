"""`callnotes topics` prints topics with their evidence and state."""

import json

import pytest

from curriculum.topics import read_curriculum
from tests.local.command_line import CommandLine


def test_all_topics_are_listed_with_their_states(callnotes: CommandLine) -> None:
    done = callnotes.run("topics")
    lines = done.out.splitlines()
    assert done.code == 0
    assert [line.split()[0] for line in lines[1:-2]] == [t.id for t in read_curriculum().topics]
    assert lines[-1].startswith("376 topics: ")


def test_json_has_evidence_of_each_kind(callnotes: CommandLine) -> None:
    (found,) = json.loads(callnotes.run("topics", "dynamodb-ttl", "--json").out)
    assert (found["id"], found["exam"], found["state"]) == ("dynamodb-ttl", "1.3", "exercised")
    assert set(found["evidence"]) == {"code", "tests", "docs", "lacks", "labs", "quiz"}
    assert "template.yaml::Table.TimeToLiveSpecification" in found["evidence"]["code"]


def test_one_topic_is_shown_in_full(callnotes: CommandLine) -> None:
    out = callnotes.run("topics", "sqs-visibility-timeout").out
    assert "callnotes labs start visibility_timeout" in out
    assert "lacks       ChangeMessageVisibility" in out


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        (("--domain", "2"), lambda row: row["exam"].startswith("2.")),
        (("--service", "kms"), lambda row: "KMS" in row["services"]),
        (("--missing",), lambda row: row["state"] == "missing"),
    ],
)
def test_options_select(callnotes: CommandLine, options: tuple[str, ...], fits: object) -> None:
    every = json.loads(callnotes.run("topics", "--json").out)
    found = json.loads(callnotes.run("topics", "--json", *options).out)
    assert callable(fits)
    assert found == [row for row in every if fits(row)]
    assert 0 < len(found) < len(every)


def test_unknown_topic_is_exit_4(callnotes: CommandLine) -> None:
    done = callnotes.run("topics", "no-such-topic")
    assert done.code == 4
    assert "no topic 'no-such-topic'" in done.err
    assert "next: callnotes topics" in done.err


def test_domain_that_is_none_is_exit_2(callnotes: CommandLine) -> None:
    assert callnotes.run("topics", "--domain", "5").code == 2
