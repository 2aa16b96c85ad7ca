"""template.yaml stays small by function, and its loops mean the same to SAM and CloudFormation."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from samcli.yamlhelper import yaml_parse

from tests.template import TEMPLATE, events_of_type, functions

TEXT = TEMPLATE.read_text()
# One that calls more than the table has a statement of its policy, and a variable, for each.
ROUTE_LINES = 45
CONSUMER_LINES = 50
ROUTES, CONSUMERS = (
    [function.name for function, _ in events_of_type(kind)] for kind in ("Api", "SQS")
)
LOOP = "Fn::ForEach::"
PLACEHOLDER = re.compile(r"[$&]\{Name\}")


@pytest.mark.parametrize("verb", ROUTES)
def test_a_route_takes_few_lines_of_the_template(verb: str) -> None:
    assert count_lines(TEXT, verb) <= ROUTE_LINES


@pytest.mark.parametrize("verb", CONSUMERS)
def test_a_consumer_takes_few_lines_of_the_template(verb: str) -> None:
    assert count_lines(TEXT, verb) <= CONSUMER_LINES


@pytest.mark.parametrize("verb", functions())
def test_a_function_is_found_in_the_template_by_its_verb(verb: str) -> None:
    assert f"{{Verb: {verb}}}" in TEXT


def test_the_lines_of_a_function_are_its_sections_and_where_it_is_named() -> None:
    text = """\
Mappings:
  Functions:
    GetNote: {Verb: get_note}
Resources:
  GetNoteFunction:
    Metadata:

      WorkingDirectory: functions/get_note
  GetNotesFunction:
    Type: another
"""
    assert count_lines(text, "get_note") == 4


def test_loops_fill_in_names_only_where_cloudformation_does() -> None:
    template = yaml_parse(TEXT)
    sections = [template["Resources"], template["Outputs"]]
    assert [left for section in sections for left in find_left(section)] == []


def test_a_name_that_only_sam_fills_in_is_found() -> None:
    body = {"${Name}Queue": {"QueueName": "${Name}", "Tags": {"Fn::Sub": "${Name}"}}}
    assert list(find_left({f"{LOOP}Queues": ["Name", ["A"], body]})) == ["${Name}"]


def count_lines(text: str, verb: str) -> int:
    """Count the lines of a function: its own sections, and each line elsewhere that names it.

    A state machine that has its name is something else.
    """
    name = "".join(part.title() for part in verb.split("_"))
    own, count = False, 0
    for line in text.splitlines():
        if re.match(r" {0,2}\S", line):
            own = bool(re.match(rf"  {name}(?!StateMachine)[A-Z]\w*:$", line))
        named = re.search(rf"\b({name}|{verb})\b", line)
        count += bool(line.strip()) and (own or named is not None)
    return count


def find_left(value: Any) -> Iterator[str]:
    """Find the loops' placeholders in plain texts, which CloudFormation leaves as they are."""
    if isinstance(value, str) and PLACEHOLDER.search(value):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from find_left(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key.startswith(LOOP):
                yield from find_left([find_body(*entry) for entry in item[2].items()])
            elif key != "Fn::Sub":
                yield from find_left(key)
                yield from find_left(item)


def find_body(name: str, part: Any) -> Any:
    """What is inside one entry of a loop, whose own name is filled in."""
    return {name: part} if name.startswith(LOOP) else part
