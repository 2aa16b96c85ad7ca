"""The form of rules, what they match, how often they fire; and the experiments of the folder."""

import threading
from pathlib import Path

import pytest
import yaml

from faults.rule import Call, Fault, Rule, draw_rule
from faults.rules_file import RulesFile
from faults.texts import (
    EXPERIMENTS,
    BadRuleError,
    list_experiments,
    parse_rule,
    read_rules,
    show_rule,
)
from tests.template import functions

FUNCTIONS = ("create_note", "index_note")
PUT = Call("dynamodb", "PutItem", "create_note")
INVOCATION = Call("lambda", "Invoke", "create_note")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("dynamodb.PutItem=throttle:2", Rule("dynamodb", "PutItem", "throttle", 2)),
        ("dynamodb.*=drop", Rule("dynamodb", "*", "drop")),
        ("*.*@index_note=delay", Rule("*", "*", "delay", function="index_note")),
        (
            "events.PutEvents=error_before:1,status=503,code=Away,after=2",
            Rule("eventbridge", "PutEvents", "error_before", 1, 2, status=503, code="Away"),
        ),
        (
            "lambda.Invoke@index_note=invocation-add-delay:1,startupDelayMilliseconds=250",
            Rule("lambda", "Invoke", "delay", 1, function="index_note", seconds=0.25),
        ),
        (
            "lambda.Invoke=invocation-error,preventExecution=false",
            Rule("lambda", "Invoke", "error_after"),
        ),
        (
            "lambda.Invoke=aws:lambda:invocation-http-integration-response,statusCode=429",
            Rule("lambda", "Invoke", "error_before", status=429),
        ),
    ],
)
def test_a_text_is_the_rule_it_shows(text: str, rule: Rule) -> None:
    assert parse_rule(text, FUNCTIONS) == rule
    assert parse_rule(show_rule(rule), FUNCTIONS) == rule


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("dynamodb.PutItem=", "not of the form"),
        ("PutItem=throttle", "not of the form"),
        ("dynamo.PutItem=throttle", "service of the SDK `dynamo`; there is dynamodb"),
        ("dynamodb.PutItm=throttle", "operation of dynamodb `PutItm`; there is PutItem"),
        ("dynamodb.PutItem=thottle", "fault `thottle`; there is throttle"),
        ("dynamodb.PutItem@create=drop", "function `create`; there is create_note"),
        ("dynamodb.PutItem=delay,seconds=x", "That is no number"),
        ("dynamodb.PutItem=delay,seconds=-1", "seconds cannot be negative"),
        ("dynamodb.PutItem=delay,seconds=nan", "seconds must have an end"),
        ("dynamodb.PutItem=delay,seconds=inf", "seconds must have an end"),
        ("dynamodb.PutItem=error_before,status=999", "status is one of HTTP"),
        ("dynamodb.PutItem=throttle:0", "times is at least 1"),
        ("lambda.Invoke=invocation-add-delay,startupDelayMilliseconds=x", "That is no number"),
        ("dynamodb.PutItem=delay,second=1", "field of a rule `second`; there is seconds"),
        ("dynamodb.PutItem=delay,fired=1", "field of a rule `fired`"),
        ("lambda.Invoke=throttle", "set reserved concurrency"),
        ("busy-tables", "no experiment `busy-tables`; there are busy-table"),
        ("/etc/passwd", "no experiment"),
    ],
)
def test_a_text_that_is_no_rule_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadRuleError, match=why.replace("(", r"\(")):
        read_rules(text, FUNCTIONS)


@pytest.mark.parametrize(
    "document",
    [{"rules": []}, {"description": "d", "rules": ["x"]}, {"description": "d"}, ["x"], "x"],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, document: object) -> None:
    path = tmp_path / "experiment.yaml"
    path.write_text(yaml.safe_dump(document))
    with pytest.raises(BadRuleError):
        read_rules(str(path), FUNCTIONS)


@pytest.mark.parametrize("content", [b"description: [", b"\xff\xfe"])
def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "experiment.yaml"
    path.write_bytes(content)
    with pytest.raises(BadRuleError, match="is no YAML"):
        read_rules(str(path), FUNCTIONS)


def test_every_experiment_of_the_folder_can_be_read() -> None:
    found = list_experiments(functions())
    assert [item.name for item in found] == sorted(path.stem for path in EXPERIMENTS.iterdir())
    assert all(item.rules and item.description.endswith(".") for item in found)


@pytest.mark.parametrize(
    ("rule", "call", "expected"),
    [
        (Rule("dynamodb", "PutItem", "drop"), PUT, True),
        (Rule("dynamodb", "*", "drop", function="create_note"), PUT, True),
        (Rule("dynamodb", "GetItem", "drop"), PUT, False),
        (Rule("sqs", "PutItem", "drop"), PUT, False),
        (Rule("dynamodb", "PutItem", "drop", function="index_note"), PUT, False),
        (Rule("*", "*", "drop"), PUT, True),
        (Rule("*", "*", "drop"), INVOCATION, False),
        (Rule("lambda", "*", "drop"), INVOCATION, True),
    ],
)
def test_a_rule_is_about_the_calls_it_names(rule: Rule, call: Call, expected: object) -> None:
    assert rule.matches(call) is expected


def test_a_rule_fires_n_times_after_those_that_it_spares() -> None:
    rule = Rule("dynamodb", "*", "drop", times=2, after=1)
    assert [draw_rule([rule], PUT) is rule for _ in range(4)] == [False, True, True, False]
    assert rule.fired == 2


def test_the_next_rule_follows_when_the_first_is_used_up() -> None:
    faults: tuple[Fault, ...] = ("drop", "throttle")
    rules = [Rule("dynamodb", "*", fault, times=1) for fault in faults]
    drawn = [draw_rule(rules, PUT) for _ in range(3)]
    assert [rule and rule.fault for rule in drawn] == ["drop", "throttle", None]


def test_no_file_is_no_rule(tmp_path: Path) -> None:
    file = RulesFile(tmp_path / "faults.json")
    assert (file.draw(PUT), file.read(), file.clear()) == (None, [], [])
    assert not file.path.exists()


def test_rules_that_are_cleared_say_how_often_they_fired(tmp_path: Path) -> None:
    file = RulesFile(tmp_path / "faults.json")
    file.add([Rule("dynamodb", "PutItem", "drop")])
    file.add([Rule("sqs", "*", "drop")])
    file.draw(PUT)
    assert [rule.fired for rule in file.clear()] == [1, 0]
    assert not file.path.exists()


def test_calls_at_the_same_time_fire_no_more_than_n_times(tmp_path: Path) -> None:
    file = RulesFile(tmp_path / "faults.json")
    file.add([Rule("dynamodb", "PutItem", "drop", times=5)])
    drawn: list[Rule | None] = []
    threads = [threading.Thread(target=lambda: drawn.append(file.draw(PUT))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len([rule for rule in drawn if rule]), file.read()[0].fired) == (5, 5)
