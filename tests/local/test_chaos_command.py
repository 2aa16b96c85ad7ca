"""`callnotes chaos` without a local cloud: what it writes for the functions, and what it prints."""

import json
from pathlib import Path

import pytest

from callnotes_local.command_line import chaos
from callnotes_local.emulator.settings import FAULTS
from callnotes_local.errors import ExitCode
from faults.rule import FAULTS as NAMES
from faults.rule import Call
from faults.rules_file import RulesFile
from tests.local.command_line import CommandLine

SPEC = "dynamodb.PutItem@create_note=throttle:2"


@pytest.fixture
def running(callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setattr(chaos, "attach_cloud", lambda _: None)
    functions = Path(__file__).parents[2] / "functions"
    (callnotes.workspace.root / "functions").symlink_to(functions)
    (callnotes.workspace.cloud / FAULTS).parent.mkdir(parents=True)
    return callnotes


def draw(callnotes: CommandLine) -> None:
    file = RulesFile(callnotes.workspace.cloud / FAULTS)
    assert file.draw(Call("dynamodb", "PutItem", "create_note"))


def test_a_fault_that_is_on_is_counted_until_it_is_off(running: CommandLine) -> None:
    assert f"{SPEC}  0      2" in running.run("chaos", "on", SPEC).out
    draw(running)
    assert f"{SPEC}  1      2" in running.run("chaos", "status").out
    ended = json.loads(running.run("chaos", "off", "--json").out)["rules"]
    assert [(rule["rule"], rule["fired"], rule["times"]) for rule in ended] == [(SPEC, 1, 2)]
    assert running.run("chaos", "status").out == "No fault is on.\n"


def test_an_experiment_is_all_its_rules(running: CommandLine) -> None:
    shown = running.run("chaos", "on", "doubled-events").out
    assert shown.count("=duplicate") == 3
    assert "until off" in shown


def test_a_rule_that_cannot_be_puts_none_in_force(running: CommandLine) -> None:
    outcome = running.run("chaos", "on", SPEC, "dynamodb.PutItm=throttle")
    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")
    assert "there is PutItem" in outcome.err
    assert outcome.err.rstrip().endswith("callnotes chaos list")
    assert running.run("chaos", "status").out == "No fault is on.\n"


def test_list_names_every_fault_and_experiment(running: CommandLine) -> None:
    shown = running.run("chaos", "list").out
    assert all(name in shown for name in (*NAMES, "busy-table", "invocation-add-delay"))
    listed = json.loads(running.run("chaos", "list", "--json").out)
    assert [fault["fault"] for fault in listed["faults"]] == list(NAMES)
    assert "busy-table" in {item["name"] for item in listed["experiments"]}
