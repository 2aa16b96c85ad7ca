"""buildspec.yml and the appspecs against schemas of AWS's reference pages; each is seen to fail."""

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.template import ROOT

SCHEMAS = Path(__file__).parent / "schemas"
COMPANION = "stacks/companion/appspec"

type Json = dict[str, Any]
type Break = Callable[[Json], object]

DOCUMENTS = {
    "buildspec.yml": "buildspec",
    "appspec.yml": "appspec_lambda",
    f"{COMPANION}/linux.yml": "appspec_linux",
    f"{COMPANION}/windows.yml": "appspec_windows",
    f"{COMPANION}/ecs.yml": "appspec_ecs",
}


def function(document: Json) -> Any:
    return document["resources"][0]["CreateNoteFunction"]["properties"]


def service(document: Json) -> Any:
    return document["Resources"][0]["TargetService"]["Properties"]


# What is broken, by document and name; where the fault is, and a word of what it says.
BROKEN: dict[tuple[str, str], tuple[Break, str, str]] = {
    ("buildspec.yml", "a phase that CodeBuild does not know"): (
        lambda d: d["phases"].update(deploy={"commands": ["true"]}),
        "phases",
        "'deploy'",
    ),
    ("buildspec.yml", "a version that is not"): (lambda d: d.update(version=0.3), "version", "0.3"),
    ("buildspec.yml", "a phase without commands"): (
        lambda d: d["phases"]["build"].pop("commands"),
        "phases/build",
        "'commands'",
    ),
    ("buildspec.yml", "a report without files"): (
        lambda d: d["reports"]["tests"].pop("files"),
        "reports/tests",
        "'files'",
    ),
    ("buildspec.yml", "a report of an unknown format"): (
        lambda d: d["reports"]["tests"].update({"file-format": "JUNIT"}),
        "reports/tests/file-format",
        "'JUNIT'",
    ),
    ("buildspec.yml", "a variable with CodeBuild's own prefix"): (
        lambda d: d["env"]["parameter-store"].update(CODEBUILD_BUCKET="/a"),
        "env/parameter-store",
        "CODEBUILD_BUCKET",
    ),
    ("appspec.yml", "a version as a number"): (
        lambda d: function(d).update(targetversion=2),
        "resources/0/CreateNoteFunction/properties/targetversion",
        "not of type 'string'",
    ),
    ("appspec.yml", "the version that moves with each upload"): (
        lambda d: function(d).update(targetversion="$LATEST"),
        "resources/0/CreateNoteFunction/properties/targetversion",
        "$LATEST",
    ),
    ("appspec.yml", "no version to come from"): (
        lambda d: function(d).pop("currentversion"),
        "resources/0/CreateNoteFunction/properties",
        "'currentversion'",
    ),
    ("appspec.yml", "a script as on a server"): (
        lambda d: d.update(hooks=[{"BeforeAllowTraffic": [{"location": "a.sh", "timeout": 60}]}]),
        "hooks/0/BeforeAllowTraffic",
        "not of type 'string'",
    ),
    ("appspec.yml", "an event of a server"): (
        lambda d: d["hooks"].append({"ValidateService": "f"}),
        "hooks/2",
        "'ValidateService'",
    ),
    (f"{COMPANION}/linux.yml", "no operating system"): (lambda d: d.pop("os"), "", "'os'"),
    (f"{COMPANION}/linux.yml", "a script in an event of the agent"): (
        lambda d: d["hooks"].update(DownloadBundle=[{"location": "a.sh"}]),
        "hooks",
        "'DownloadBundle'",
    ),
    (f"{COMPANION}/linux.yml", "a script for two hours"): (
        lambda d: d["hooks"]["ApplicationStart"][0].update(timeout=7200),
        "hooks/ApplicationStart/0/timeout",
        "3600",
    ),
    (f"{COMPANION}/windows.yml", "a user for a script"): (
        lambda d: d["hooks"]["ApplicationStart"][0].update(runas="admin"),
        "hooks/ApplicationStart/0",
        "'runas'",
    ),
    (f"{COMPANION}/windows.yml", "permissions"): (
        lambda d: d.update(permissions=[{"object": "C:\\inetpub"}]),
        "",
        "'permissions'",
    ),
    (f"{COMPANION}/ecs.yml", "no port"): (
        lambda d: service(d)["LoadBalancerInfo"].pop("ContainerPort"),
        "Resources/0/TargetService/Properties/LoadBalancerInfo",
        "'ContainerPort'",
    ),
    (f"{COMPANION}/ecs.yml", "half a network"): (
        lambda d: service(d)["NetworkConfiguration"]["AwsvpcConfiguration"].pop("SecurityGroups"),
        "Resources/0/TargetService/Properties/NetworkConfiguration/AwsvpcConfiguration",
        "'SecurityGroups'",
    ),
    (f"{COMPANION}/ecs.yml", "a task definition without a revision"): (
        lambda d: service(d).update(TaskDefinition="callnotes-console"),
        "Resources/0/TargetService/Properties/TaskDefinition",
        "callnotes-console",
    ),
}


def read(document: str) -> Json:
    content: Json = yaml.safe_load((ROOT / document).read_text())
    return content


def find_faults(document: str, content: Json) -> list[tuple[str, str]]:
    schema = json.loads((SCHEMAS / f"{DOCUMENTS[document]}.json").read_text())
    errors = jsonschema.Draft202012Validator(schema).iter_errors(content)
    return [("/".join(map(str, error.absolute_path)), error.message) for error in errors]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document_is_as_aws_defines_it(document: str) -> None:
    assert find_faults(document, read(document)) == []


@pytest.mark.parametrize(("document", "name"), BROKEN)
def test_broken_document_is_named(document: str, name: str) -> None:
    break_it, place, word = BROKEN[document, name]
    content = copy.deepcopy(read(document))
    break_it(content)
    ((found, message),) = find_faults(document, content)
    assert (found, word in message) == (place, True), message


def test_every_document_has_a_broken_example() -> None:
    assert {document for document, _ in BROKEN} == set(DOCUMENTS)


def test_lambda_moves_between_two_versions_behind_the_alias_of_the_app() -> None:
    properties = function(read("appspec.yml"))
    assert properties["alias"] == "live"
    assert properties["currentversion"] != properties["targetversion"]


@pytest.mark.parametrize("document", [f"{COMPANION}/linux.yml", f"{COMPANION}/windows.yml"])
def test_scripts_of_one_event_end_within_an_hour(document: str) -> None:
    """The sum counts, not each one."""
    for event, scripts in read(document)["hooks"].items():
        assert sum(script.get("timeout", 3600) for script in scripts) <= 3600, event


def test_reports_are_written_where_codebuild_looks() -> None:
    content = read("buildspec.yml")
    commands = "\n".join(content["phases"]["build"]["commands"])
    for report in content["reports"].values():
        for name in report["files"]:
            assert os.path.join(report["base-directory"], name) in commands  # noqa: PTH118


def test_artifacts_are_what_the_phases_write() -> None:
    content = read("buildspec.yml")
    commands = "\n".join(
        command for phase in content["phases"].values() for command in phase["commands"]
    )
    assert content["artifacts"]["base-directory"] == content["env"]["variables"]["PACKAGE"]
    written = {
        f"{environment}.{kind}" for environment in ("staging", "prod") for kind in ("yaml", "json")
    }
    assert "for environment in staging prod;" in commands
    assert {"$PACKAGE/$environment.yaml", "$PACKAGE/$environment.json"} <= {
        part.strip('"') for part in commands.split()
    }
    assert "cp appspec.yml" in commands
    assert set(content["artifacts"]["files"]) == {*written, "appspec.yml"}
