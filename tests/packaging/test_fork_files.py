"""Continuous integration, commit hooks and the development container of a fork."""

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from callnotes_local.lifecycle.bring_up import DEFAULT_PORT
from tests.packaging.conftest import ROOT
from tools.check_templates import list_checks
from tools.measure_size import list_files
from tools.scan_secrets import find_secrets

WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
HOOKS = ROOT / ".pre-commit-config.yaml"
CONTAINER = ROOT / ".devcontainer" / "devcontainer.json"
DOCKERFILE = ROOT / ".devcontainer" / "Dockerfile"
ACCESS_KEY = "AKIA" + "2345672345672345"
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----" + "\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"

type Change = Callable[[Any], object]


def read(path: Path) -> Any:
    """Read a file; scalars of YAML stay strings: `on` would be true."""
    if path.suffix == ".json":
        return json.loads(path.read_text())
    return yaml.load(path.read_text(), yaml.BaseLoader)  # noqa: S506 - makes strings only


def find_faults(document: Any, schema: str) -> list[str]:
    path = Path(__file__).parent / "schemas" / f"{schema}.schema.json"
    validator = Draft202012Validator(json.loads(path.read_text()))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


FILES = [(WORKFLOW, "workflow"), (HOOKS, "pre-commit"), (CONTAINER, "devcontainer")]


@pytest.mark.parametrize(("path", "schema"), FILES, ids=[schema for _, schema in FILES])
def test_file_fits_its_schema(path: Path, schema: str) -> None:
    assert find_faults(read(path), schema) == []


BROKEN: list[tuple[Path, str, Change, str]] = [
    (WORKFLOW, "workflow", lambda w: w["jobs"]["test"].pop("timeout-minutes"), "$.jobs.test"),
    (WORKFLOW, "workflow", lambda w: w.pop("permissions"), "'permissions' is a required"),
    (
        WORKFLOW,
        "workflow",
        lambda w: w["jobs"]["test"]["permissions"].update(contents="write"),
        "$.jobs.test.permissions.contents",
    ),
    (
        WORKFLOW,
        "workflow",
        lambda w: w["jobs"]["test"]["steps"][0].update(uses="actions/checkout@v7"),
        "actions/checkout@v7",
    ),
    (
        WORKFLOW,
        "workflow",
        lambda w: w["jobs"]["test"]["steps"][-1].update(run="echo ${{ github.head_ref }}"),
        "$.jobs.test.steps[2].run",
    ),
    (WORKFLOW, "workflow", lambda w: w["on"].update(pull_request_target={}), "$.on"),
    (HOOKS, "pre-commit", lambda c: c["repos"][0]["hooks"][0].pop("entry"), "hooks[0]: 'entry'"),
    (
        HOOKS,
        "pre-commit",
        lambda c: c["repos"][0].update(repo="https://example.com/hooks"),
        "$.repos[0].repo",
    ),
    (CONTAINER, "devcontainer", lambda c: c.update(remoteUser="root"), "$.remoteUser"),
    (CONTAINER, "devcontainer", lambda c: c.update(forwardPort=[3000]), "forwardPort"),
    (CONTAINER, "devcontainer", lambda c: c.update(forwardPorts=[70_000]), "$.forwardPorts[0]"),
]


@pytest.mark.parametrize(
    ("path", "schema", "change", "fault"), BROKEN, ids=[fault for *_, fault in BROKEN]
)
def test_broken_file_is_named(path: Path, schema: str, change: Change, fault: str) -> None:
    document = deepcopy(read(path))
    change(document)
    (found,) = find_faults(document, schema)
    assert fault in found


def scripts(workflow: Any) -> Iterator[str]:
    yield from (s["run"] for job in workflow["jobs"].values() for s in job["steps"] if "run" in s)


def script_faults(commands: Iterator[str]) -> Iterator[str]:
    """What bash cannot read, and targets that make does not have."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in commands:
        if subprocess.run(
            ["bash", "-n", "-c", command], capture_output=True, check=False
        ).returncode:
            yield f"bash cannot read: {command}"
        named = re.findall(r"\bmake ([a-z-]+)", command)
        yield from (f"make has no {name}" for name in named if name not in targets)


def test_every_script_can_run() -> None:
    container = read(CONTAINER)
    commands = [*scripts(read(WORKFLOW)), container["postCreateCommand"]]
    assert "make test" in commands
    assert list(script_faults(iter(commands))) == []


@pytest.mark.parametrize(
    ("command", "fault"),
    [("make tset", "make has no tset"), ('echo "open', "bash cannot read")],
)
def test_script_that_cannot_run_is_named(command: str, fault: str) -> None:
    (found,) = script_faults(iter([command]))
    assert found.startswith(fault)


def test_every_action_is_pinned_beside_its_version() -> None:
    uses = re.findall(r"uses: (\S+@)(\w+)(.*)", WORKFLOW.read_text())
    assert uses
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", version) for *_, version in uses)
    assert len({action for action, *_ in uses}) == len(set(uses)), "one action, two versions"


def test_only_the_nightly_deployment_may_ask_for_a_token() -> None:
    jobs = read(WORKFLOW)["jobs"]
    assert [name for name, job in jobs.items() if "id-token" in job["permissions"]] == ["nightly"]
    assert jobs["nightly"]["needs"] == "test"


def test_the_nightly_job_runs_or_says_why_not() -> None:
    """Its condition and that of its other are the opposite of one another for each variable."""
    jobs = read(WORKFLOW)["jobs"]
    runs, skips = jobs["nightly"]["if"], jobs["nightly-skipped"]["if"]
    when, _, given = runs.partition(" && ")
    opposite = given.replace("!=", "==").replace("&&", "||")
    assert skips == f"{when} && ({opposite})"
    variables = set(re.findall(r"vars\.(\w+)", WORKFLOW.read_text()))
    page = (ROOT / "docs" / "forks.md").read_text()
    assert [name for name in variables if f"`{name}`" not in page] == []


def test_the_nightly_job_deploys_where_samconfig_says() -> None:
    (region,) = re.findall(r"aws-region: (\S+)", WORKFLOW.read_text())
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    assert config["staging"]["global"]["parameters"]["region"] == region


def test_container_has_what_the_tests_need() -> None:
    container, image = read(CONTAINER), DOCKERFILE.read_text()
    assert (CONTAINER.parent / container["build"]["dockerfile"]) == DOCKERFILE
    assert container["forwardPorts"] == [DEFAULT_PORT]
    assert image.startswith("FROM python:3.13-")
    assert "chromium" in image
    assert f" {container['remoteUser']}\n" in image


HOOK = {hook["id"]: hook["entry"] for repo in read(HOOKS)["repos"] for hook in repo["hooks"]}
BAD = {
    "ruff": ("bad.py", "import os\n", "F401"),
    "ruff-format": ("bad.py", "x = {1:2}\n", "would be reformatted"),
    "secrets": ("key.txt", f"one\n{ACCESS_KEY}\n", "key.txt:2: AWS access key id"),
}


def run_hook(entry: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does: in the checkout, with the file as its last argument."""
    return subprocess.run(
        [*shlex.split(entry), str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_each_hook_has_an_example() -> None:
    """That of cfn-lint, which takes seconds, is in test_template_gate.py."""
    assert {*BAD, "cfn-lint"} == set(HOOK)


def test_the_hook_for_the_template_is_the_command_of_the_gate() -> None:
    hook = [Path(HOOK["cfn-lint"]).name, str(ROOT / "template.yaml")]
    assert hook in [[Path(program).name, *rest] for program, *rest in list_checks()]


@pytest.mark.parametrize("hook", BAD)
def test_hook_refuses_a_bad_file_and_names_the_fault(hook: str, tmp_path: Path) -> None:
    name, text, fault = BAD[hook]
    path = tmp_path / name
    path.write_text(text)
    done = run_hook(HOOK[hook], path)
    assert done.returncode != 0
    assert fault in done.stdout + done.stderr


@pytest.mark.parametrize("hook", ["ruff", "ruff-format", "secrets"])
def test_hook_passes_a_good_file(hook: str) -> None:
    done = run_hook(HOOK[hook], Path(__file__))
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_of_the_project_has_a_secret() -> None:
    assert list(find_secrets(ROOT, list_files(ROOT))) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ACCESS_KEY, "AWS access key id"),
        (f'aws_secret_access_key = "{"a1B2" * 10}"', "AWS secret access key"),
        (f'"SecretAccessKey": "{"a1B2" * 10}"', "AWS secret access key"),
        ("ghp_" + "a1B2" * 9, "GitHub token"),
        ("xoxb-" + "1234567890" * 2, "Slack token"),
        (PRIVATE_KEY, "private key"),
    ],
)
def test_secret_of_each_kind_is_named_without_its_value(
    text: str, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text(f"one\ntwo {text}\n")
    assert list(find_secrets(tmp_path, ["file"])) == [f"file:2: {kind}"]


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLE", "AKIAREAL", "-----BEGIN PUBLIC KEY-----"])
def test_what_is_no_secret_is_not_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text)
    assert list(find_secrets(tmp_path, ["file"])) == []
