"""Each part that a function lacks is named: the file and what to write there."""

from collections.abc import Callable
from typing import Any

import pytest
from samcli.yamlhelper import yaml_parse

from tests.template import TEMPLATE
from tools import check_functions
from tools.check_functions import find_missing

type Json = dict[str, Any]


def properties(template: Json, name: str) -> Json:
    found: Json = template["Resources"][f"{name}Function"]["Properties"]
    return found


def loop(template: Json, section: str, name: str) -> list[str]:
    names: list[str] = template[section][f"Fn::ForEach::{name}"][1]
    return names


def damage(change: Callable[[Json], object]) -> list[str]:
    template = yaml_parse(TEMPLATE.read_text())
    change(template)
    return find_missing(template)


def test_nothing_is_missing() -> None:
    assert find_missing(yaml_parse(TEMPLATE.read_text())) == []


@pytest.mark.parametrize(
    ("change", "place", "line"),
    [
        (
            lambda t: t["Mappings"]["Functions"].pop("GetNote"),
            "Mappings, Functions",
            "GetNote: {Verb: get_note}",
        ),
        (
            lambda t: loop(t, "Resources", "Functions").remove("GetNote"),
            "Resources, Fn::ForEach::Functions",
            "- GetNote",
        ),
        (
            lambda t: properties(t, "GetNote").pop("Environment"),
            "GetNoteFunction, Properties, Environment, Variables",
            "USER_POOL_CLIENT_ID: !Ref UserPoolClient",
        ),
        (
            lambda t: properties(t, "GetNote").pop("Role"),
            "GetNoteFunction, Properties",
            "Role: !GetAtt GetNoteRole.Arn",
        ),
        (
            lambda t: properties(t, "GetHealth")["Events"]["Api"]["Properties"].pop("Auth"),
            "GetHealthFunction, Properties, Events, Api, Properties",
            "Auth: {Authorizer: NONE}",
        ),
        (
            lambda t: t["Mappings"]["Consumers"].pop("IndexNote"),
            "Mappings, Consumers",
            "IndexNote: {Types: [NoteCreated.v1, NoteUpdated.v1, NoteDeleted.v1]}",
        ),
        (
            lambda t: loop(t, "Outputs", "ConsumerQueues").remove("IndexNote"),
            "Outputs, Fn::ForEach::ConsumerQueues",
            "- IndexNote",
        ),
    ],
)
def test_line_that_the_template_lacks_is_named(
    change: Callable[[Json], object], place: str, line: str
) -> None:
    named = [f"template.yaml, {place}: add `{line}`" in text for text in damage(change)]
    assert True in named


def test_missing_section_is_named() -> None:
    (line,) = damage(lambda t: t["Resources"].pop("GetNoteFunction"))
    assert line.startswith("template.yaml has no GetNoteFunction")
    assert "docs/add-a-route.md, step 3" in line


def test_handler_of_no_route_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(check_functions.ROUTE_OF, "get_note")
    lines = find_missing(yaml_parse(TEMPLATE.read_text()))
    assert any("has no route get_note" in line for line in lines)


def test_section_that_a_workflow_function_lacks_is_named() -> None:
    (line,) = damage(lambda t: t["Resources"].pop("CheckEscalationFunction"))
    assert line.startswith("template.yaml has no CheckEscalationFunction")
    assert "docs/add-a-workflow-function.md, step 3" in line


def test_workflow_function_of_no_state_machine_is_named() -> None:
    def unname(template: Json) -> object:
        machine = template["Resources"]["EscalationStateMachine"]["Properties"]
        return machine["DefinitionSubstitutions"].pop("CheckEscalationFunction")

    (line,) = damage(unname)
    assert "DefinitionSubstitutions: add `CheckEscalationFunction:" in line
    assert "docs/add-a-workflow-function.md, step 1" in line
